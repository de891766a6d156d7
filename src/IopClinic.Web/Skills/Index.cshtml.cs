using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Skills;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Seed;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Skills;

/// <summary>The catalogue of coping skills, by family.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class IndexModel(ClinicDb db) : ClinicPage
{
    /// <summary>Whether the retired ones are listed too.</summary>
    [FromQuery]
    public bool Retired { get; set; }

    public IReadOnlyList<IGrouping<SkillFamily, Skill>> Families { get; private set; } = [];

    public int RetiredCount { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Fills an empty catalogue with the standard one.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostStandardAsync()
    {
        RuleViolation.Unless(!await db.Skills.AnyAsync(), "There are skills already: add to these.");
        var skills = StandardSkills.Create();
        db.Skills.AddRange(skills);
        await db.SaveChangesAsync();
        Toast($"{skills.Count} skills are added. Change them to your own words.");
        return RedirectToPage("/Skills/Index");
    }

    public override async Task LoadAsync()
    {
        var all = await db.CatalogueAsync();
        RetiredCount = all.Count(skill => skill.IsRetired);
        Families = [.. all.Where(skill => Retired || !skill.IsRetired).OrderBy(skill => skill.IsRetired).GroupBy(skill => skill.Family).OrderBy(family => family.Key)];
    }
}
