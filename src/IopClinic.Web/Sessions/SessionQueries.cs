using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Questions asked of sessions.</summary>
internal static class SessionQueries
{
    /// <summary>Versions of a note that a save compares with; all of them are looked up where they are listed.</summary>
    private const int NewestDrafts = 5;

    /// <summary>The session with everything that is logged in it but for the versions of its drafts, tracked; null when there is none of that key on that date.</summary>
    public static async Task<Session?> SessionOnAsync(this ClinicDb db, DateOnly date, Id<Session> id)
    {
        Session? session = null;
        // Asked by the session's key: reached over the session, notes would be looked for among all that may be read.
        await db.TogetherAsync(
            async () => session = await db.Sessions.SingleOrDefaultAsync(s => s.ClinicDate == date && s.Id == id),
            () => db.Set<SessionClinician>().Where(c => c.SessionId == id).OrderBy(c => c.StaffMemberId).LoadAsync(),
            () => db.RosterPlaces.Where(p => p.SessionId == id && p.ClinicDate == date).OrderBy(p => p.PatientId).LoadAsync(),
            () => db.Attendances.Where(a => a.SessionId == id && a.ClinicDate == date).OrderBy(a => a.PatientId).LoadAsync(),
            () => db.Set<SessionSkill>().Where(t => t.SessionId == id).OrderBy(t => t.SkillId).LoadAsync(),
            () => db.Set<SharedPart>().Where(p => p.SessionId == id).LoadAsync(),
            () => db.Set<FamilyParticipant>().Where(p => p.SessionId == id && db.RosterPlaces.Any(place => place.SessionId == id && place.ClinicDate == date))
                .OrderBy(p => p.SupportPersonId).LoadAsync(),
            () => db.Notes.Where(n => n.SessionId == id && n.ClinicDate == date).Include(n => n.Addenda).LoadAsync());
        return session;
    }

    /// <summary>Who has a place in the session, as a part of another question.</summary>
    public static IQueryable<Id<Patient>> OnRollOf(this ClinicDb db, DateOnly date, Id<Session> id) =>
        db.RosterPlaces.Where(place => place.SessionId == id && place.ClinicDate == date).Select(place => place.PatientId);

    /// <summary>Adds their newest versions to the drafts of these patients: without those, a save would not know what is kept already.</summary>
    public static async Task WithNewestDraftsAsync(this ClinicDb db, DateOnly date, Id<Session> id, IEnumerable<Id<Patient>> patients)
    {
        var keys = patients.Select(patient => patient.Value).ToArray();
        if (keys.Length > 0)
        {
            await db.Set<NoteDraft>().FromSql(
                $"""
                select kept.* from progress_notes note
                cross join lateral (select * from note_drafts where note_id = note.id order by id desc limit {NewestDrafts}) kept
                where note.session_id = {id.Value} and note.clinic_date = {date} and note.patient_id = any({keys}) and note.signed_at is null and note.struck_at is null
                """).LoadAsync();
        }
    }

    /// <summary>
    /// Whether the actor has to do with the session: leads it, keeps the schedule of its site, has to do with somebody on its
    /// roll, or nobody is on it.
    /// </summary>
    public static async Task<bool> MayOpenAsync(this ClinicDb db, Session session) =>
        // What is loaded answers it for most; the rest is asked.
        (db.Reach is { } reach
            && reach.Sites.Contains(session.SiteId)
            && (session.Clinicians.Any(leader => leader.StaffMemberId == reach.Person)
                || session.Roster.Any(place => reach.Charts.Contains(place.PatientId) || reach.Rosters.Contains(place.PatientId))))
        || await db.MayOpenAsync(session.Id, session.SiteId);

    /// <summary>The same of a session that is not loaded.</summary>
    public static async Task<bool> MayOpenAsync(this ClinicDb db, Id<Session> id, Id<Domain.Sites.Site> site) =>
        db.Reach is not { } reach
        || (reach.Sites.Contains(site)
            && (reach.Sessions.Contains(id)
                || reach.SeesNamesOfSite
                || await db.Set<SessionClinician>().AnyAsync(c => c.SessionId == id && c.StaffMemberId == reach.Person)
                || await db.Patients.AnyAsync(p => db.RosterPlaces.Any(place => place.SessionId == id && place.PatientId == p.Id))
                || !await db.SessionCounts.AnyAsync(counts => counts.SessionId == id && counts.Places > 0)));

    /// <summary>The last link of each patient's chain of signatures.</summary>
    public static Task<Dictionary<Id<Patient>, ChainLink>> ChainHeadsAsync(this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients) =>
        db.ChainHeadsAsync(db.Signatures.Where(s => patients.Contains(s.PatientId)));

    /// <summary>The same for everybody on the roll of a session.</summary>
    public static Task<Dictionary<Id<Patient>, ChainLink>> ChainHeadsAsync(this ClinicDb db, DateOnly date, Id<Session> session)
    {
        var roll = db.OnRollOf(date, session);
        return db.ChainHeadsAsync(db.Signatures.Where(s => roll.Contains(s.PatientId)));
    }

