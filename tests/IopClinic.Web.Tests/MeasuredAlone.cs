namespace IopClinic.Web.Tests;

/// <summary>Tests that judge time or memory: after all the others, one by one, and not while the journeys run.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone : ICollectionFixture<QuietMachine>;
