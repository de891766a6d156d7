using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Notes;

/// <summary>
/// One patient's note of one session, as it is read, printed, added to and struck. It shows nothing of any other member of the group.
/// </summary>
[Authorize(Can.ReadNotes)]
public sealed class NotePage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true, Name = "date")]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true, Name = "id")]
    public Id<ProgressNote> Id { get; set; }

    [BindProperty]
    public AddendumForm Addendum { get; set; } = new();

    [BindProperty]
    public StrikeForm Strike { get; set; } = new();

    public NoteView Note { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    [AlsoNeeds(Can.LogSessions)]
    [NeedsConfirmation]
    public async Task<IActionResult> OnPostAddendumAsync()
    {
        if (await LoadNoteAsync() is not { } note)
        {
            return Missing();
        }

        await db.HoldChainsAsync([note.PatientId]);
        var me = await db.Staff.SingleAsync(s => s.Id == SignedIn);
        var heads = await db.ChainHeadsAsync([note.PatientId]);
        db.Signatures.Add(note.Append(Addendum.Text, Addendum.Reason, me, heads.GetValueOrDefault(note.PatientId), clock.Now));
        await db.SaveChangesAsync();
        Toast("The addendum is signed and stands below the note.");
        return RedirectToPage();
    }

    [AlsoNeeds(Can.LogSessions)]
    [NeedsConfirmation]
    public async Task<IActionResult> OnPostStrikeAsync()
    {
        if (await LoadNoteAsync() is not { } note)
        {
            return Missing();
        }

        note.Strike(Strike.Reason, await db.Staff.SingleAsync(s => s.Id == SignedIn), clock.Now);
        await db.SaveChangesAsync();
        Toast("The note is struck. The patient's row in the session is open again for the right one.");
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        var note = Existing(
            await db.Notes.AsNoTracking().Include(n => n.Addenda).SingleOrDefaultAsync(n => n.ClinicDate == Date && n.Id == Id));
        var session = await db.Sessions.AsNoTracking()
            .Include(s => s.Clinicians).Include(s => ((GroupSession)s).Shared).Include(s => ((FamilySession)s).Participants)
            .AsSplitQuery()
            .SingleAsync(s => s.ClinicDate == Date && s.Id == note.SessionId);
        var attendance = await db.Attendances.AsNoTracking().SingleOrDefaultAsync(a => a.SessionId == session.Id && a.PatientId == note.PatientId);
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == note.PatientId);
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == session.SiteId);
        var service = await db.Services.Where(s => s.Id == session.ServiceId).Select(s => s.Name).SingleAsync();
        var isPart2 = await (
            from place in db.RosterPlaces
            join episode in db.Episodes on place.EpisodeId equals episode.Id
            join program in db.Programs on episode.ProgramId equals program.Id
            where place.SessionId == session.Id && place.PatientId == note.PatientId
            select program.IsPart2).SingleAsync();
        var names = await db.Staff.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Name.Full);
        var participants = session is FamilySession family ? family.Participants.Select(p => p.SupportPersonId).ToList() : [];
        var supporters = await db.Set<SupportPerson>().AsNoTracking().Where(s => participants.Contains(s.Id)).OrderBy(s => s.Name)
            .Select(s => $"{s.Name} ({s.Relationship})").ToListAsync();
        var signatures = await db.Signatures.AsNoTracking().Where(s => s.NoteId == note.Id).OrderBy(s => s.Sequence).ToListAsync();
        string At(DateTimeOffset instant) =>
            $"{Show.Date(ClinicClock.DateIn(site.Zone, instant))}, {Show.Time(ClinicClock.TimeIn(site.Zone, instant))}";

        Note = new NoteView(
            note.PatientId,
            patient.Name.Sorted,
            patient.PreferredName,
            patient.Mrn,
            patient.BirthDate,
            site.Name,
            session.Id,
            session.Title,
            service,
            ClinicClock.TimeIn(site.Zone, session.StartsAt),
            ClinicClock.TimeIn(site.Zone, session.EndsAt),
            Show.Words(session.Mode),
            session.Clinicians.Select(c => names[c.StaffMemberId]).Order().ToList(),
            supporters,
            attendance is null ? null : AttendanceOf(attendance, site.Zone),
            (session as GroupSession)?.Shared is { } shared ? Fingerprint.TextOf(shared) : null,
            note.Participation,
            note.Affect,
            note.Response,
            note.Text,
            note.IsSigned,
            isPart2,
            signatures.FirstOrDefault(s => s.Meaning is SignatureMeaning.Author) is { } author ? Of(author) : null,
            note.Addenda.OrderBy(a => a.WrittenAt)
                .Select(a => new AddendumView(a.Text, a.Reason, Of(signatures.Single(s => s.AddendumId == a.Id)))).ToList(),
            note.StruckAt is { } struck ? $"Struck by {names[note.StruckById!.Value]}, {At(struck)}: {note.StrikeReason}" : null);
        db.RecordRead(note.PatientId, "Note");

        SignatureView Of(Signature s) => new(
            $"{s.SignerName}{(s.Credential.Length > 0 ? ", " : "")}{s.Credential}", At(s.SignedAt), s.Hash, s.Sequence);
    }

    private Task<ProgressNote?> LoadNoteAsync() => db.Notes.SingleOrDefaultAsync(n => n.ClinicDate == Date && n.Id == Id);

    private static string AttendanceOf(Attendance attendance, TimeZoneInfo zone)
    {
        var parts = new List<string> { Show.Words(attendance.Status), $"{attendance.Minutes} min" };
        if (attendance.ArrivedAt is { } arrived)
        {
            parts.Add($"arrived {Show.Time(ClinicClock.TimeIn(zone, arrived))}");
        }

        if (attendance.LeftAt is { } left)
        {
            parts.Add($"left {Show.Time(ClinicClock.TimeIn(zone, left))}");
        }

        if (attendance.Reason is { } reason)
        {
            parts.Add(reason);
        }

        return string.Join(", ", parts);
    }

    public sealed class AddendumForm
    {
        [ManyLines]
        public string Text { get; set; } = "";

        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<AddendumForm>
        {
            public Validator()
            {
                RuleFor(f => f.Text).NotEmpty().WithMessage("Enter what you add.")
                    .MaximumLength(ProgressNote.MaximumText).WithMessage($"Shorten this to {ProgressNote.MaximumText:N0} characters.");
                RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why you add it.").MaximumLength(300).WithMessage("Shorten the reason to 300 characters.");
            }
        }
    }

    public sealed class StrikeForm
    {
        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<StrikeForm>
        {
            public Validator()
            {
                RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why the note is struck.").MaximumLength(500).WithMessage("Shorten the reason to 500 characters.");
            }
        }
    }

    public sealed record NoteView(
        Id<Patient> PatientId,
        string LegalName,
        string? PreferredName,
        string Mrn,
        DateOnly BirthDate,
        string Site,
        Id<Session> SessionId,
        string Session,
        string Service,
        TimeOnly StartsAt,
        TimeOnly EndsAt,
        string Mode,
        IReadOnlyList<string> Clinicians,
        IReadOnlyList<string> Supporters,
        string? Attendance,
        SharedText? Shared,
        Participation? Participation,
        Affect? Affect,
        Response? Response,
        string? Text,
        bool IsSigned,
        bool IsPart2,
        SignatureView? Signature,
        IReadOnlyList<AddendumView> Addenda,
        string? Struck);

    public sealed record SignatureView(string Signer, string At, string Hash, int Sequence);

    public sealed record AddendumView(string Text, string Reason, SignatureView Signature);
}
