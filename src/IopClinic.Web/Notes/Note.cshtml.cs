using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
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

    /// <summary>Whether somebody is about to strike it: only then is anybody else of the session named here.</summary>
    [BindProperty(SupportsGet = true, Name = "striking")]
    public bool IsStriking { get; set; }

    /// <summary>For whom it may have been meant: the others of the session whom the reader has to do with.</summary>
    public IReadOnlyList<SelectListItem> Others { get; private set; } = [];

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
        if (await HeldNoteAsync() is not { } note)
        {
            return Missing();
        }

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
        if (await HeldNoteAsync() is not { } note)
        {
            return Missing();
        }

        RuleViolation.Unless(
            Strike.MeantFor is not { } other || await OthersOf(note).AnyAsync(p => p.Id == other),
            "Choose somebody who was in this session.", "Strike.MeantFor");
        var session = await SessionAsync(note.SessionId);
        var attendance = await db.Attendances.AsNoTracking().SingleAsync(a => a.SessionId == session.Id && a.PatientId == note.PatientId);
        note.Strike(Strike.Reason, await db.Staff.SingleAsync(s => s.Id == SignedIn), note.Content(session, attendance), Strike.MeantFor, clock.Now);
        await db.SaveChangesAsync();
        Toast("The note is struck. The patient's row in the session is open again for the right one.");
        return RedirectToPage(new { striking = (bool?)null });
    }

    public override async Task LoadAsync()
    {
        var note = Existing(
            await db.Notes.AsNoTracking().Include(n => n.Addenda).SingleOrDefaultAsync(n => n.ClinicDate == Date && n.Id == Id));
        var session = await SessionAsync(note.SessionId);
        var signed = note.StruckContent is { } kept ? SignedSession.Of(CanonicalContent.Kept(kept)) : null;
        var attendance = await db.Attendances.AsNoTracking().SingleOrDefaultAsync(a => a.SessionId == session.Id && a.PatientId == note.PatientId);
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == note.PatientId);
        var house = await db.HouseAsync();
        var (site, service) = (house.Sites[session.SiteId], house.Services[session.ServiceId].Name);
        // Before an admission it may still become a record of any program of the site.
        var isPart2 = await (
            from place in db.RosterPlaces
            where place.SessionId == session.Id && place.PatientId == note.PatientId
            select db.Programs.Any(program => program.IsPart2
                && (place.EpisodeId == null
                    ? program.SiteId == session.SiteId
                    : db.Episodes.Any(episode => episode.Id == place.EpisodeId && episode.ProgramId == program.Id)))).SingleAsync();
        var names = house.Names;
        var participants = session.Participants.Where(p => p.PatientId == note.PatientId).Select(p => p.SupportPersonId).ToList();
        var supporters = await db.Set<SupportPerson>().AsNoTracking().Where(s => participants.Contains(s.Id)).OrderBy(s => s.Name)
            .Select(s => $"{s.Name} ({s.Relationship})").ToListAsync();
        var signatures = await db.Signatures.AsNoTracking().Where(s => s.NoteId == note.Id).OrderBy(s => s.Sequence).ToListAsync();
        var asked = await db.CoSignings.AsNoTracking().SingleOrDefaultAsync(c => c.NoteId == note.Id);
        var linked = note.Objectives.Select(one => one.ObjectiveId).ToList();
        var objectives = await db.Objectives.AsNoTracking().Where(o => o.PatientId == note.PatientId && linked.Contains(o.Id)).OrderBy(o => o.Number).ToListAsync();
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
            ClinicClock.TimeIn(site.Zone, signed?.StartsAt ?? session.StartsAt),
            ClinicClock.TimeIn(site.Zone, signed?.EndsAt ?? session.EndsAt),
            Show.Words(session.Mode),
            session.Clinicians.Select(c => names[c.StaffMemberId]).Order().ToList(),
            supporters,
            signed is not null ? AttendanceOf(signed.Status, signed.Minutes, signed.ArrivedAt, signed.LeftAt, signed.Reason, signed.Where, site.Zone)
                : attendance is null ? null
                : AttendanceOf(attendance.Status, attendance.Minutes, attendance.ArrivedAt, attendance.LeftAt, attendance.Reason, attendance.Where, site.Zone),
            signed is not null ? signed.Shared : (session as GroupSession)?.Shared is { } shared ? Fingerprint.TextOf(shared) : null,
            await SkillsAsync(signed?.Skills ?? [.. session.Skills.Select(s => s.SkillId)]),
            note.Participation,
            note.Affect,
            note.Response,
            note.Text,
            ObjectiveView.Linked(note, objectives),
            note.WithoutObjective,
            note.IsSigned,
            isPart2,
            await MayPlanAsync(note),
            signatures.FirstOrDefault(s => s.Meaning is SignatureMeaning.Author) is { } author ? Of(author) : null,
            note.Addenda.OrderBy(a => a.WrittenAt)
                .Select(a => new AddendumView(a.Text, a.Reason, Of(signatures.Single(s => s.AddendumId == a.Id)))).ToList(),
            note.StruckAt is { } struck ? $"Struck by {names[note.StruckById!.Value]}, {At(struck)}: {note.StrikeReason}" : null)
        {
            InTheirWords = note.InTheirWords,
            SignedDespite = note.SignedDespite,
            SharedDespite = note.SharedDespite,
            IsLateEntry = note.IsLateEntry,
            CoSigned = signatures.FirstOrDefault(s => s.Meaning is SignatureMeaning.CoSignature) is { } second ? Of(second) : null,
            AwaitsCoSignatureOf = asked is { CoSignedAt: null } && !note.IsStruck ? names[asked.CoSignerId] : null,
            MayCoSign = May(Can.CoSign) && asked is { CoSignedAt: null } && (asked.CoSignerId == SignedIn || db.Reach?.Supervisees.Contains(asked.AuthorId) == true) && !asked.IsReturned(note.Addenda),
            Returns = asked is null ? [] : [.. asked.Returns.Select(r => $"Returned by {names[r.ById]}, {At(r.At)}: {r.Comment}")],
            IsReturned = asked?.IsReturned(note.Addenda) == true,
            MeantFor = note.MeantForId is { } meant ? await ChartAsync(meant) : null,
            IsMeantForAnother = note.MeantForId is not null,
            MeantForThis = await db.Notes.AsNoTracking().Where(n => n.MeantForId == note.PatientId && n.SessionId == note.SessionId)
                .Select(n => $"/Notes/{Show.Iso(n.ClinicDate)}/{n.Id}").ToListAsync(),
        };
        // What was refused is shown where it was typed.
        IsStriking |= !ModelState.IsValid && ModelState.Keys.Any(key => key.StartsWith(nameof(Strike), StringComparison.Ordinal));
        if (IsStriking && note is { IsSigned: true, IsStruck: false })
        {
            var others = await OthersOf(note).OrderBy(p => p.Name.Family).ThenBy(p => p.Name.Given).Select(p => new { p.Id, p.Name, p.PreferredName }).ToListAsync();
            Others = [.. others.Select(p => new SelectListItem(p.Name.Called(p.PreferredName), $"{p.Id}"))];
            db.RecordShown(others.Select(p => p.Id), "Session");
        }

        db.RecordRead(note.PatientId, "Note");

        SignatureView Of(Signature s) => new(
            $"{s.SignerName}{(s.Credential.Length > 0 ? ", " : "")}{s.Credential}", At(s.SignedAt), s.Hash, s.Sequence);
    }

    /// <summary>The note, read once nobody else signs or strikes anything of this patient before this is over.</summary>
    private async Task<ProgressNote?> HeldNoteAsync()
    {
        var asked = db.Notes.Where(n => n.ClinicDate == Date && n.Id == Id);
        await db.HoldChainsAsync(await asked.Select(n => n.PatientId).ToListAsync());
        return await asked.SingleOrDefaultAsync();
    }

    private IQueryable<Patient> OthersOf(ProgressNote note) => db.Patients.AsNoTracking()
        .Where(p => p.Id != note.PatientId && db.RosterPlaces.Any(place => place.SessionId == note.SessionId && place.PatientId == p.Id));

    /// <summary>Another patient's chart, where the reader may open it.</summary>
    private async Task<(string Name, string Href)?> ChartAsync(Id<Patient> patient)
    {
        if (await db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => new { p.Id, p.Name }).SingleOrDefaultAsync() is not { } found)
        {
            return null;
        }

        db.RecordShown([found.Id], "Session");
        return (found.Name.Full, $"/Patients/{found.Id}");
    }

    /// <summary>Whether its words may become an objective: there is a plan to write on, and the reader writes it.</summary>
    private async Task<bool> MayPlanAsync(ProgressNote note) =>
        May(Can.WritePlans) && note is { Text: not null, IsStruck: false } && db.Reach?.Glass.Contains(note.PatientId) != true
        && await db.TreatmentPlans.AnyAsync(p => p.PatientId == note.PatientId && p.EndedAt == null
            && db.Episodes.Any(e => e.Id == p.EpisodeId && e.PatientId == p.PatientId && e.DischargedOn == null));

    private Task<Session> SessionAsync(Id<Session> id) => db.Sessions.AsNoTracking()
        .Include(s => s.Clinicians).Include(s => s.Skills).Include(s => ((GroupSession)s).Shared).Include(s => s.Participants)
        .AsSplitQuery()
        .SingleAsync(s => s.ClinicDate == Date && s.Id == id);

    private Task<List<string>> SkillsAsync(IReadOnlyList<Id<Skill>> keys) =>
        db.Skills.Where(s => keys.Contains(s.Id)).OrderBy(s => s.Name).Select(s => s.Name).ToListAsync();

    private static string AttendanceOf(
        AttendanceStatus status, int minutes, DateTimeOffset? arrivedAt, DateTimeOffset? leftAt, string? reason, string? where, TimeZoneInfo zone)
    {
        var parts = new List<string> { Show.Words(status), $"{minutes} min" };
        if (arrivedAt is { } arrived)
        {
            parts.Add($"arrived {Show.Time(ClinicClock.TimeIn(zone, arrived))}");
        }

        if (leftAt is { } left)
        {
            parts.Add($"left {Show.Time(ClinicClock.TimeIn(zone, left))}");
        }

        if (reason is not null)
        {
            parts.Add(reason);
        }

        if (where is not null)
        {
            parts.Add($"was {where}");
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

        /// <summary>Whom it was meant for; null where nobody can say.</summary>
        public Id<Patient>? MeantFor { get; set; }

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
        IReadOnlyList<string> Skills,
        Participation? Participation,
        Affect? Affect,
        Response? Response,
        string? Text,
        IReadOnlyList<ObjectiveView> Objectives,
        NoObjectiveReason? WithoutObjective,
        bool IsSigned,
        bool IsPart2,
        bool MayPlan,
        SignatureView? Signature,
        IReadOnlyList<AddendumView> Addenda,
        string? Struck)
    {
        /// <summary>What the patient said, word for word.</summary>
        public string? InTheirWords { get; init; }

        /// <summary>Why it was signed although something in it was marked.</summary>
        public string? SignedDespite { get; init; }

        /// <summary>Why it was signed although something in the part for the whole group was marked.</summary>
        public string? SharedDespite { get; init; }

        public bool IsLateEntry { get; init; }

        public SignatureView? CoSigned { get; init; }

        /// <summary>Who has to co-sign; null where nobody has to any more.</summary>
        public string? AwaitsCoSignatureOf { get; init; }

        /// <summary>Whether that is the reader, and it is their turn.</summary>
        public bool MayCoSign { get; init; }

        /// <summary>When it was returned to its author, by whom and why.</summary>
        public IReadOnlyList<string> Returns { get; init; } = [];

        /// <summary>Whether its author has not answered yet.</summary>
        public bool IsReturned { get; init; }

        /// <summary>The chart a struck note was meant for, where the reader may open it.</summary>
        public (string Name, string Href)? MeantFor { get; init; }

        public bool IsMeantForAnother { get; init; }

        /// <summary>The struck notes of the session that were meant for this chart.</summary>
        public IReadOnlyList<string> MeantForThis { get; init; } = [];
    }

    public sealed record SignatureView(string Signer, string At, string Hash, int Sequence);

    public sealed record AddendumView(string Text, string Reason, SignatureView Signature);
}
