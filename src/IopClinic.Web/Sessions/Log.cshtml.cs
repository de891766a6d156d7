using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Hours;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>The roll-call grid of one session: attendance, the shared part and a note for each patient, saved while it is written.</summary>
[Authorize(Can.ReadAttendance)]
public sealed class LogPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>Reasons offered under one digit each; any other may be typed.</summary>
    public static readonly IReadOnlyList<string> Reasons =
        ["Ill", "Medical appointment", "Work or school", "Transport", "Family or child care", "Court or legal", "Weather", "Vacation"];

    [BindProperty(SupportsGet = true, Name = "date")]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true, Name = "id")]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public LogForm Form { get; set; } = new();

    public HeadView Head { get; private set; } = null!;

    public IReadOnlyList<RowView> Rows { get; private set; } = [];

    /// <summary>The shared part as it is shown: what was typed when it was refused, else what stands.</summary>
    public SharedView Shared { get; private set; } = null!;

    /// <summary>Whether this person writes here, or only reads attendance.</summary>
    public bool MayWrite => May(Can.LogSessions) && !Head.IsCancelled;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    /// <summary>The patient's last signed note before this session, as a fragment.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnGetLastNoteAsync(Id<Patient> patient)
    {
        if (!await db.RosterPlaces.AnyAsync(p => p.SessionId == Id && p.ClinicDate == Date && p.PatientId == patient))
        {
            return Missing();
        }

        var last = await db.LastNotesBefore(Date, Id, [patient]).FirstOrDefaultAsync();
        if (last is null)
        {
            return Missing();
        }

        db.RecordRead(patient, "Last note");
        return Partial("_LastNote", last);
    }

    /// <summary>Saves every row and stays.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostAsync() => await SaveAllAsync() ?? RedirectToPage();

    /// <summary>Saves every row and goes on to review and sign.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostReviewAsync() =>
        await SaveAllAsync() ?? RedirectToPage("/Sessions/Sign", new { date = Show.Iso(Date), id = Id });

    /// <summary>Saves the rows that were touched while they are being written; answers what became of each.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostAutosaveAsync()
    {
        var saved = await new SaveLog(db, clock).RunAsync(Date, Id, Form, everyRow: false, await MeAsync());
        if (saved is null)
        {
            return Missing();
        }

        var zone = (await db.Sites.AsNoTracking().SingleAsync(s => s.Id == saved.Session.SiteId)).Zone;
        var writers = saved.HasConflict ? await NamesAsync() : [];
        return new JsonResult(new
        {
            at = Show.Time(ClinicClock.TimeIn(zone, clock.Now)),
            shared = saved.Shared,
            rows = saved.Rows.Select(r => new
            {
                patientId = r.PatientId.ToString(),
                r.Minutes,
                r.AttendanceIs,
                r.NoteIs,
                r.Refused,
                r.RefusedField,
                theirs = r.NoteConflict || r.AttendanceConflict ? TheirsOf(saved.Session, r, writers, zone) : null,
            }),
        });
    }

    public override Task LoadAsync() => ShowAsync(saved: null);

    private static object TheirsOf(Session session, SavedRow row, Dictionary<Id<StaffMember>, string> writers, TimeZoneInfo zone)
    {
        var note = session.LiveNoteOf(row.PatientId);
        var attendance = session.Attendances.FirstOrDefault(a => a.PatientId == row.PatientId);
        return new
        {
            by = writers.GetValueOrDefault(row.NoteConflict ? note!.WrittenById : attendance!.RecordedById, "Somebody else"),
            note = row.NoteConflict ? note!.Text ?? "" : null,
            attendance = row.AttendanceConflict
                ? new
                {
                    status = attendance!.Status.ToString(),
                    words = Show.Words(attendance.Status),
                    arrived = TimeOf(attendance.ArrivedAt, zone),
                    left = TimeOf(attendance.LeftAt, zone),
                    attendance.Reason,
                }
                : null,
        };
    }

    /// <summary>Null when all is saved and the caller goes on; else the page again with what stands in the way.</summary>
    private async Task<IActionResult?> SaveAllAsync()
    {
        var saved = await new SaveLog(db, clock).RunAsync(Date, Id, Form, everyRow: true, await MeAsync());
        if (saved is null)
        {
            return Missing();
        }

        if (!saved.HasConflict && !saved.IsRefused)
        {
            return null;
        }

        foreach (var row in saved.Rows.Where(r => r.Refused is not null))
        {
            ModelState.AddModelError($"Form.Rows[{Form.Rows.FindIndex(r => r?.PatientId == row.PatientId)}].{row.RefusedField}", row.Refused!);
        }

        if (saved.Shared?.Refused is { } refused)
        {
            ModelState.AddModelError("Form.Shared.Topic", refused);
        }

        if (saved.HasConflict)
        {
            ModelState.AddModelError(
                "", "Somebody else wrote in the rows marked below while you did. Everything else is saved; choose what those rows shall say, and save again.");
        }

        db.ChangeTracker.Clear();
        await ShowAsync(saved);
        Response.StatusCode = saved.HasConflict ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private Task<StaffMember> MeAsync() => db.Staff.SingleAsync(s => s.Id == SignedIn);

    private Task<Dictionary<Id<StaffMember>, string>> NamesAsync() =>
        db.Staff.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Name.Full);

    private async Task ShowAsync(Saved? saved)
    {
        var session = Existing(await db.SessionOnAsync(Date, Id));
        if (!await db.MayOpenAsync(session))
        {
            throw new NothingHereException();
        }

        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == session.SiteId);
        var service = await db.Services.AsNoTracking().SingleAsync(s => s.Id == session.ServiceId);
        var room = await db.Rooms.AsNoTracking().Where(r => r.Id == session.RoomId).Select(r => r.Name).SingleOrDefaultAsync();
        var names = await NamesAsync();
        var patients = session.Roster.Select(p => p.PatientId).ToList();
        var people = await (
            from place in db.RosterPlaces
            join patient in db.Patients on place.PatientId equals patient.Id
            join episode in db.Episodes on place.EpisodeId equals episode.Id
            join program in db.Programs on episode.ProgramId equals program.Id
            where place.SessionId == Id
            select new Person(
                patient.Id, patient.Name, patient.PreferredName, patient.Pronouns, patient.Mrn, patient.Risk, patient.Story,
                episode.AdmittedOn, episode.PlannedWeeks, program.WeeklyMinutesMinimum))
            .AsNoTracking().ToListAsync();
        var hours = await db.MinutesAttendedAsync(patients, ClinicWeek.Of(Date));
        var lastNotes = await db.LastNotesBefore(Date, Id, patients)
            .Select(n => new { n.PatientId, n.NoteId, n.ClinicDate })
            .ToDictionaryAsync(n => n.PatientId);
        var signatures = await db.Signatures.AsNoTracking()
            .Where(s => s.Meaning == SignatureMeaning.Author && session.Notes.Select(n => n.Id).Contains(s.NoteId))
            .ToDictionaryAsync(s => s.NoteId);
        var supporters = session is FamilySession family
            ? (await db.Set<SupportPerson>().AsNoTracking()
                .Where(s => patients.Contains(s.PatientId) && s.MayJoinFamilySessions && s.EndedAt == null)
                .OrderBy(s => s.Name).ToListAsync())
                .Select(s => new SupporterView(s.Id, s.Name, s.Relationship, family.Participants.Any(p => p.SupportPersonId == s.Id)))
                .ToList()
            : [];

        Head = new HeadView(
            session.Title,
            service.Name,
            service.Kind,
            ClinicClock.TimeIn(site.Zone, session.StartsAt),
            ClinicClock.TimeIn(site.Zone, session.EndsAt),
            session.ClinicalMinutes,
            session.BreakMinutes,
            room,
            Show.Words(session.Mode),
            session.Clinicians.Select(c => names[c.StaffMemberId]).Order().ToList(),
            service.NoteTemplate,
            service.Modalities,
            session.CancelledAt is not null,
            session.CancelReason,
            session.StartsAt <= clock.Now,
            patients.Count > 0 && patients.TrueForAll(p => session.LiveNoteOf(p) is { IsSigned: true }),
            session.IsSigned,
            supporters);
        Rows = people.OrderBy(p => p.CalledName, StringComparer.CurrentCultureIgnoreCase).ThenBy(p => p.Id)
            .Select((p, index) => RowOf(session, p, index, site.Zone, names, saved) with
            {
                MinutesThisWeek = hours.GetValueOrDefault(p.Id),
                LastNoteId = lastNotes.GetValueOrDefault(p.Id)?.NoteId,
                LastNoteOn = lastNotes.GetValueOrDefault(p.Id)?.ClinicDate,
                Signature = session.LiveNoteOf(p.Id) is { } note ? signatures.GetValueOrDefault(note.Id) : null,
            })
            .ToList();
        Shared = SharedOf(session as GroupSession, saved);
        db.RecordShown(Rows.Select(row => row.PatientId), "Session");
    }

    private RowView RowOf(
        Session session, Person person, int index, TimeZoneInfo zone, Dictionary<Id<StaffMember>, string> names, Saved? saved)
    {
        var attendance = session.Attendances.FirstOrDefault(a => a.PatientId == person.Id);
        var note = session.LiveNoteOf(person.Id);
        var row = new RowView(person.Id, index, person)
        {
            Week = Episode.WeekOn(person.AdmittedOn, Date),
            Status = attendance?.Status ?? AttendanceStatus.Present,
            IsRecorded = attendance is not null,
            Arrived = TimeOf(attendance?.ArrivedAt, zone),
            Left = TimeOf(attendance?.LeftAt, zone),
            Reason = attendance?.Reason,
            Minutes = attendance?.Minutes,
            Participation = note?.Participation,
            Affect = note?.Affect,
            Response = note?.Response,
            Text = note?.Text,
            NoteId = note?.Id,
            IsSigned = note is { IsSigned: true },
            Addenda = note?.Addenda.Count ?? 0,
            AttendanceIs = Fingerprint.Of(attendance),
            NoteIs = Fingerprint.Of(note),
            Drafts = note is { IsSigned: false }
                ? note.Drafts.OrderBy(d => d.WrittenAt)
                    .Select(d => new DraftView(names.GetValueOrDefault(d.AuthorId, ""), ClinicClock.TimeIn(zone, d.WrittenAt), d.Text)).ToList()
                : [],
            Struck = session.Notes.Where(n => n.PatientId == person.Id && n.IsStruck).Select(n => n.Id).ToList(),
        };

        // What was typed and not taken stands in the form again; theirs stands beside it.
        var typed = Form.Rows.Find(r => r?.PatientId == person.Id);
        var outcome = saved?.Rows.FirstOrDefault(r => r.PatientId == person.Id);
        if (typed is null || (saved is not null && outcome is not { AttendanceConflict: true } and not { NoteConflict: true } and not { Refused: not null }))
        {
            return row;
        }

        if (row.IsSigned)
        {
            // The record stays as it was signed; what was typed stands beside it, to be taken over into an addendum.
            return row with { NotSaved = new NotSavedView(outcome?.Refused ?? "This note is signed. Add an addendum instead.", typed.Text) };
        }

        return row with
        {
            Status = typed.Status,
            Arrived = typed.Arrived,
            Left = typed.Left,
            Reason = typed.Reason,
            Participation = typed.Participation,
            Affect = typed.Affect,
            Response = typed.Response,
            Text = typed.Text,
            Theirs = outcome is null ? null : new TheirsView(
                names.GetValueOrDefault(outcome.NoteConflict ? note!.WrittenById : attendance?.RecordedById ?? default, "Somebody else"),
                outcome.AttendanceConflict ? Show.Words(attendance!.Status) : null,
                outcome.NoteConflict ? note!.Text ?? "(no text)" : null),
        };
    }

    private SharedView SharedOf(GroupSession? group, Saved? saved)
    {
        var stands = Fingerprint.TextOf(group?.Shared);
        var is_ = Fingerprint.Of(stands);
        var typed = Form.Shared;
        var refused = saved?.Shared is { Conflict: true } or { Refused: not null };
        return typed is not null && (saved is null || refused)
            ? new SharedView(typed.Text, saved?.Shared?.Is ?? typed.Was ?? is_, saved?.Shared is { Conflict: true } ? stands : null)
            : new SharedView(stands, is_, null);
    }

    private static string? TimeOf(DateTimeOffset? instant, TimeZoneInfo zone) =>
        instant is null ? null : Show.Time(ClinicClock.TimeIn(zone, instant.Value));

    public sealed record HeadView(
        string Title,
        string Service,
        SessionKind Kind,
        TimeOnly StartsAt,
        TimeOnly EndsAt,
        int ClinicalMinutes,
        int BreakMinutes,
        string? Room,
        string Mode,
        IReadOnlyList<string> Clinicians,
        string? NoteTemplate,
        IReadOnlyList<string> Modalities,
        bool IsCancelled,
        string? CancelReason,
        bool HasBegun,
        bool IsSigned,
        bool IsPartlySigned,
        IReadOnlyList<SupporterView> Supporters);

    public sealed record SupporterView(Id<SupportPerson> Id, string Name, string Relationship, bool TookPart);

    public sealed record SharedView(SharedText Text, string Was, SharedText? Theirs);

    public sealed record DraftView(string By, TimeOnly At, string Text);

    /// <summary>What was typed into a row that somebody signed meanwhile.</summary>
    public sealed record NotSavedView(string Sentence, string? Text);

    public sealed record TheirsView(string By, string? Attendance, string? Note);

    public sealed record Person(
        Id<Patient> Id,
        PersonName Name,
        string? PreferredName,
        string? Pronouns,
        string Mrn,
        RiskLevel Risk,
        PersonalStory Story,
        DateOnly AdmittedOn,
        int PlannedWeeks,
        int WeeklyMinutesMinimum)
    {
        public string CalledName => PreferredName is null ? Name.Full : $"{PreferredName} {Name.Family}";
    }

    public sealed record RowView(Id<Patient> PatientId, int Index, Person Person)
    {
        public int Week { get; init; }

        public int MinutesThisWeek { get; init; }

        public AttendanceStatus Status { get; init; }

        public bool IsRecorded { get; init; }

        public string? Arrived { get; init; }

        public string? Left { get; init; }

        public string? Reason { get; init; }

        public int? Minutes { get; init; }

        public Participation? Participation { get; init; }

        public Affect? Affect { get; init; }

        public Response? Response { get; init; }

        public string? Text { get; init; }

        public Id<ProgressNote>? NoteId { get; init; }

        public bool IsSigned { get; init; }

        public int Addenda { get; init; }

        public Signature? Signature { get; init; }

        public required string AttendanceIs { get; init; }

        public required string NoteIs { get; init; }

        public IReadOnlyList<DraftView> Drafts { get; init; } = [];

        public IReadOnlyList<Id<ProgressNote>> Struck { get; init; } = [];

        public Id<ProgressNote>? LastNoteId { get; init; }

        public DateOnly? LastNoteOn { get; init; }

        public TheirsView? Theirs { get; init; }

        public NotSavedView? NotSaved { get; init; }

        /// <summary>The name of a field of this row in the form.</summary>
        public string Field(string name) => $"Form.Rows[{Index}].{name}";

        public string FieldId(string name) => $"row-{Index}-{name}";
    }
}
