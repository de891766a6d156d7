using IopClinic.Domain;
using Microsoft.AspNetCore.Mvc.Rendering;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Shared;

/// <summary>A period that somebody asked for, as it is shown.</summary>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day.</param>
/// <param name="Shortened">Why another one is shown than was asked for; null where it is not.</param>
public sealed record Period(DateOnly First, DateOnly Last, string? Shortened)
{
    /// <summary>Puts exchanged ends right, and keeps to the longest period.</summary>
    public static Period Of(DateOnly first, DateOnly last, int mostDays, string? shortened = null)
    {
        if (first > last)
        {
            (first, last) = (last, first);
            shortened = "The end lay before the beginning: they were exchanged.";
        }

        if (last.DayNumber - first.DayNumber >= mostDays)
        {
            first = last.AddDays(1 - mostDays);
            shortened = $"A period has at most {mostDays} days: this is its end.";
        }

        return new Period(first, last, shortened);
    }
}

internal static class ProgramChoice
{
    /// <summary>The programs as a list offers them.</summary>
    public static IReadOnlyList<SelectListItem> Of(IEnumerable<(Id<Program> Id, string Name)> programs, Id<Program>? chosen) =>
        [.. programs.Select(p => new SelectListItem(p.Name, p.Id.ToString(), p.Id == chosen))];
}
