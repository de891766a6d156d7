namespace IopClinic.Web.Shared;

/// <summary>The foot of a list that is paged by key: what is shown, and the ways on.</summary>
/// <param name="Showing">Such as "1-50 of 212" or "50 patients".</param>
public sealed record Pager(string Showing, PagerStep? Previous = null, PagerStep? Next = null);

/// <summary>A way on: a link, or a button of the search form where what was searched for may not stand in an address.</summary>
public sealed record PagerStep
{
    private PagerStep()
    {
    }

    public string? Href { get; private init; }

    public string? Form { get; private init; }

    public string? Name { get; private init; }

    public string? Value { get; private init; }

    public static PagerStep Link(string href) => new() { Href = href };

    /// <summary>Submits the form of this id once more, with the key of the next page in <paramref name="name"/>.</summary>
    public static PagerStep Post(string form, string name, string value) => new() { Form = form, Name = name, Value = value };
}
