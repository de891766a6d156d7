using System.Globalization;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// What a text that is saved while it is written remembers of the opened page that wrote last: its key and which of its saves that was.
/// </summary>
internal static class PageTurn
{
    /// <summary>The most saves of one opened page: with the page's key it fits where a text keeps it.</summary>
    public const int Most = 9_999_999;

    /// <summary>As it is kept; null where the page has no key.</summary>
    public static string? Of(string? page, int turn) => page is null ? null : string.Create(CultureInfo.InvariantCulture, $"{page}.{turn}");

    /// <summary>The last save of that opened page; null where another page wrote since.</summary>
    public static int? In(string? writtenFrom, string? page) =>
        page is not null && writtenFrom?.Split('.') is [var by, var turn] && by == page && int.TryParse(turn, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
