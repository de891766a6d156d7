using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>All notes of a session on one page, what each row still lacks, and one press that signs them all.</summary>
[Authorize(Can.LogSessions)]
public sealed class SignPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true, Name = "date")]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true, Name = "id")]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public SignForm Form { get; set; } = new();

    public string Title { get; private set; } = "";

    public SharedText? Shared { get; private set; }

    /// <summary>Names of the skills that the signatures say were taught.</summary>
    public IReadOnlyList<string> Skills { get; private set; } = [];

    /// <summary>Names of patients, or of people around them, in the part that is written for the whole group.</summary>
    public IReadOnlyList<string> NamesInShared { get; private set; } = [];

    public IReadOnlyList<RowView> Rows { get; private set; } = [];

    /// <summary>Why nothing can be signed yet, beside what single rows lack; null when nothing stands in the way.</summary>
    public string? Obstacle { get; private set; }

    public bool IsReady => Obstacle is null && Rows.Count > 0 && Rows.All(r => r.Missing.Count == 0);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await db.Sessions.AnyAsync(s => s.ClinicDate == Date && s.Id == Id))
        {
            return Missing();
        }

        var patients = await db.RosterPlaces.Where(p => p.SessionId == Id).Select(p => p.PatientId).ToListAsync();
        await db.HoldChainsAsync(patients);
        await db.HoldSessionAsync(Id);
        var session = (await db.SessionOnAsync(Date, Id))!;
        if (!await db.MayOpenAsync(session))
        {
            return Missing();
        }

        RuleViolation.Unless(
            Fingerprint.Of(session) == Form.Reviewed, "Somebody changed this session after you reviewed it. Read what stands here now, and sign again.");
        var signer = await db.Staff.SingleAsync(s => s.Id == SignedIn);
        var signatures = session.Sign(signer, await db.ChainHeadsAsync(patients), await db.ObjectivesAsync(session), clock.Now, await db.ConsentsAsync(patients));
        db.Signatures.AddRange(signatures);
        await db.SaveChangesAsync();
        Toast(signatures.Count == 1 ? "1 note is signed." : $"{signatures.Count} notes are signed.");
        return RedirectToPage("/Sessions/Log", new { date = Show.Iso(Date), id = Id });
    }

    public override async Task LoadAsync()
    {
        var session = Existing(await db.SessionOnAsync(Date, Id));
        if (!await db.MayOpenAsync(session))
        {
            throw new NothingHereException();
        }

        var zone = (await db.Sites.AsNoTracking().SingleAsync(s => s.Id == session.SiteId)).Zone;
        var keys = session.Roster.Select(p => p.PatientId).ToList();
        var people = await db.Patients.AsNoTracking().Where(p => keys.Contains(p.Id)).ToListAsync();
        var objectives = await db.ObjectivesAsync(session);
        var missing = session.Missing(objectives, await db.ConsentsAsync(keys)).ToLookup(m => m.PatientId, m => m.What);
        var came = session.Participants.Select(p => p.SupportPersonId).ToList();
        var families = (await db.Set<SupportPerson>().AsNoTracking().Where(s => came.Contains(s.Id)).OrderBy(s => s.Name).ToListAsync())
            .ToLookup(s => s.PatientId, s => $"{s.Name} ({s.Relationship})");
        var checks = await new NoteChecks(db).ReadAsync(session, people);
        NamesInShared = checks.NamesInShared;
        Title = session.Title;
        Shared = (session as GroupSession) is { } group ? Fingerprint.TextOf(group.Shared) : null;
        var taught = session.Skills.Select(s => s.SkillId).ToList();
        Skills = await db.Skills.Where(s => taught.Contains(s.Id)).OrderBy(s => s.Name).Select(s => s.Name).ToListAsync();
        Obstacle = session.CancelledAt is not null ? "This session is cancelled; there is nothing to sign."
            : clock.Now < session.StartsAt ? "This session has not begun; sign it once it has taken place."
            : Shared is { Topic: null } ? "Enter the topic of the group before signing."
            : null;
        Rows = people
            .Where(p => session.LiveNoteOf(p.Id) is not { IsSigned: true })
            .OrderBy(p => p.CalledName, StringComparer.CurrentCultureIgnoreCase).ThenBy(p => p.Id)
            .Select(p =>
            {
                var attendance = session.Attendances.FirstOrDefault(a => a.PatientId == p.Id);
                var note = session.LiveNoteOf(p.Id);
                return new RowView(
                    p.Id,
                    p.CalledName,
                    attendance is null ? "Attendance not recorded" : Show.Words(attendance.Status),
                    attendance is { IsAbsence: true },
                    attendance?.ArrivedAt is { } arrived ? Show.Time(ClinicClock.TimeIn(zone, arrived)) : null,
                    attendance?.LeftAt is { } left ? Show.Time(ClinicClock.TimeIn(zone, left)) : null,
                    attendance?.Reason,
                    attendance?.Where,
                    attendance?.Minutes,
                    note?.Participation,
                    note?.Affect,
                    note?.Response,
                    note?.Text,
                    ObjectiveView.Linked(note, objectives),
                    note?.WithoutObjective,
                    [.. families[p.Id]],
                    missing[p.Id].ToList(),
                    checks.LikenessOf(p.Id),
                    checks.OthersIn(p.Id),
                    Fingerprint.Of(attendance),
                    Fingerprint.Of(note));
            })
            .ToList();
        Form.Reviewed = Fingerprint.Of(session);
        // The fingerprint of what is shown now, not the one that was posted.
        ModelState.Remove("Form.Reviewed");
        // Signed ones are compared with too.
        db.RecordShown(keys, "Review");
    }

    public sealed class SignForm
    {
        /// <summary>What the reviewer saw.</summary>
        public string? Reviewed { get; set; }

        public sealed class Validator : AbstractValidator<SignForm>
        {
            public Validator() => RuleFor(f => f.Reviewed).MaximumLength(100).WithMessage("Open the review again.");
        }
    }

    public sealed record RowView(
        Id<Patient> PatientId,
        string Name,
        string Attendance,
        bool IsAbsent,
        string? Arrived,
        string? Left,
        string? Reason,
        string? Where,
        int? Minutes,
        Participation? Participation,
        Affect? Affect,
        Response? Response,
        string? Text,
        IReadOnlyList<ObjectiveView> Objectives,
        NoObjectiveReason? WithoutObjective,
        IReadOnlyList<string> Family,
        IReadOnlyList<string> Missing,
        Likeness? Likeness,
        IReadOnlyList<string> Others,
        string AttendanceIs,
        string NoteIs);
}
