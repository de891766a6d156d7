using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Hours;
using IopClinic.Web.Outreach;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>The roll-call grid of one session: attendance, the shared part and a note for each patient, saved while it is written.</summary>
[Authorize(Can.ReadAttendance)]
public sealed partial class LogPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>Reasons offered under one digit each; any other may be typed.</summary>
    public static readonly IReadOnlyList<string> Reasons =
        ["Ill", "Medical appointment", "Work or school", "Transport", "Family or child care", "Court or legal", "Weather", "Vacation"];

    /// <summary>Repeated places of a note that are shown while it is written; the review shows all.</summary>
    private const int MostMarks = 40;

    [BindProperty(SupportsGet = true, Name = "date")]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true, Name = "id")]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public LogForm Form { get; set; } = new();

    /// <summary>Whose consent to telehealth was just given.</summary>
    [BindProperty]
    public Id<Patient>? ConsentOf { get; set; }

    [BindProperty]
    public TogetherForm Together { get; set; } = new();

    [BindProperty]
    public LinkForm Link { get; set; } = new();

    public HeadView Head { get; private set; } = null!;

    /// <summary>What the page carries of who took part in a family session when it was first shown.</summary>
    public string SupportersAre { get; private set; } = "";

    public IReadOnlyList<RowView> Rows { get; private set; } = [];

    /// <summary>The shared part as it is shown: what was typed when it was refused, else what stands.</summary>
    public SharedView Shared { get; private set; } = null!;

    /// <summary>The topic that the group's curriculum has for this session, as long as none is written.</summary>
    public string? PlannedTopic { get; private set; }

    /// <summary>Whether this person writes here, or only reads attendance.</summary>
    public bool MayWrite => May(Can.LogSessions) && !Head.IsCancelled;

    /// <summary>Whether others may be at work here too: then each page tells where its person is, and shows what the others save.</summary>
    public bool IsShared => MayWrite && !Head.IsSigned && (Head.Kind is SessionKind.Group || Head.Clinicians.Count > 1);

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
    public async Task<IActionResult> OnPostAsync()
    {
        if (await SaveAllAsync(onPurpose: true) is { } refused)
        {
            return refused;
        }

        Toast("Saved.");
        return RedirectToPage();
    }

    /// <summary>Saves every row and goes on to review and sign.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostReviewAsync() =>
        await SaveAllAsync(onPurpose: false) ?? RedirectToPage("/Sessions/Sign", new { date = Show.Iso(Date), id = Id });

    /// <summary>Saves the rows that were touched while they are being written; answers what became of each.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostAutosaveAsync()
    {
        NoteChecks checks = null!;
        var saved = await new SaveLog(db, clock).RunAsync(
            Date, Id, Form, everyRow: false, SignedIn, along: async () => checks = await new NoteChecks(db).AskAsync(Date, Id));
        if (saved is null)
        {
            return Missing();
        }

        var zone = saved.Zone;
        var writers = await NamesAsync();
        checks.Of(saved.Session);
        return new JsonResult(new
        {
            at = Show.Time(ClinicClock.TimeIn(zone, clock.Now)),
            shared = saved.Shared,
            skills = saved.Skills,
            namesInShared = checks.NamesInShared,
            marks = saved.Session.Roster.Where(place => checks.Marks(place.PatientId)).Select(place => MarksOf(place.PatientId, checks)),
            rows = saved.Rows.Select(r => new
            {
                patientId = r.PatientId.ToString(),
                r.Minutes,
                r.AttendanceIs,
                r.NoteIs,
                r.Version,
                r.FamilyIs,
                r.Refused,
                r.RefusedField,
                restored = r.Restored is { } note ? new { text = note.Text ?? "", words = note.InTheirWords ?? "" } : null,
                theirs = r.NoteConflict || r.AttendanceConflict
                    ? TheirsOf(
                        r.AttendanceConflict ? saved.Session.Attendances.First(a => a.PatientId == r.PatientId) : null,
                        r.NoteConflict ? saved.Session.LiveNoteOf(r.PatientId) : null,
                        writers,
                        zone)
                    : null,
            }),
        });
    }

    /// <summary>Keeps what was typed, and records that a patient consented to telehealth by word of mouth, on the day of the session.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostConsentAsync()
    {
        var saved = await new SaveLog(db, clock).RunAsync(Date, Id, Form, everyRow: false, SignedIn);
        if (saved is null)
        {
            return Missing();
        }

        var whose = ConsentOf ?? throw new RuleViolation("Choose who consents.");
        if (saved.Session.Roster.All(place => place.PatientId != whose)
            || await db.Patients.SingleOrDefaultAsync(p => p.Id == whose) is not { } patient)
        {
            return Missing();
        }

        var zone = saved.Zone;
        await db.ConsentToTelehealthAsync(patient, Date, await MeAsync(), clock.Today(zone), clock.Now);
        await db.SaveChangesAsync();
        if (Refuse(saved) is { } refused)
        {
            return await refused;
        }

        Toast("The consent to telehealth is recorded.");
        return RedirectToPage();
    }

    /// <summary>Gives this one session a link of its own, or takes it away.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostLinkAsync()
    {
        if (await db.SessionOnAsync(Date, Id) is not { } session || !await db.MayOpenAsync(session))
        {
            return Missing();
        }

        db.Entry(session).Property(s => s.Version).OriginalValue = Link.Version!.Value;
        session.JoinAt(Link.MeetingLink);
        await db.SaveChangesAsync();
        Toast(session.MeetingLink is null ? "The session is held under the standing link." : "The session has a link of its own.");
        return RedirectToPage();
    }

    public override Task LoadAsync() => ShowAsync(saved: null);

    /// <summary>What the review will ask about this row; where it stands only for what was just sent, so that the answer stays short.</summary>
    private object MarksOf(Id<Patient> patient, NoteChecks checks)
    {
        var like = checks.LikenessOf(patient);
        return new
        {
            patientId = patient.ToString(),
            like?.Percent,
            like?.Than,
            // Places in what the browser has: not where another text stands than it sent.
            at = like is not null && Form.Rows.Find(row => row.PatientId == patient)?.Note.Whole == like.Text
                ? like.Repeated.OrderByDescending(place => place.End - place.Start).Take(MostMarks).OrderBy(place => place.Start).Select(place => new[] { place.Start, place.End })
                : null,
            others = checks.OthersIn(patient),
        };
    }

    /// <summary>What somebody else recorded or wrote in a row; null for a part that is not told.</summary>
    private static object TheirsOf(Attendance? attendance, ProgressNote? note, IReadOnlyDictionary<Id<StaffMember>, string> writers, TimeZoneInfo zone)
    {
        var by = note is null || attendance?.RecordedAt > note.WrittenAt ? attendance?.RecordedById : note.WrittenById;
        return new
        {
            by = writers.GetValueOrDefault(by ?? default, "Somebody else"),
            note = note is null ? null : note.Text ?? "",
            words = note is null ? null : note.InTheirWords ?? "",
            participation = note?.Participation?.ToString(),
            affect = note?.Affect?.ToString(),
            response = note?.Response?.ToString(),
            objectives = note?.Objectives.Select(o => new { id = o.ObjectiveId.ToString(), progress = o.Progress?.ToString() }),
            without = note?.WithoutObjective?.ToString(),
            attendance = attendance is null
                ? null
                : new
                {
                    status = attendance.Status.ToString(),
                    words = Show.Words(attendance.Status),
                    arrived = TimeOf(attendance.ArrivedAt, zone),
                    left = TimeOf(attendance.LeftAt, zone),
                    attendance.Reason,
                    attendance.Where,
                },
        };
    }

    /// <summary>Null when all is saved and the caller goes on; else the page again with what stands in the way.</summary>
    private async Task<IActionResult?> SaveAllAsync(bool onPurpose)
    {
        var saved = await new SaveLog(db, clock).RunAsync(Date, Id, Form, everyRow: true, SignedIn, onPurpose: onPurpose);
        if (saved is null)
        {
            return Missing();
        }

        return Refuse(saved) is { } refused ? await refused : null;
    }

    /// <summary>The page again with what stands in the way; null where nothing does.</summary>
    private Task<IActionResult>? Refuse(Saved saved) => saved.HasConflict || saved.IsRefused ? ShowRefusedAsync(saved) : null;

    private async Task<IActionResult> ShowRefusedAsync(Saved saved)
    {
        foreach (var row in saved.Rows.Where(r => r.Refused is not null))
        {
            ModelState.AddModelError($"Form.Rows[{Form.Rows.FindIndex(r => r?.PatientId == row.PatientId)}].{row.RefusedField}", row.Refused!);
        }

        if (saved.Shared?.Refused is { } refused)
        {
            ModelState.AddModelError("Form.Shared.Topic", refused);
        }

        if (saved.Skills?.Refused is { } refusedSkills)
        {
            ModelState.AddModelError("Form.Skills", refusedSkills);
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

    /// <summary>The outreach that is open, of those whose chart is open to the reader.</summary>
    public IReadOnlyDictionary<Id<Patient>, Id<Domain.Outreach.OutreachTask>> Outreach { get; private set; } = new Dictionary<Id<Patient>, Id<Domain.Outreach.OutreachTask>>();

    private Task<StaffMember> MeAsync() => db.Staff.SingleAsync(s => s.Id == SignedIn);

    private async Task<IReadOnlyDictionary<Id<StaffMember>, string>> NamesAsync() => (await db.HouseAsync()).Names;

    private async Task ShowAsync(Saved? saved)
    {
        var session = Existing(await db.SessionOnAsync(Date, Id));
        if (!await db.MayOpenAsync(session))
        {
            throw new NothingHereException();
        }

        var patients = session.Roster.Select(p => p.PatientId).ToList();
        var isRemote = session.Mode is SessionMode.Telehealth;
        // Whoever took part once stands in the roll for good, also when they left the network since.
        var came = session.Participants.Select(p => p.SupportPersonId).ToList();
        Shared = SharedOf(session as GroupSession, saved);
        var house = await db.HouseAsync();
        var (site, service, names) = (house.Sites[session.SiteId], house.Services[session.ServiceId], house.Names);
        var room = session.RoomId is { } where ? house.Rooms[where].Name : null;
        string? meetingLink = null;
        HomeVisit? visit = null;
        SkillsFound skills = null!;
        List<Person> people = [];
        List<Objective> objectives = [];
        IReadOnlyDictionary<Id<Patient>, int> hours = null!;
        Dictionary<Id<Patient>, LastNoteKey> lastNotes = [];
        Dictionary<Id<ProgressNote>, Signature> signatures = [];
        ILookup<Id<Patient>, TelehealthConsent>? consents = null;
        Dictionary<Id<Patient>, string> lastPlaces = [];
        List<SupportPerson> family = [];
        List<Func<Task>> parts =
        [
            async () => people = await PeopleAsync(),
            async () => objectives = await db.ObjectivesAsync(session),
            async () => hours = await db.MinutesAttendedAsync(patients, ClinicWeek.Of(Date)),
            async () => lastNotes = await db.LastNotesBefore(Date, Id, patients).Select(n => new LastNoteKey(n.PatientId, n.NoteId, n.ClinicDate)).ToDictionaryAsync(n => n.PatientId),
            async () => skills = await FindSkillsAsync(patients, house),
        ];
        if (May(Can.LogSessions) && session.Attendances.Any(attendance => attendance.Status is AttendanceStatus.UnexcusedAbsence))
        {
            parts.Add(async () => Outreach = await db.OpenOutreachAsync(patients));
        }

        if (session.Notes.Any(note => note.IsSigned))
        {
            var notes = session.Notes.Select(note => note.Id).ToList();
            parts.Add(async () => signatures = await db.Signatures.AsNoTracking()
                .Where(s => s.Meaning == SignatureMeaning.Author && s.NoteId != null && notes.Contains(s.NoteId.Value)).ToDictionaryAsync(s => s.NoteId!.Value));
        }

        var familiesCome = session is FamilySession || (session is GroupSession && (service.FamiliesTakePart || came.Count > 0));
        if (familiesCome)
        {
            parts.Add(async () => family = await FamilyAsync(patients, came));
        }

        if (session.IsVisit)
        {
            parts.Add(async () => visit = await db.VisitOfAsync(session));
        }

        if (isRemote)
        {
            parts.AddRange(
                async () => consents = (await db.ConsentsAsync(patients)).ToLookup(consent => consent.PatientId),
                async () => lastPlaces = await db.LastPlacesAsync(Date, Id, patients),
                async () => meetingLink = await db.MeetingLinkOfAsync(session));
        }

        if (session is GroupSession { GroupId: var group })
        {
            parts.Add(async () => Alumni = await AlumniAsync(group));
            if (Shared.Text.Topic is null)
            {
                parts.Add(async () => PlannedTopic = await db.PlannedTopicAsync(group, Date, HttpContext.RequestAborted));
            }
        }

        await db.TogetherAsync([.. parts]);
        var kin = familiesCome
            ? family.ToLookup(s => s.PatientId, s => new SupporterView(s.Id, s.Name, s.Relationship, came.Contains(s.Id)))
            : null;
        var supporters = session is FamilySession ? kin!.SelectMany(of => of).ToList() : [];
        var ticked = saved is null && Form.SupportersWas is not null ? Form.Supporters : null;
        SupportersAre = ticked is null ? TickedOf(supporters) : Form.SupportersWas!;
        supporters = ticked is null ? supporters : [.. supporters.Select(s => s with { TookPart = ticked.Contains(s.Id) })];
        var families = session is GroupSession ? kin : null;

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
            session.Attendances.Count > 0 || session.Notes.Count > 0 || session is GroupSession { Shared: not null } || Alumni.Any(alumnus => alumnus.Came),
            supporters)
        {
            IsRemote = isRemote,
            IsVisit = session.IsVisit,
            Visit = visit is null ? null : new VisitView(
                visit.Address,
                TimeOf(visit.ArrivedAt, site.Zone),
                TimeOf(visit.LeftAt, site.Zone),
                visit.Minutes,
                visit.Stamps.Where(stamp => stamp.Reason is not null).OrderBy(stamp => stamp.RecordedAt)
                    .Select(stamp => $"{Show.Words(stamp.Moment)} corrected to {TimeOf(stamp.At, site.Zone)} by {names.GetValueOrDefault(stamp.RecordedById)}: {stamp.Reason}").ToList()),
            Words = service.Words,
            MeetingLink = meetingLink,
        };
        if (isRemote && ModelState.GetFieldValidationState("Link.MeetingLink") != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
        {
            Link.MeetingLink = session.MeetingLink;
        }

        Link.Version = session.Version;

        Rows = people.OrderBy(p => p.CalledName, StringComparer.CurrentCultureIgnoreCase).ThenBy(p => p.Id)
            .Select((p, index) => RowOf(session, p, index, site.Zone, names, objectives, saved, visit?.Proposed(session, site.Zone)) with
            {
                MinutesThisWeek = hours.GetValueOrDefault(p.Id),
                LastNoteId = lastNotes.GetValueOrDefault(p.Id)?.NoteId,
                LastNoteOn = lastNotes.GetValueOrDefault(p.Id)?.ClinicDate,
                Family = FamilyOf(p.Id, families, saved),
                FamilyIs = families is null ? null : TypedOf(p.Id, saved)?.FamilyWas ?? TickedOf(families[p.Id]),
                LacksConsent = consents?[p.Id].Any(consent => consent.IsValidOn(Date)) == false,
                LastPlace = lastPlaces.GetValueOrDefault(p.Id),
                Signature = session.LiveNoteOf(p.Id) is { } note ? signatures.GetValueOrDefault(note.Id) : null,
            })
            .ToList();
        ShowSkills(session, service, saved, skills);
        await ShowVersionsAsync(session, site.Zone, names);
        db.RecordShown(Rows.Select(row => row.PatientId), "Session");
    }

    private Task<List<Person>> PeopleAsync() => (
        from place in db.RosterPlaces
        join patient in db.Patients on place.PatientId equals patient.Id
        // Nobody is admitted yet who comes for the intake assessment.
        from episode in db.Episodes.Where(e => e.Id == place.EpisodeId).DefaultIfEmpty()
        from program in db.Programs.Where(p => p.Id == episode!.ProgramId).DefaultIfEmpty()
        where place.SessionId == Id
        select new Person(
            patient.Id, patient.Name, patient.PreferredName, patient.Pronouns, patient.Mrn, patient.Risk, patient.Story,
            (DateOnly?)episode!.AdmittedOn, (int?)episode!.PlannedWeeks, (int?)program!.WeeklyMinutesMinimum))
        .AsNoTracking().ToListAsync();

    /// <summary>Who may take part, and who did.</summary>
    private Task<List<SupportPerson>> FamilyAsync(List<Id<Patient>> patients, List<Id<SupportPerson>> came) =>
        db.Set<SupportPerson>().AsNoTracking()
            .Where(s => patients.Contains(s.PatientId) && ((s.MayJoinFamilySessions && s.EndedAt == null) || came.Contains(s.Id)))
            .OrderBy(s => s.Name).ToListAsync();

    private RowView RowOf(
        Session session, Person person, int index, TimeZoneInfo zone, IReadOnlyDictionary<Id<StaffMember>, string> names, List<Objective> objectives, Saved? saved, Presence? proposed)
    {
        var place = session.Roster.First(p => p.PatientId == person.Id);
        var attendance = session.Attendances.FirstOrDefault(a => a.PatientId == person.Id);
        var note = session.LiveNoteOf(person.Id);
        var row = new RowView(person.Id, index, person)
        {
            Week = person.AdmittedOn is { } admitted ? Episode.WeekOn(admitted, Date) : null,
            // What nobody recorded yet is proposed from when the clinician came and went.
            Status = attendance?.Status ?? proposed?.Status ?? AttendanceStatus.Present,
            IsRecorded = attendance is not null,
            IsMakeUp = place.IsMakeUp,
            Arrived = attendance is null && proposed?.Arrived is { } came ? Show.Time(came) : TimeOf(attendance?.ArrivedAt, zone),
            Left = attendance is null && proposed?.Left is { } went ? Show.Time(went) : TimeOf(attendance?.LeftAt, zone),
            Reason = attendance?.Reason,
            Minutes = attendance is null && proposed is not null ? MinutesOf(session, proposed, zone) : attendance?.Minutes,
            Where = attendance?.Where,
            Participation = note?.Participation,
            Affect = note?.Affect,
            Response = note?.Response,
            Text = note?.Text,
            InTheirWords = note?.InTheirWords,
            Objectives = note is { IsSigned: true }
                ? ObjectiveView.Linked(note, objectives)
                : ObjectiveView.Offered(note, objectives.Where(objective => session.IsWorkedOn(objective, place)), objectives),
            WithoutObjective = note?.WithoutObjective,
            NoteId = note?.Id,
            IsSigned = note is { IsSigned: true },
            IsLateEntry = note is { IsLateEntry: true },
            Addenda = note?.Addenda.Count ?? 0,
            AttendanceIs = Fingerprint.Of(attendance),
            NoteIs = Fingerprint.Of(note),
            Version = RollWriters.VersionOf(attendance, note),
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
            return row with { NotSaved = new NotSavedView(outcome?.Refused ?? "This note is signed. Add an addendum instead.", typed.Text, typed.InTheirWords) };
        }

        return row with
        {
            // What somebody else saves does not take the place of what was typed.
            Version = "",
            Status = typed.Status,
            Arrived = typed.Arrived,
            Left = typed.Left,
            Reason = typed.Reason,
            Where = typed.Where,
            Participation = typed.Participation,
            Affect = typed.Affect,
            Response = typed.Response,
            Text = typed.Text,
            InTheirWords = typed.InTheirWords,
            Objectives =
            [
                .. row.Objectives.Select(shown => typed.Objectives.Find(link => link?.Id == shown.Id) is { } link
                    ? shown with
                    {
                        IsLinked = link.Linked,
                        Progress = link.Progress,
                    }
                    : shown),
            ],
            WithoutObjective = typed.WithoutObjective,
            Theirs = outcome is null ? null : new TheirsView(
                names.GetValueOrDefault(outcome.NoteConflict ? note!.WrittenById : attendance?.RecordedById ?? default, "Somebody else"),
                outcome.AttendanceConflict ? Show.Words(attendance!.Status) : null,
                outcome.NoteConflict ? note!.Text ?? "(no text)" : null,
                outcome.NoteConflict ? note!.InTheirWords : null),
        };
    }

    /// <summary>Who of a patient's family may take part; null where families do not. What was ticked and not saved stands ticked again.</summary>
    private List<SupporterView>? FamilyOf(Id<Patient> patient, ILookup<Id<Patient>, SupporterView>? families, Saved? saved)
    {
        var typed = TypedOf(patient, saved);
        return families is null ? null : [.. families[patient].Select(s => typed is null ? s : s with { TookPart = typed.Family.Contains(s.Id) })];
    }

    /// <summary>What was sent of a patient's family and not saved.</summary>
    private LogForm.Row? TypedOf(Id<Patient> patient, Saved? saved) => saved is null ? Form.Rows.Find(r => r?.PatientId == patient && r.FamilyWas is not null) : null;

    private static string TickedOf(IEnumerable<SupporterView> supporters) => Ticks.PrintAlways(supporters.Where(s => s.TookPart).Select(s => s.Id));

    private static int MinutesOf(Session session, Presence proposed, TimeZoneInfo zone) => session.ClinicalMinutesBetween(
        (proposed.Arrived is { } came ? ClinicClock.InstantWithin(session.StartsAt, session.EndsAt, session.ClinicDate, came, zone) : null) ?? session.StartsAt,
        (proposed.Left is { } went ? ClinicClock.InstantWithin(session.StartsAt, session.EndsAt, session.ClinicDate, went, zone) : null) ?? session.EndsAt);

    private SharedView SharedOf(GroupSession? group, Saved? saved)
    {
        var stands = Fingerprint.TextOf(group?.Shared);
        var is_ = Fingerprint.Of(stands);
        var typed = Form.Shared;
        var refused = saved?.Shared is { Conflict: true } or { Refused: not null };
        return typed is not null && (saved is null || refused)
            ? new SharedView(typed.Text, saved?.Shared?.Is ?? typed.Was ?? is_, saved?.Shared is { Conflict: true } ? stands : null, "")
            : new SharedView(stands, is_, null, RollWriters.VersionOf(group?.Shared));
    }

    private static string? TimeOf(DateTimeOffset? instant, TimeZoneInfo zone) =>
        instant is null ? null : Show.Time(ClinicClock.TimeIn(zone, instant.Value));

    private sealed record LastNoteKey(Id<Patient> PatientId, Id<ProgressNote> NoteId, DateOnly ClinicDate);

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
        bool IsRecorded,
        IReadOnlyList<SupporterView> Supporters)
    {
        /// <summary>How many words a note should have; null where nobody said.</summary>
        public WordGoal? Words { get; init; }

        /// <summary>Whether it is held by telehealth.</summary>
        public bool IsRemote { get; init; }

        /// <summary>Whether it is at one patient's home.</summary>
        public bool IsVisit { get; init; }

        public VisitView? Visit { get; init; }

        /// <summary>Where it is joined: its own link, or the standing one of a leader.</summary>
        public string? MeetingLink { get; init; }
    }

    /// <summary>A visit at home as the roll tells it.</summary>
    public sealed record VisitView(string Address, string? Arrived, string? Left, int? Minutes, IReadOnlyList<string> Corrections);

    public sealed class LinkForm
    {
        public string? MeetingLink { get; set; }

        public uint? Version { get; set; }

        public sealed class Validator : AbstractValidator<LinkForm>
        {
            public Validator()
            {
                RuleFor(f => f.MeetingLink).MaximumLength(Domain.Schedule.MeetingLink.MaximumLength)
                    .WithMessage($"Shorten the link to {Domain.Schedule.MeetingLink.MaximumLength} characters.");
                // Nothing sent is no empty link.
                RuleFor(f => f.Version).NotNull().WithMessage("Open the session again.");
            }
        }
    }

    public sealed record SupporterView(Id<SupportPerson> Id, string Name, string Relationship, bool TookPart);

    public sealed record SharedView(SharedText Text, string Was, SharedText? Theirs, string Version);

    /// <summary>What was typed into a row that somebody signed meanwhile.</summary>
    public sealed record NotSavedView(string Sentence, string? Text, string? InTheirWords);

    public sealed record TheirsView(string By, string? Attendance, string? Note, string? InTheirWords);

    public sealed record Person(
        Id<Patient> Id,
        PersonName Name,
        string? PreferredName,
        string? Pronouns,
        string Mrn,
        RiskLevel Risk,
        PersonalStory Story,
        DateOnly? AdmittedOn,
        int? PlannedWeeks,
        int? WeeklyMinutesMinimum)
    {
        public string CalledName => Name.Called(PreferredName);
    }

    public sealed record RowView(Id<Patient> PatientId, int Index, Person Person)
    {
        public int? Week { get; init; }

        /// <summary>Here for this one session, to make up for others.</summary>
        public bool IsMakeUp { get; init; }

        public int MinutesThisWeek { get; init; }

        public AttendanceStatus Status { get; init; }

        public bool IsRecorded { get; init; }

        public bool IsAbsence => Status is AttendanceStatus.ExcusedAbsence or AttendanceStatus.UnexcusedAbsence;

        public string? Arrived { get; init; }

        public string? Left { get; init; }

        public string? Reason { get; init; }

        public int? Minutes { get; init; }

        /// <summary>Where the patient was, in a session by telehealth.</summary>
        public string? Where { get; init; }

        /// <summary>Where the patient last was in such a session.</summary>
        public string? LastPlace { get; init; }

        /// <summary>Who of the family may take part, and did; null where families do not.</summary>
        public IReadOnlyList<SupporterView>? Family { get; init; }

        /// <summary>What the page carries of who stood there when it was first shown.</summary>
        public string? FamilyIs { get; init; }

        /// <summary>The session is by telehealth, and no consent to it is valid on its day.</summary>
        public bool LacksConsent { get; init; }

        public Participation? Participation { get; init; }

        public Affect? Affect { get; init; }

        public Response? Response { get; init; }

        public string? Text { get; init; }

        /// <summary>What the patient said, word for word.</summary>
        public string? InTheirWords { get; init; }

        public IReadOnlyList<ObjectiveView> Objectives { get; init; } = [];

        public NoObjectiveReason? WithoutObjective { get; init; }

        public Id<ProgressNote>? NoteId { get; init; }

        public bool IsLateEntry { get; init; }

        public bool IsSigned { get; init; }

        public int Addenda { get; init; }

        public Signature? Signature { get; init; }

        public required string AttendanceIs { get; init; }

        public required string NoteIs { get; init; }

        /// <summary>What of the row is shown, by the versions of its parts; empty where it is not what stands.</summary>
        public required string Version { get; init; }

        public IReadOnlyList<Id<ProgressNote>> Struck { get; init; } = [];

        public Id<ProgressNote>? LastNoteId { get; init; }

        public DateOnly? LastNoteOn { get; init; }

        public TheirsView? Theirs { get; init; }

        public NotSavedView? NotSaved { get; init; }

        /// <summary>The skills that are followed up with the patient.</summary>
        public IReadOnlyList<PracticeView> Practices { get; init; } = [];

        /// <summary>The name of a field of this row in the form.</summary>
        public string Field(string name) => $"Form.Rows[{Index}].{name}";

        public string FieldId(string name) => $"{name}-{Index}";
    }
}
