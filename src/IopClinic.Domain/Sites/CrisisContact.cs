namespace IopClinic.Domain.Sites;

/// <summary>A line or service that is called in a crisis.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="Phone">The number, and how it is used where that is not by calling.</param>
public sealed record CrisisContact(string Name, string Phone)
{
    /// <summary>What every site in the United States begins with.</summary>
    public static IReadOnlyList<CrisisContact> Usual { get; } =
    [
        new("Suicide and crisis line, day and night", "988 (call or text)"),
        new("Crisis text line", "text HOME to 741741"),
        new("Emergency", "911"),
    ];
}
