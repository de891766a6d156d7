using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Web.History;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Hours;

/// <summary>
/// Where a patient who missed sessions can make up for them: the free seats of this week and the next in groups of their program, held
/// against what is missing and when they can come. One seat in one session is booked, and given back, at once.
/// </summary>
[Authorize(Can.BookSessions)]
public sealed class MakeUpModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    private const int WeeksAhead = 2;

    [BindProperty]
    public BookForm Form { get; set; } = new();

    [BindProperty]
    public BackForm Back { get; set; } = new();

    /// <summary>The episode that is open; null where the patient is not in treatment.</summary>
    public Episode? Episode { get; private set; }

    public string Program { get; private set; } = "";

    public IReadOnlyList<WeekOfTreatment> Weeks { get; private set; } = [];

    /// <summary>Minutes of this week's sessions that are over without a roll.</summary>
    public int NotRecorded { get; private set; }

    public IReadOnlyList<Offered> Offers { get; private set; } = [];

    /// <summary>What was booked as a make-up and is still to come.</summary>
    public IReadOnlyList<Booked> MakeUps { get; private set; } = [];

    protected override string Reads => "Banner";

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Books the seat.</summary>
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var episode = await OpenEpisodeAsync(tracked: true, stop) ?? throw new RuleViolation("The patient is not in treatment now.");
        var site = await Db.Sites.Include(s => s.Rooms).FirstAsync(s => s.Id == episode.SiteId, stop);
        // From here on nobody gives the seat to somebody else, calls the session off or records in it.
        await new Reserve(Db).QueueAsync(site.Id, stop);
        await Db.HoldSessionAsync(Form.Session!.Value);
        await LoadAsync();
        var session = await Db.Set<GroupSession>().Include(s => s.Roster.Where(p => p.PatientId == Id)).FirstOrDefaultAsync(s => s.Id == Form.Session && s.SiteId == episode.SiteId, stop);
        var offer = Offers.FirstOrDefault(o => o.Offer.Session.Id == Form.Session)
            ?? throw new RuleViolation(session is null ? "Choose a session from the list." : await WhyNotAsync(session, stop));
        RuleViolation.Unless(
            offer.Offer.Fits || !string.IsNullOrWhiteSpace(Form.Reason),
            string.Join(' ', offer.Offer.Concerns.Append("Say why it is booked all the same.")), nameof(Form.Reason));
        var by = await Db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        session!.SeatForMakeUp(episode, offer.Offer.Fits ? null : Form.Reason, by, Clock.Now);
        Db.Actor.Reason = offer.Offer.Fits ? null : Form.Reason;
        Db.RecordAct(AuditAction.Create, Telling.PlaceForMakeUp, session.Id.ToString(), Id);
        await new Reserve(Db).SaveAsync(site, stop);
        Toast($"{Banner.PreferredName ?? Banner.Name} has a seat in {session.Title} on {Show.Day(session.ClinicDate)}.");
        return RedirectToPage(new { id = Id });
    }

    /// <summary>Takes a make-up back.</summary>
    [WithForm(nameof(Back))]
    public async Task<IActionResult> OnPostBackAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await Db.Set<GroupSession>().Include(s => s.Roster.Where(p => p.PatientId == Id))
                .Include(s => s.Attendances.Where(a => a.PatientId == Id)).Include(s => s.Notes.Where(n => n.PatientId == Id)).AsSplitQuery()
                .FirstOrDefaultAsync(s => s.Id == Back.Session, stop) is not { } session)
        {
            return Missing();
        }

        session.GiveBack(Id);
        Db.RecordAct(AuditAction.Remove, Telling.PlaceForMakeUp, session.Id.ToString(), Id);
        await Db.SaveChangesAsync(stop);
        Toast($"The seat in {session.Title} on {Show.Day(session.ClinicDate)} is free again.");
        return RedirectToPage(new { id = Id });
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Episode = await OpenEpisodeAsync(tracked: false, stop);
        if (Episode is not { } episode)
        {
            return;
        }

        var program = await Db.Programs.AsNoTracking().FirstAsync(p => p.Id == episode.ProgramId, stop);
        Program = program.Name;
        var (now, monday) = (Clock.Now, ClinicWeek.Of(Today).Monday);
        var weeks = new List<WeekOfTreatment>();
        for (var week = 0; week < WeeksAhead; week++)
        {
            var of = ClinicWeek.Of(monday.AddDays(7 * week));
            var attended = (await Db.MinutesAttendedAsync([Id], of))[Id];
            weeks.Add(new WeekOfTreatment(of.Monday, attended, await Db.MinutesAheadAsync(Id, of, now), program.WeeklyMinutesMinimum, program.WeeklyMinutesMaximum));
        }

        Weeks = weeks;
        await ShowAsync(episode, monday, now, stop);
    }

    private async Task ShowAsync(Episode episode, DateOnly monday, DateTimeOffset now, CancellationToken stop)
    {
        var (today, last) = (Today, monday.AddDays((7 * WeeksAhead) - 1));
        var zone = Banner.SiteZone;
        var own = await (
            from place in Db.RosterPlaces.AsNoTracking()
            where place.PatientId == Id && place.ClinicDate >= monday && place.ClinicDate <= last
            join session in Db.Sessions on place.SessionId equals session.Id
            where session.CancelledAt == null
            select new
            {
                place.PatientId,
                session.Id,
                session.ClinicDate,
                session.StartsAt,
                session.EndsAt,
                session.BreakMinutes,
                session.Title,
                place.MakeUpAt,
                place.MakeUpReason,
                Counts = Db.Services.Any(s => s.Id == session.ServiceId && s.CountsTowardHours),
                IsRecorded = Db.Attendances.Any(a => a.SessionId == session.Id && a.PatientId == Id),
            }).ToListAsync(stop);
        NotRecorded = own.Where(o => o.Counts && !o.IsRecorded && o.EndsAt <= now && o.ClinicDate < monday.AddDays(7))
            .Sum(o => (int)(o.EndsAt - o.StartsAt).TotalMinutes - o.BreakMinutes);
        MakeUps =
        [
            .. own.Where(o => o.MakeUpAt is not null && !o.IsRecorded).OrderBy(o => o.StartsAt)
                .Select(o => new Booked(o.Id, o.ClinicDate, Show.Times(ClinicClock.TimeIn(zone, o.StartsAt), ClinicClock.TimeIn(zone, o.EndsAt)), o.Title, o.MakeUpReason)),
        ];

        var taken = own.ConvertAll(o => o.Id);
        var found = await (
            from session in Db.Set<GroupSession>().AsNoTracking()
            where session.SiteId == episode.SiteId && session.ClinicDate >= today && session.ClinicDate <= last && session.ClinicDate >= episode.AdmittedOn
                && session.CancelledAt == null && session.StartsAt > now && !taken.Contains(session.Id)
            join meets in Db.Groups on session.GroupId equals meets.Id
            join track in Db.Tracks on meets.TrackId equals track.Id
            where track.ProgramId == episode.ProgramId
            join service in Db.Services on session.ServiceId equals service.Id
            where service.CountsTowardHours
            where !Db.Closures.Any(c => c.SiteId == session.SiteId && c.From <= session.ClinicDate && c.Until >= session.ClinicDate)
            from room in Db.Rooms.Where(r => r.Id == session.RoomId).DefaultIfEmpty()
            select new { Session = session, meets.Capacity, Track = track.Name, Service = service.Name, Room = (string?)room!.Name }).ToListAsync(stop);
        var ids = found.ConvertAll(f => f.Session.Id);
        var counts = await Db.SessionCounts.Where(c => ids.Contains(c.SessionId)).ToDictionaryAsync(c => c.SessionId, stop);
        var leaders = (await (
            from leads in Db.Set<SessionClinician>().AsNoTracking()
            where ids.Contains(leads.SessionId)
            join person in Db.Staff on leads.StaffMemberId equals person.Id
            select new { leads.SessionId, person.Name }).ToListAsync(stop)).ToLookup(l => l.SessionId, l => l.Name.Full);
        var constraints = await Db.PatientConstraints.AsNoTracking()
            .Where(c => c.PatientId == Id && c.From <= last && (c.Until == null || c.Until >= today)).ToListAsync(stop);
        var open = found.FindAll(f => counts.GetValueOrDefault(f.Session.Id) is not { Recorded: > 0 } and not { Signed: > 0 }).ToDictionary(f => f.Session.Id);
        Offers =
        [
            .. new MakeUps(Weeks, own.ConvertAll(o => (o.StartsAt, o.EndsAt)), constraints)
                .Among(
                    open.Values.Select(f => new SessionToJoin(
                        f.Session.Id, f.Session.ClinicDate, ClinicClock.TimeIn(zone, f.Session.StartsAt), ClinicClock.TimeIn(zone, f.Session.EndsAt),
                        f.Session.StartsAt, f.Session.EndsAt, f.Session.ClinicalMinutes, f.Capacity - (counts.GetValueOrDefault(f.Session.Id)?.Places ?? 0))),
                    now)
                .Select(offer => Named(offer, open[offer.Session.Id].Session, open[offer.Session.Id].Track, open[offer.Session.Id].Service, open[offer.Session.Id].Room)),
        ];

        Offered Named(MakeUpOffer offer, GroupSession session, string track, string service, string? room) => new(
            offer, session.Title, track, service, string.Join(", ", leaders[session.Id].Order(StringComparer.CurrentCulture)), room ?? Show.Words(session.Mode));
    }

    private Task<Episode?> OpenEpisodeAsync(bool tracked, CancellationToken stop)
    {
        var episodes = Db.Episodes.Where(e => e.PatientId == Id && e.DischargedOn == null).OrderByDescending(e => e.AdmittedOn);
        return (tracked ? episodes : episodes.AsNoTracking()).FirstOrDefaultAsync(stop);
    }

    /// <summary>Why a session is not, or no longer, among those that can be booked.</summary>
    private async Task<string> WhyNotAsync(GroupSession session, CancellationToken stop)
    {
        var places = await Db.SessionCounts.Where(c => c.SessionId == session.Id).Select(c => c.Places).FirstOrDefaultAsync(stop);
        var capacity = await Db.Groups.Where(g => g.Id == session.GroupId).Select(g => g.Capacity).FirstOrDefaultAsync(stop);
        var (title, day) = (session.Title, Show.Day(session.ClinicDate));
        return session switch
        {
            { Roster.Count: > 0 } => "The patient has a place in this session already.",
            { CancelledAt: not null } => $"{title} on {day} is cancelled. Choose another session.",
            _ when session.StartsAt <= Clock.Now => $"{title} on {day} has begun already. Choose a later session.",
            _ when places >= capacity => $"{title} on {day} is full: its last seat was given a moment ago. Choose another session.",
            _ => $"{title} on {day} does not suit the patient any more. Choose another session.",
        };
    }

    public sealed class BookForm
    {
        public Id<Session>? Session { get; set; }

        /// <summary>Why, although something speaks against it.</summary>
        public string? Reason { get; set; }

        public sealed class Validator : AbstractValidator<BookForm>
        {
            public Validator()
            {
                RuleFor(f => f.Session).NotNull().WithMessage("Choose a session from the list.");
                RuleFor(f => f.Reason).MaximumLength(GroupSession.LongestMakeUpReason);
            }
        }
    }

    public sealed class BackForm
    {
        public Id<Session>? Session { get; set; }

        public sealed class Validator : AbstractValidator<BackForm>
        {
            public Validator() => RuleFor(f => f.Session).NotNull().WithMessage("Choose the make-up to give back.");
        }
    }

    /// <summary>A seat that can be booked, with the names around it.</summary>
    public sealed record Offered(MakeUpOffer Offer, string Title, string Track, string Service, string Leaders, string Where);

    /// <summary>A seat that is booked.</summary>
    public sealed record Booked(Id<Session> Id, DateOnly Date, string Times, string Title, string? Reason);
}
