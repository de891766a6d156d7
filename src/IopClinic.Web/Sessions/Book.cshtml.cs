using System.Globalization;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Books a one-to-one or family session for a patient: first the patient, then the session.</summary>
[Authorize(Can.BookSessions)]
public sealed class BookModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The patient's key; empty while nobody is chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Patient>? Patient { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    /// <summary>When it begins, as chosen on the calendar.</summary>
    [BindProperty(SupportsGet = true)]
    public TimeOnly? Start { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Minutes { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Room>? Room { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Leader { get; set; }

    [BindProperty]
    public FindForm Find { get; set; } = new();

    [BindProperty]
    public BookForm Form { get; set; } = new();

    public IReadOnlyList<PatientLine>? Matches { get; private set; }

    public string PatientName { get; private set; } = "";

    public IReadOnlyList<SelectListItem> Episodes { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Services { get; private set; } = [];

    public IReadOnlyDictionary<string, int> UsualMinutes { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Supporters { get; private set; } = [];

    /// <summary>Where the patient lives, in one line; null where that is not known.</summary>
    public string? HomeAddress { get; private set; }

    /// <summary>Whether a consent to telehealth stands.</summary>
    public bool ConsentsToTelehealth { get; private set; }

    /// <summary>The standing links of the clinicians who keep one.</summary>
    public IReadOnlyDictionary<string, string> StandingLinks { get; private set; } = new Dictionary<string, string>();

    public async Task<IActionResult> OnGetAsync()
    {
        if (Patient is not { } patientId)
        {
            return Page();
        }

        if (!await db.Patients.AnyAsync(p => p.Id == patientId, HttpContext.RequestAborted))
        {
            return Missing();
        }

        await LoadAsync();
        Form.Date = Date ?? clock.Today(db.Actor.Zone);
        Form.EpisodeId = Episodes.Count == 1 ? Key<Episode>(Episodes[0].Value) : null;
        Form.ClinicianId = Leader is not null && Clinicians.Any(c => c.Value == Leader.ToString()) ? Leader
            : Clinicians.Any(c => c.Value == SignedIn.ToString()) ? SignedIn : null;
        Form.StartsAt = Start;
        Form.Minutes = Minutes is >= 5 and <= 480 ? Minutes : null;
        Form.Address = HomeAddress;
        Form.RoomId = Room is not null && Rooms.Any(r => r.Value == Room.ToString()) ? Room : null;
        return Page();
    }

    /// <summary>Finds patients by what was typed; names stand in no address.</summary>
    [Limited(Often.Search)]
    public async Task<IActionResult> OnPostFindAsync()
    {
        Matches = [.. (await db.FindPatientsAsync(Find.Search)).Take(PatientQueries.MostShown).Where(p => p.DeceasedOn is null)];
        Patient = null;
        return Page();
    }

    /// <summary>Records that the patient consents to telehealth, and goes on with what was typed.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostConsentAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (Patient is not { } patientId || await db.Patients.FirstOrDefaultAsync(p => p.Id == patientId, stop) is not { } patient)
        {
            return Missing();
        }

        var zone = await db.Sites.Where(s => s.Id == patient.SiteId).Select(s => s.TimeZone).FirstAsync(stop);
        var today = clock.Today(ClinicClock.Zone(zone));
        await db.ConsentToTelehealthAsync(patient, today, await db.Staff.FirstAsync(s => s.Id == SignedIn, stop), today, clock.Now);
        await db.SaveChangesAsync(stop);
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (Patient is not { } patientId
            || await db.Patients.Include(p => p.Supporters).FirstOrDefaultAsync(p => p.Id == patientId, stop) is not { } patient)
        {
            return Missing();
        }

        var episode = await db.Episodes.FirstOrDefaultAsync(e => e.Id == Form.EpisodeId && e.PatientId == patientId && e.DischargedOn == null, stop)
            ?? throw new RuleViolation("Choose the program this session belongs to.", nameof(Form.EpisodeId));
        var site = await db.Sites.Include(s => s.Rooms).FirstAsync(s => s.Id == episode.SiteId, stop);
        var service = await db.Services.FirstOrDefaultAsync(s => s.Id == Form.ServiceId, stop)
            ?? throw new RuleViolation("Choose a service from the list.", nameof(Form.ServiceId));
        var clinician = await db.Staff.FirstOrDefaultAsync(s => s.Id == Form.ClinicianId, stop)
            ?? throw new RuleViolation("Choose a clinician from the list.", nameof(Form.ClinicianId));
        var room = site.Rooms.FirstOrDefault(r => r.Id == Form.RoomId);
        RuleViolation.Unless(Form.RoomId is null || room is not null, $"Choose a room of {site.Name}.", nameof(Form.RoomId));
        RuleViolation.Unless(
            service.Kind is SessionKind.Family || Form.Supporters.Count == 0,
            "Supporters take part in family sessions only. Choose a family service, or nobody here.",
            nameof(Form.Supporters));

        var booking = new Booking(
            site, service, Form.Date!.Value, Form.StartsAt!.Value, Form.Minutes ?? service.DefaultMinutes, clinician, room, Form.Mode);
        Session session = service.Kind is SessionKind.Family
            ? new FamilySession(booking, episode, patient.Supporters.Where(s => Form.Supporters.Contains(s.Id)))
            : new IndividualSession(booking, episode);
        if (Form.Mode is SessionMode.InHome)
        {
            session.DriveFor(Form.TravelBefore ?? 0, Form.TravelAfter ?? 0);
            db.HomeVisits.Add(new HomeVisit(session, Form.Address));
        }

        session.JoinAt(Form.Mode is SessionMode.Telehealth ? Form.MeetingLink : null);
        db.Sessions.Add(session);
        await new Reserve(db).SaveAsync(site, stop);

        Toast($"{service.Name} is booked for {Show.Day(session.ClinicDate)}, {Show.Time(Form.StartsAt.Value)}.");
        return Redirect(session.IsVisit && May(Can.LogSessions) ? $"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}/Visit" : $"/Sessions?date={session.ClinicDate:yyyy-MM-dd}");
    }

    /// <summary>What was chosen on the calendar, kept while a patient is looked for.</summary>
    public Dictionary<string, string?> Chosen => new()
    {
        ["date"] = Date is { } date ? Show.Iso(date) : null,
        ["start"] = Start?.ToString("HH:mm", CultureInfo.InvariantCulture),
        ["minutes"] = Minutes?.ToString(CultureInfo.InvariantCulture),
        ["room"] = Room?.ToString(),
        ["leader"] = Leader?.ToString(),
    };

    public override async Task LoadAsync()
    {
        if (Patient is not { } patientId)
        {
            return;
        }

        var stop = HttpContext.RequestAborted;
        var patient = Existing(await db.Patients.AsNoTracking().Include(p => p.Supporters).FirstOrDefaultAsync(p => p.Id == patientId, stop));
        PatientName = patient.CalledName;
        HomeAddress = Visits.InOneLine(patient.Address);
        ConsentsToTelehealth = await db.TelehealthConsents.AnyAsync(c => c.PatientId == patientId && c.WithdrawnOn == null, stop);
        StandingLinks = await db.Staff.Where(s => s.MeetingLink != null && s.DeactivatedAt == null).ToDictionaryAsync(s => s.Id.ToString(), s => s.MeetingLink!, stop);
        Supporters = [.. patient.Supporters.Where(s => s is { MayJoinFamilySessions: true, EndedAt: null })
            .OrderBy(s => s.Name, StringComparer.CurrentCulture)
            .Select(s => new SelectListItem($"{s.Name}, {s.Relationship}", s.Id.ToString()))];
        var episodes = await db.Episodes.AsNoTracking()
            .Where(e => e.PatientId == patientId && e.DischargedOn == null)
            .Select(e => new { e.Id, e.SiteId, Program = db.Programs.Where(p => p.Id == e.ProgramId).Select(p => p.Name).First() })
            .ToListAsync(stop);
        Episodes = episodes.ConvertAll(e => new SelectListItem(e.Program, e.Id.ToString()));
        var services = await db.Services.AsNoTracking()
            .Where(s => s.Kind != SessionKind.Group && s.RetiredAt == null)
            .OrderBy(s => s.Kind).ThenBy(s => s.Name)
            .Select(s => new { s.Id, s.Name, s.Kind, s.DefaultMinutes })
            .ToListAsync(stop);
        var kinds = services.Select(s => s.Kind).Distinct().ToDictionary(kind => kind, kind => new SelectListGroup { Name = Show.Words(kind) });
        Services = services.ConvertAll(s => new SelectListItem($"{s.Name} ({Show.Minutes(s.DefaultMinutes)})", s.Id.ToString()) { Group = kinds[s.Kind] });
        UsualMinutes = services.ToDictionary(s => s.Id.ToString(), s => s.DefaultMinutes);
        Clinicians = await GroupChoices.CliniciansAsync(db, stop);
        var sites = episodes.Select(e => e.SiteId).Distinct().ToList();
        Rooms = await GroupChoices.RoomsAsync(db, sites.Count == 1 ? sites[0] : null, stop);
    }

    /// <summary>How a patient who was found is called, the legal name beside the preferred one.</summary>
    public string Called(PatientLine person) =>
        person.PreferredName is null ? person.Name.Full : $"{person.PreferredName} {person.Name.Family} ({person.Name.Full})";

    private static Id<T> Key<T>(string value) => Id<T>.Parse(value, null);

    public sealed class FindForm
    {
        public string Search { get; set; } = "";

        public sealed class Validator : AbstractValidator<FindForm>
        {
            public Validator() =>
                RuleFor(f => f.Search).NotEmpty().WithMessage("Type part of a name, an MRN, a phone number or a birth date.").MaximumLength(100);
        }
    }

    public sealed class BookForm
    {
        public Id<Episode>? EpisodeId { get; set; }

        public Id<Service>? ServiceId { get; set; }

        public DateOnly? Date { get; set; }

        public TimeOnly? StartsAt { get; set; }

        public int? Minutes { get; set; }

        public Id<StaffMember>? ClinicianId { get; set; }

        public SessionMode Mode { get; set; }

        public Id<Room>? RoomId { get; set; }

        /// <summary>A link for this session alone; empty for the standing one of the clinician.</summary>
        public string? MeetingLink { get; set; }

        /// <summary>Where a visit at home is.</summary>
        public string? Address { get; set; }

        public int? TravelBefore { get; set; }

        public int? TravelAfter { get; set; }

        public List<Id<SupportPerson>> Supporters { get; set; } = [];

        public sealed class Validator : AbstractValidator<BookForm>
        {
            public Validator()
            {
                RuleFor(f => f.EpisodeId).NotNull().WithMessage("Choose the program this session belongs to.");
                RuleFor(f => f.ServiceId).NotNull().WithMessage("Choose a service.");
                RuleFor(f => f.Date).NotNull().WithMessage("Enter the date.");
                RuleFor(f => f.StartsAt).NotNull().WithMessage("Enter the time it starts.");
                RuleFor(f => f.ClinicianId).NotNull().WithMessage("Choose a clinician.");
                RuleFor(f => f.Address).NotEmpty().WithMessage("Enter the address of the visit.").When(f => f.Mode is SessionMode.InHome);
                RuleFor(f => f.Address).MaximumLength(HomeVisit.MaximumAddress).WithMessage($"Shorten the address to {HomeVisit.MaximumAddress} characters.");
                RuleFor(f => f.TravelBefore).InclusiveBetween(0, Session.LongestTravel).WithMessage($"A drive takes 0 to {Session.LongestTravel} minutes.");
                RuleFor(f => f.TravelAfter).InclusiveBetween(0, Session.LongestTravel).WithMessage($"A drive takes 0 to {Session.LongestTravel} minutes.");
                RuleFor(f => f.MeetingLink).MaximumLength(Domain.Schedule.MeetingLink.MaximumLength).WithMessage($"Shorten the link to {Domain.Schedule.MeetingLink.MaximumLength} characters.");
            }
        }
    }
}
