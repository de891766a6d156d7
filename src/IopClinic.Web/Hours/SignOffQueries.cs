using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using Microsoft.EntityFrameworkCore;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Hours;

/// <summary>What was signed off of a program's weeks, and what became of it since.</summary>
internal static class SignOffQueries
{
    /// <summary>How many weeks back somebody is told that one was not signed off: half a year.</summary>
    private const int WeeksBack = 26;

    /// <summary>The last sign-off of that week of each of these programs, with the hours of whoever the actor sees.</summary>
    public static async Task<IReadOnlyList<SignOffState>> SignOffStatesAsync(
        this ClinicDb db, IReadOnlyCollection<Program> programs, ClinicWeek week, IReadOnlyCollection<InWeek> now, CancellationToken stop)
    {
        var keys = programs.Select(p => p.Id).ToList();
        var monday = week.Monday;
        var last = (await db.WeekSignOffs.AsNoTracking().Include(s => s.Hours)
            .Where(s => keys.Contains(s.ProgramId) && s.Monday == monday && !db.WeekSignOffs.Any(later => later.ProgramId == s.ProgramId && later.Monday == monday && later.Number > s.Number))
            .ToListAsync(stop)).ToDictionary(s => s.ProgramId);
        return
        [
            .. from program in programs
               let hours = now.Where(line => line.ProgramId == program.Id).Select(line => line.Hours).ToList()
               let signed = last.GetValueOrDefault(program.Id)
               where signed is not null || hours.Count > 0
               select new SignOffState(program, signed, signed is null ? 0 : HoursChange.Between(signed.Hours, hours).Count, WeekSignOff.Unrecorded(hours)),
        ];
    }

    /// <summary>Weeks of these programs, before that one, in which somebody was in treatment and which nobody signed off: oldest first.</summary>
    public static async Task<IReadOnlyList<(Program Program, ClinicWeek Week)>> UnsignedWeeksAsync(
        this ClinicDb db, IReadOnlyCollection<Program> programs, ClinicWeek before, CancellationToken stop)
    {
        var keys = programs.Select(p => p.Id).ToList();
        var oldest = before.Monday.AddDays(-7 * WeeksBack);
        var signed = (await db.WeekSignOffs.Where(s => keys.Contains(s.ProgramId) && s.Monday >= oldest).Select(s => new { s.ProgramId, s.Monday }).ToListAsync(stop))
            .Select(s => (s.ProgramId, s.Monday)).ToHashSet();
        // Whom it concerns is of no matter here, and no patient's key is read.
        var spans = await db.Episodes.Where(e => keys.Contains(e.ProgramId) && (e.DischargedOn == null || e.DischargedOn >= oldest))
            .Select(e => new { e.ProgramId, e.AdmittedOn, e.DischargedOn }).Distinct().ToListAsync(stop);
        return
        [
            .. from back in Enumerable.Range(1, WeeksBack).Reverse()
               let week = new ClinicWeek(before.Monday.AddDays(-7 * back))
               from program in programs
               where !signed.Contains((program.Id, week.Monday))
                   && spans.Exists(e => e.ProgramId == program.Id && e.AdmittedOn <= week.Sunday && (e.DischargedOn is null || e.DischargedOn >= week.Monday))
               select (program, week),
        ];
    }
}

/// <summary>Where one program's week stands.</summary>
/// <param name="Program">Which program.</param>
/// <param name="Last">What was signed off last; null where nothing was.</param>
/// <param name="Changed">How many patients' hours, of those the reader sees, are other than they were signed off.</param>
/// <param name="Unrecorded">Places in sessions that have no attendance yet.</param>
public sealed record SignOffState(Program Program, WeekSignOff? Last, int Changed, int Unrecorded);
