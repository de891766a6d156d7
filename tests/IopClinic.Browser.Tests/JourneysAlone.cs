namespace IopClinic.Browser.Tests;

/// <summary>Journeys that judge time, or keep every processor busy: after all the others, one by one.</summary>
[CollectionDefinition(nameof(JourneysAlone), DisableParallelization = true)]
public sealed class JourneysAlone;
