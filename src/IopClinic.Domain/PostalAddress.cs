namespace IopClinic.Domain;

/// <summary>A postal address in the United States; every part may be unknown.</summary>
public sealed record PostalAddress(string? Line1, string? Line2, string? City, string? State, string? PostalCode)
{
    /// <summary>An address nobody has told us yet.</summary>
    public static readonly PostalAddress Unknown = new(null, null, null, null, null);

    /// <summary>Never the address itself: it must not reach a log by accident.</summary>
    public override string ToString() => nameof(PostalAddress);
}
