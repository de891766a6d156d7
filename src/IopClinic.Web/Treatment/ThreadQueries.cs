using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>What the notes of sessions say about the objectives of a plan.</summary>
internal static class ThreadQueries
{
    private const int MostRatings = 300;

    /// <summary>The objectives of an episode that a signed note refers to: none of them is ever left out of the plan.</summary>
    public static async Task<IReadOnlySet<Guid>> NotedAsync(this ClinicDb db, Id<Episode> episode, CancellationToken cancel = default)
    {
        var standing = db.Standing();
        var objectives = await db.Objectives
            .Where(objective => objective.EpisodeId == episode && standing.Any(linked => linked.ObjectiveId == objective.Id))
            .Select(objective => objective.Id)
            .ToListAsync(cancel);
        return objectives.Select(id => id.Value).ToHashSet();
    }

    /// <summary>How many signed notes of each clinic week were about a side of the plan; weeks without any are left out.</summary>
    public static async Task<IReadOnlyList<Touch>> TouchesAsync(
        this ClinicDb db, Id<Patient> patient, DateOnly first, DateOnly last, CancellationToken cancel = default)
    {
        var touched = await (
            from linked in db.Standing()
            join objective in db.Objectives on linked.ObjectiveId equals objective.Id
            where linked.PatientId == patient && linked.ClinicDate >= first && linked.ClinicDate <= last
            select new { linked.NoteId, linked.ClinicDate, objective.Side }).Distinct().ToListAsync(cancel);
        return [.. touched
            .GroupBy(one => (ClinicWeek.Of(one.ClinicDate).Monday, one.Side))
            .OrderBy(week => week.Key.Monday).ThenBy(week => week.Key.Side)
            .Select(week => new Touch(week.Key.Monday, week.Key.Side, week.Count()))];
    }

    /// <summary>The notes of an objective, newest first: one page of them and one more where there are more.</summary>
    /// <param name="db">The record.</param>
    /// <param name="objective">Whose thread.</param>
    /// <param name="after">The last note of the page before; null for the first page.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<IReadOnlyList<ThreadNote>> ThreadOfAsync(
        this ClinicDb db, Objective objective, Id<ProgressNote>? after, int most, CancellationToken cancel = default)
    {
        var standing = db.Standing().Where(linked => linked.ObjectiveId == objective.Id && linked.PatientId == objective.PatientId);
        if (after is { } last)
        {
            var day = await standing.Where(linked => linked.NoteId == last).Select(linked => (DateOnly?)linked.ClinicDate).SingleOrDefaultAsync(cancel);
            standing = standing.Where(linked => linked.ClinicDate < day || (linked.ClinicDate == day && linked.NoteId.CompareTo(last) < 0));
        }

        return await (
            from linked in standing.OrderByDescending(one => one.ClinicDate).ThenByDescending(one => one.NoteId).Take(most)
            join note in db.Notes.IgnoreAutoIncludes() on linked.NoteId equals note.Id
            join session in db.Sessions on note.SessionId equals session.Id
            join service in db.Services on session.ServiceId equals service.Id
            orderby linked.ClinicDate descending, linked.NoteId descending
            select new ThreadNote(
                note.Id,
                linked.ClinicDate,
                session.Title,
                service.Name,
                db.Signatures.Where(s => s.NoteId == note.Id && s.Meaning == SignatureMeaning.Author).Select(s => s.SignerName).FirstOrDefault(),
                linked.Progress,
                note.Text!.Substring(0, ThreadNote.Excerpt + 1),
                note.InTheirWords)).AsNoTracking().ToListAsync(cancel);
    }

    /// <summary>What clinicians said of an objective over time, oldest first; of many the latest.</summary>
    public static async Task<IReadOnlyList<Rating>> RatingsAsync(this ClinicDb db, Objective objective, CancellationToken cancel = default)
    {
        var rated = await db.Standing()
            .Where(linked => linked.ObjectiveId == objective.Id && linked.PatientId == objective.PatientId && linked.Progress != null)
            .OrderByDescending(linked => linked.ClinicDate).ThenByDescending(linked => linked.NoteId).Take(MostRatings)
            .Select(linked => new Rating(linked.ClinicDate, linked.Progress!.Value)).ToListAsync(cancel);
        rated.Reverse();
        return rated;
    }

    /// <summary>Links of notes that are signed and not struck.</summary>
    public static IQueryable<NoteObjective> Standing(this ClinicDb db) =>
        db.NoteObjectives.Where(linked => db.Notes.Any(note => note.Id == linked.NoteId && note.SignedAt != null && note.StruckAt == null));
}

/// <summary>What a clinician said of an objective after a session.</summary>
public sealed record Rating(DateOnly On, ObjectiveProgress Progress);

/// <summary>A note in the thread of an objective.</summary>
/// <param name="Text">Its beginning; null where it has none.</param>
/// <param name="InTheirWords">What of the patient it quotes; null where it does not.</param>
public sealed record ThreadNote(Id<ProgressNote> Id, DateOnly On, string Session, string Service, string? Clinician, ObjectiveProgress? Progress, string? Text, string? InTheirWords)
{
    public const int Excerpt = 280;

    /// <summary>The beginning, with a sign where it goes on.</summary>
    public string Beginning => Text is { Length: > Excerpt } ? $"{Text[..Excerpt].TrimEnd()} …" : Text ?? "";
}

/// <summary>The notes of one clinic week, which begins on a Monday, about one side of a plan.</summary>
public sealed record Touch(DateOnly Monday, PlanSide Side, int Notes);
