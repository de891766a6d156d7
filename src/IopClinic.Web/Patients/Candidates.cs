namespace IopClinic.Web.Patients;

/// <summary>People who could be the one on a form.</summary>
/// <param name="Found">Who.</param>
/// <param name="Sentence">What the form does about it.</param>
/// <param name="UseField">The field that chooses one of them; null where nobody can be chosen.</param>
/// <param name="UseAt">Where the form is sent to with that choice.</param>
public sealed record Candidates(IReadOnlyList<PossibleDuplicate> Found, string Sentence, string? UseField = null, string? UseAt = null);
