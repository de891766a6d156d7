using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Programs;

/// <summary>All programs with their tracks and how many patients are in them.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class IndexModel(ClinicDb db) : ClinicPage
{
    public IReadOnlyList<Row> Programs { get; private set; } = [];

    /// <summary>A program needs a site to belong to.</summary>
    public bool HasSite { get; private set; }

    public async Task OnGetAsync()
    {
        HasSite = await db.Sites.AnyAsync();
        Programs = await (
            from program in db.Programs.AsNoTracking()
            join site in db.Sites on program.SiteId equals site.Id
            orderby program.RetiredAt != null, site.Name, program.Name
            select new Row(
                program.Id,
                program.Name,
                site.Name,
                program.LevelOfCare,
                program.WeeklyMinutesMinimum,
                program.WeeklyMinutesMaximum,
                program.PlannedWeeks,
                program.IsPart2,
                program.RetiredAt != null,
                program.Tracks.Where(track => track.RetiredAt == null).OrderBy(track => track.Name).Select(track => track.Name).ToList(),
                db.Episodes.Count(episode => episode.ProgramId == program.Id && episode.DischargedOn == null))).ToListAsync();
    }

    public sealed record Row(
        Id<Program> Id,
        string Name,
        string Site,
        LevelOfCare Level,
        int Minimum,
        int Maximum,
        int Weeks,
        bool IsPart2,
        bool IsRetired,
        IReadOnlyList<string> Tracks,
        int Patients);
}
