using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Curricula;

/// <summary>The curricula that groups go through.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <param name="Curriculum">Which.</param>
    /// <param name="Groups">The running groups that follow it.</param>
    public sealed record Row(Curriculum Curriculum, IReadOnlyList<string> Groups);

    public async Task OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        var today = clock.Today(db.Actor.Zone);
        var curricula = await db.Curricula.AsNoTracking().OrderBy(c => c.RetiredAt != null).ThenBy(c => c.Name).ToListAsync(stop);
        var groups = (await db.Groups.AsNoTracking().Where(g => g.CurriculumId != null && g.Until >= today)
            .OrderBy(g => g.Name).Select(g => new { g.CurriculumId, g.Name }).ToListAsync(stop)).ToLookup(g => g.CurriculumId, g => g.Name);
        Rows = curricula.ConvertAll(c => new Row(c, [.. groups[c.Id].Distinct()]));
    }
}
