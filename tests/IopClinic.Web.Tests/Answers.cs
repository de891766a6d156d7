namespace IopClinic.Web.Tests;

/// <summary>What somebody types into a form.</summary>
internal static class Answers
{
    /// <summary>The usual answers, with some of them given otherwise.</summary>
    public static (string Name, string? Value)[] But(
        this (string Name, string? Value)[] usual, params (string Name, string? Value)[] changed) =>
        [.. usual.Where(answer => changed.All(other => other.Name != answer.Name)), .. changed];
}
