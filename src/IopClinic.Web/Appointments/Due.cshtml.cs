using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Appointments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Appointments;

/// <summary>What signed plans prescribe and nobody has booked: found a time for with one click, and booked with the next.</summary>
[Authorize(Can.BookSessions)]
public sealed class DueModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>How many days ahead somebody who books looks.</summary>
    private const int DaysAhead = 7;

    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    /// <summary>Only what the reader is responsible for.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Mine { get; set; }

    /// <summary>The episode that a time is looked for.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Episode>? Episode { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Service>? Service { get; set; }

    [BindProperty]
    public BookForm Form { get; set; } = new();

    public DateOnly Today { get; private set; }

    public IReadOnlyList<DueLine> Lines { get; private set; } = [];

    /// <summary>The free times of the line for which they are looked for.</summary>
    public IReadOnlyList<FreeTime> Times { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var site = await db.Sites.AsNoTracking().Include(s => s.Rooms).FirstAsync(s => s.Id == db.Actor.SiteId!.Value, stop);
        Today = clock.Today(site.Zone);
        Lines =
        [
            .. (await new DueAppointments(db).OfAsync(site.Id, clock.Now, Today, stop))
                .Where(line => (All || line.Standing.IsDue(Today, DaysAhead)) && (!Mine || line.ResponsibleId == SignedIn)),
        ];
        if (Lines.FirstOrDefault(Chosen) is { } chosen)
        {
            Times = await new DueAppointments(db).TimesAsync(site, chosen, clock.Now, Today, stop);
        }
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var site = await db.Sites.Include(s => s.Rooms).FirstAsync(s => s.Id == db.Actor.SiteId!.Value, stop);
        var today = clock.Today(site.Zone);
        if ((await new DueAppointments(db).OfAsync(site.Id, clock.Now, today, stop)).FirstOrDefault(Chosen) is not { } line
            || await db.Episodes.FirstOrDefaultAsync(e => e.Id == line.EpisodeId, stop) is not { } episode)
        {
            return Missing();
        }

        RuleViolation.Unless(!line.Standing.IsBooked, "Somebody has booked this one meanwhile.");
        var service = await db.Services.FirstAsync(s => s.Id == line.Standing.Prescribed.ServiceId, stop);
        var clinician = await db.Staff.FirstOrDefaultAsync(s => s.Id == Form.ClinicianId, stop)
            ?? throw new RuleViolation("Nobody is responsible for this yet. Book it with a clinician of your choice.");
        var room = site.Rooms.FirstOrDefault(r => r.Id == Form.RoomId);
        var booking = new Booking(
            site, service, Form.Date!.Value, Form.StartsAt!.Value, line.Standing.Prescribed.Minutes, clinician, room, room is null ? SessionMode.Telehealth : SessionMode.OnSite);
        Session session = service.Kind is SessionKind.Family ? new FamilySession(booking, episode, []) : new IndividualSession(booking, episode);
        db.Sessions.Add(session);
        await new Reserve(db).SaveAsync(site, stop);
        Toast($"{line.Patient}: {service.Name} is booked for {Show.Day(session.ClinicDate)}, {Show.Time(Form.StartsAt.Value)}, with {clinician.Name.Full}.");
        return Redirect(Href());
    }

    public bool Chosen(DueLine line) => line.EpisodeId == Episode && line.Standing.Prescribed.ServiceId == Service;

    /// <summary>The address of the list, with or without a line that times are looked for.</summary>
    public string Href(DueLine? line = null, bool? all = null, bool? mine = null)
    {
        string?[] parts =
        [
            (all ?? All) ? "all=true" : null, (mine ?? Mine) ? "mine=true" : null,
            line is null ? null : $"episode={line.EpisodeId}&service={line.Standing.Prescribed.ServiceId}",
        ];
        var query = string.Join('&', parts.OfType<string>());
        return query.Length == 0 ? "/Appointments/Due" : $"/Appointments/Due?{query}";
    }

    public static string Often(PrescribedService prescribed) => (prescribed.Times, prescribed.EveryWeeks) switch
    {
        (1, 1) => "once a week",
        (1, var weeks) => $"every {weeks} weeks",
        (var times, 1) => $"{times} times a week",
        var (times, weeks) => $"{times} times in {weeks} weeks",
    };

    public sealed class BookForm
    {
        public DateOnly? Date { get; set; }

        public TimeOnly? StartsAt { get; set; }

        public Id<StaffMember>? ClinicianId { get; set; }

        public Id<Domain.Sites.Room>? RoomId { get; set; }

        public sealed class Validator : AbstractValidator<BookForm>
        {
            public Validator()
            {
                RuleFor(f => f.Date).NotNull().WithMessage("Choose one of the free times.");
                RuleFor(f => f.StartsAt).NotNull().WithMessage("Choose one of the free times.");
            }
        }
    }
}