    private static async Task<Dictionary<Id<Patient>, ChainLink>> ChainHeadsAsync(this ClinicDb db, IQueryable<Signature> chains) =>
        await chains
            .Where(s => s.Sequence == db.Signatures.Where(other => other.PatientId == s.PatientId).Max(other => other.Sequence))
            .ToDictionaryAsync(s => s.PatientId, s => new ChainLink(s.Sequence, s.Hash));

    /// <summary>
    /// Holds the patients' chains until the transaction ends, in one order for everybody, so that two people who sign at the same
    /// moment follow each other instead of colliding.
    /// </summary>
    public static async Task HoldChainsAsync(this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients)
    {
        var keys = patients.Select(p => p.Value).Order().ToArray();
        await db.Database.ExecuteSqlAsync(
            $"select 1 from (select id from patients where id = any({keys}) order by id for no key update) held");
    }

    /// <summary>
    /// Holds what a signature of this session covers until the transaction ends: attendance or a shared part saved at this moment is
    /// either seen by the signer or refused.
    /// </summary>
    public static Task HoldSessionAsync(this ClinicDb db, Id<Session> session) =>
        db.Database.ExecuteSqlAsync($"select 1 from (select id from sessions where id = {session.Value} for no key update) held");

    /// <summary>Both for everybody on the roll of a session. What is asked together with it and after it sees what stands from then on.</summary>
    public static Task HoldRollAsync(this ClinicDb db, DateOnly date, Id<Session> session) => db.TogetherAsync(
        () => db.Database.SqlQuery<int>(
            $"""
            select 1 as "Value" from (
              select id from patients where id in (select patient_id from roster_places where session_id = {session.Value} and clinic_date = {date})
              order by id for no key update) held
            """).ToListAsync(),
        () => db.Database.SqlQuery<int>(
            $"""
            select 1 as "Value" from (select id from sessions where id = {session.Value} and clinic_date = {date} for no key update) held
            """).ToListAsync());

    /// <summary>What these patients work on, and what notes refer to already, in the order of their plans.</summary>
    /// <param name="db">The record.</param>
    /// <param name="patients">Whose.</param>
    /// <param name="linked">Objectives that are wanted in any case.</param>
    public static Task<List<Objective>> ObjectivesAsync(
        this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients, IReadOnlyCollection<Id<Objective>> linked) =>
        db.Objectives.AsNoTracking()
            .Where(o => patients.Contains(o.PatientId) && (o.Status == ObjectiveStatus.Active || linked.Contains(o.Id)))
            .OrderBy(o => o.Number)
            .ToListAsync();

    /// <summary>What everybody on the roll of a session works on.</summary>
    public static Task<List<Objective>> ObjectivesAsync(this ClinicDb db, DateOnly date, Id<Session> session)
    {
        var roll = db.OnRollOf(date, session);
        return db.Objectives.AsNoTracking().Where(o => roll.Contains(o.PatientId) && o.Status == ObjectiveStatus.Active).OrderBy(o => o.Number).ToListAsync();
    }

    /// <summary>The same for everybody on the roster of a session, with what its notes refer to.</summary>
    public static Task<List<Objective>> ObjectivesAsync(this ClinicDb db, Session session) => db.ObjectivesAsync(
        [.. session.Roster.Select(place => place.PatientId)], [.. session.Notes.SelectMany(note => note.Objectives).Select(linked => linked.ObjectiveId)]);

    /// <summary>Each patient's last signed note of an earlier session.</summary>
    public static IQueryable<LastNote> LastNotesBefore(this ClinicDb db, DateOnly date, Id<Session> session, IReadOnlyCollection<Id<Patient>> patients)
    {
        var signed = db.Notes.Where(n => n.SignedAt != null && n.StruckAt == null && n.Text != null && n.SessionId != session && n.ClinicDate <= date);
        // That a note is younger than its patient holds for everybody. It keeps the question one for each patient, answered from the
        // index: with the key alone it would be turned into a numbering of all notes of all of them.
        return from patient in db.Patients.Where(p => patients.Contains(p.Id))
               from note in signed.Where(n => n.PatientId == patient.Id && n.ClinicDate >= patient.BirthDate).OrderByDescending(n => n.ClinicDate).ThenByDescending(n => n.Id).Take(1)
               join meeting in db.Sessions on note.SessionId equals meeting.Id
               select new LastNote(patient.Id, note.Id, note.ClinicDate, meeting.Title, note.Text!, note.InTheirWords);
    }
}

/// <summary>A note as it is looked up beside the row being written.</summary>
public sealed record LastNote(Id<Patient> PatientId, Id<ProgressNote> NoteId, DateOnly ClinicDate, string Title, string Text, string? InTheirWords);
