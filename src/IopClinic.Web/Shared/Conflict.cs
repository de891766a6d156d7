namespace IopClinic.Web.Shared;

/// <summary>One answer of a form that somebody else saved differently while it was typed: theirs stands, ours waits beside it.</summary>
public sealed record Conflict(string Label, string Saved, string Typed)
{
    /// <summary>Those of the answers that differ.</summary>
    public static IReadOnlyList<Conflict> Among(params IEnumerable<(string Label, string? Saved, string? Typed)> answers) =>
    [
        .. from answer in answers
           let saved = answer.Saved ?? ""
           let typed = answer.Typed ?? ""
           where saved != typed
           select new Conflict(answer.Label, saved, typed),
    ];
}
