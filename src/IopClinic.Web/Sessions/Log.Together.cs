using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Several at work on one roll: each sees where the others are, and what they have saved.</summary>
public sealed partial class LogPage
{
    /// <summary>
    /// Asked by the open page every few seconds: who else is here, and the rows that are otherwise than it shows them. What it says of
    /// a row is said as a save says it of one that somebody else has written.
    /// </summary>
    [AlsoNeeds(Can.LogSessions)]
    [Limited(Often.Roll)]
    public async Task<IActionResult> OnPostTogetherAsync()
    {
        var session = await db.Sessions.AsNoTracking().Where(s => s.ClinicDate == Date && s.Id == Id)
            .Select(s => new { s.SiteId, s.CancelledAt }).SingleOrDefaultAsync();
        if (session is null || !await db.MayOpenAsync(Id, session.SiteId))
        {
            return Missing();
        }

        var found = await new RollWriters(db, clock).MeetAsync(Date, Id, SignedIn, Together);
        var over = session.CancelledAt is not null ? "cancelled" : found.IsSigned ? "signed" : null;
        return new JsonResult(new
        {
            over,
            here = found.Others,
            rows = over is null && found.Changed.Count > 0 ? await ChangedAsync(found.Changed, session.SiteId) : [],
            shared = over is null && found.SharedChanged ? await SharedNowAsync() : null,
        });
    }

    private async Task<IReadOnlyList<object>> ChangedAsync(IReadOnlyList<Id<Patient>> patients, Id<Domain.Sites.Site> site)
    {
        var zone = (await db.HouseAsync()).Sites[site].Zone;
        var attendances = await db.Attendances.AsNoTracking()
            .Where(a => a.SessionId == Id && a.ClinicDate == Date && patients.Contains(a.PatientId)).ToDictionaryAsync(a => a.PatientId);
        var notes = await db.Notes.AsNoTracking()
            .Where(n => n.SessionId == Id && n.ClinicDate == Date && n.StruckAt == null && patients.Contains(n.PatientId)).ToDictionaryAsync(n => n.PatientId);
        var names = await NamesAsync();
        db.RecordShown(patients, "Session");
        return
        [
            .. patients.Select(patient =>
            {
                var (attendance, note) = (attendances.GetValueOrDefault(patient), notes.GetValueOrDefault(patient));
                return new
                {
                    patientId = patient.ToString(),
                    attendance?.Minutes,
                    attendanceIs = Fingerprint.Of(attendance),
                    noteIs = Fingerprint.Of(note),
                    version = RollWriters.VersionOf(attendance, note),
                    signed = note is { IsSigned: true },
                    theirs = TheirsOf(attendance, note, names, zone),
                };
            }),
        ];
    }

    private async Task<object> SharedNowAsync()
    {
        var shared = await db.Set<SharedPart>().AsNoTracking().SingleOrDefaultAsync(p => p.SessionId == Id);
        var text = Fingerprint.TextOf(shared);
        // What a group worked on is read, though it names nobody.
        db.RecordShown([], "Session", evenNobody: true);
        return new
        {
            @is = Fingerprint.Of(text),
            version = RollWriters.VersionOf(shared),
            by = shared is null ? null : (await NamesAsync())[shared.WrittenById],
            text.Topic,
            text.Material,
            text.Modalities,
            text.Interventions,
            text.Process,
            text.Homework,
        };
    }
}
