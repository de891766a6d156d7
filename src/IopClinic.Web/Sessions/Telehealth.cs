using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>What sessions by telehealth need to know and to record.</summary>
internal static class Telehealth
{
    /// <summary>Where most patients are.</summary>
    public const string AtHome = "At home";

    /// <summary>Every consent to telehealth of these patients, those that were withdrawn too.</summary>
    public static Task<List<TelehealthConsent>> ConsentsAsync(this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients) =>
        InOrderAsync(db.TelehealthConsents.Where(c => patients.Contains(c.PatientId)));

    /// <summary>The same of everybody on the roll of a session.</summary>
    public static Task<List<TelehealthConsent>> ConsentsAsync(this ClinicDb db, DateOnly date, Id<Session> session)
    {
        var roll = db.OnRollOf(date, session);
        return InOrderAsync(db.TelehealthConsents.Where(c => roll.Contains(c.PatientId)));
    }

    private static Task<List<TelehealthConsent>> InOrderAsync(IQueryable<TelehealthConsent> consents) =>
        consents.AsNoTracking().OrderBy(c => c.GivenOn).ThenBy(c => c.Id).ToListAsync();

    /// <summary>Writes down, with the next save, that a patient consented by word of mouth, unless a consent is valid on that day.</summary>
    /// <param name="db">The record.</param>
    /// <param name="patient">Who.</param>
    /// <param name="on">The day for which it is needed; where it has not come yet, the consent is of today.</param>
    /// <param name="by">Who heard it.</param>
    /// <param name="today">The clinic date where the patient is treated.</param>
    /// <param name="now">The instant.</param>
    public static async Task ConsentToTelehealthAsync(
        this ClinicDb db, Patient patient, DateOnly on, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        var given = on < today ? on : today;
        if (!(await db.ConsentsAsync([patient.Id])).Exists(consent => consent.IsValidOn(given)))
        {
            db.TelehealthConsents.Add(new TelehealthConsent(patient, given, ConsentForm.Verbal, by, today, now));
        }
    }

    /// <summary>The paper says the same: signed, it is a written consent; declined or taken back, it ends what stood.</summary>
    public static async Task FollowPapersAsync(
        this ClinicDb db, IEnumerable<AdmissionPaper> papers, Patient patient, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        if (papers.LastOrDefault(paper => paper.Title == TelehealthConsent.Paper) is not { } paper)
        {
            return;
        }

        var consents = await db.TelehealthConsents.Where(c => c.PatientId == patient.Id && c.WithdrawnOn == null).ToListAsync();
        if (paper.State is PaperState.Done)
        {
            if (!consents.Exists(consent => consent.IsValidOn(paper.On)))
            {
                db.TelehealthConsents.Add(new TelehealthConsent(patient, paper.On, ConsentForm.Written, by, today, now));
            }

            return;
        }

        foreach (var consent in consents)
        {
            consent.Withdraw(paper.On < consent.GivenOn ? consent.GivenOn : paper.On, by, today);
        }
    }

    /// <summary>Where each of these patients was when they last attended by telehealth before a session.</summary>
    public static async Task<Dictionary<Id<Patient>, string>> LastPlacesAsync(
        this ClinicDb db, DateOnly date, Id<Session> session, IReadOnlyCollection<Id<Patient>> patients) =>
        (await (
            from patient in db.Patients.Where(p => patients.Contains(p.Id))
            from attended in db.Attendances.Where(a => a.PatientId == patient.Id && a.ClinicDate <= date && a.SessionId != session && a.Where != null)
                .OrderByDescending(a => a.ClinicDate).Take(1)
            select new { patient.Id, attended.Where }).ToListAsync())
        .ToDictionary(one => one.Id, one => one.Where!);

    /// <summary>Where the session is joined: under its own link, or the standing one of whoever leads it.</summary>
    public static async Task<string?> MeetingLinkOfAsync(this ClinicDb db, Session session)
    {
        if (session.MeetingLink is not null)
        {
            return session.MeetingLink;
        }

        var leaders = session.Clinicians.Select(c => c.StaffMemberId).ToList();
        return await db.Staff.Where(s => leaders.Contains(s.Id) && s.MeetingLink != null)
            .OrderBy(s => s.Name.Family).Select(s => s.MeetingLink).FirstOrDefaultAsync();
    }
}
