using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Seed;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>The areas that treatment plans draw from.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class PlanLibraryModel(ClinicDb db) : ClinicPage
{
    [FromQuery(Name = "search")]
    public string? Search { get; set; }

    [FromQuery(Name = "side")]
    public PlanSide? Side { get; set; }

    /// <summary>Whether the retired ones are listed too.</summary>
    [FromQuery(Name = "retired")]
    public bool Retired { get; set; }

    /// <summary>A library is short, a few dozen areas, and shown whole.</summary>
    public IReadOnlyList<ProblemArea> Areas { get; private set; } = [];

    /// <summary>There is no area at all, of whatever state.</summary>
    public bool IsEmpty { get; private set; }

    public bool IsFiltered => !string.IsNullOrEmpty(Search) || Side is not null || Retired;

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Fills an empty library with the standard one.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostStandardAsync()
    {
        RuleViolation.Unless(!await db.ProblemAreas.AnyAsync(), "The library has areas already: add to these.");
        var areas = StandardPlanLibrary.Create(await db.Services.AsNoTracking().ToListAsync());
        db.ProblemAreas.AddRange(areas);
        await db.SaveChangesAsync();
        Toast($"{areas.Count} areas are added. Change them to your own words.");
        return Redirect("/PlanLibrary");
    }

    public override async Task LoadAsync()
    {
        var all = await db.ProblemAreas.AsNoTracking().OrderBy(area => area.Name).ToListAsync();
        IsEmpty = all.Count == 0;
        Areas =
        [
            .. all.Where(area => (Retired || !area.IsRetired) && (Side is null || area.Side == Side) && Says(area, Search?.Trim() ?? ""))
                .OrderBy(area => area.IsRetired),
        ];
    }

    private static bool Says(ProblemArea area, string words) =>
        words.Length == 0
        || area.CodePrefixes.Any(code => words.StartsWith(code, StringComparison.OrdinalIgnoreCase) || code.StartsWith(words, StringComparison.OrdinalIgnoreCase))
        || new[] { area.Name, area.Problem }
            .Concat(area.Goals.Select(goal => goal.Text)).Concat(area.Objectives.Select(objective => objective.Text))
            .Any(text => text.Contains(words, StringComparison.CurrentCultureIgnoreCase));
}
