using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Away;

/// <summary>Writes down a leave, and names who leads the sessions of that time: the person and the days first, then the sessions.</summary>
[Authorize(Can.ManageGroups)]
public sealed class NewModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private readonly CoverChoices _choices = new(db, clock);

    [FromQuery(Name = "who")]
    public Id<StaffMember>? AskedPerson { get; set; }

    [FromQuery(Name = "from")]
    public DateOnly? AskedFrom { get; set; }

    [FromQuery(Name = "until")]
    public DateOnly? AskedUntil { get; set; }

    [FromQuery(Name = "fromTime")]
    public TimeOnly? AskedFromTime { get; set; }

    [FromQuery(Name = "untilTime")]
    public TimeOnly? AskedUntilTime { get; set; }

    [FromQuery(Name = "kind")]
    public LeaveKind? AskedKind { get; set; }

    [BindProperty]
    public LeaveForm Form { get; set; } = new();

    public IReadOnlyList<SelectListItem> People { get; private set; } = [];

    /// <summary>Whose leave it is to be, once they and the days are named.</summary>
    public StaffMember? Person { get; private set; }

    public IReadOnlyList<Affected> Sessions { get; private set; } = [];

    /// <summary>Who could lead some of the sessions, with of how many they could.</summary>
    public IReadOnlyList<SelectListItem> ForAll { get; private set; } = [];

    public string When { get; private set; } = "";

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var people = await db.CliniciansOfMine().AsNoTracking().Where(s => s.DeactivatedAt == null).OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).ToListAsync(stop);
        People = [.. people.Select(s => new SelectListItem(s.Name.Full, s.Id.ToString()))];
        if (!this.Sent(nameof(Form)))
        {
            Form = new LeaveForm { Person = AskedPerson, From = AskedFrom, Until = AskedUntil, FromTime = AskedFromTime, UntilTime = AskedUntilTime, Kind = AskedKind };
        }

        Person = people.Find(s => s.Id == Form.Person);
        if (Person is null || Form.ToAway() is not { } away || !IsPossible(away))
        {
            Person = null;
            return;
        }

        var site = (await db.HouseAsync()).Sites[Person.SiteId];
        var (from, until) = away.In(site.Zone);
        When = AwayWords.Say(away.From, away.Until, away.FromTime, away.UntilTime);
        var sessions = await _choices.Led(Person.Id, from, until).AsNoTracking().Include(s => s.Clinicians).Take(CoverChoices.MostSessions).ToListAsync(stop);
        var choices = await _choices.ForAsync(sessions, stop);
        var ids = sessions.ConvertAll(s => s.Id);
        var rows = (await db.Sessions.Where(s => ids.Contains(s.Id)).ToRowsAsync(db, clock.Now, May(Can.FindPatients), stop)).ToDictionary(r => r.Id);
        var chosen = Form.Sessions.Where(s => s is not null).ToLookup(s => s.Session, s => s.Cover);
        Sessions = sessions.ConvertAll(s => new Affected(
            rows[s.Id],
            [.. rows[s.Id].Clinicians.Where(name => name != Person.Name.Full)],
            choices[s.Id],
            chosen.Contains(s.Id) ? chosen[s.Id].First() : choices[s.Id].FirstOrDefault(c => c is { IsHome: true, WorksThen: not false })?.Id));
        ForAll =
        [
            .. Sessions.SelectMany(s => s.Choices).GroupBy(c => (c.Id, c.Name)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Name, StringComparer.CurrentCulture)
                .Select(g => new SelectListItem($"{g.Key.Name} (free for {g.Count()} of {Sessions.Count})", g.Key.Id.ToString())),
        ];
    }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    /// <summary>Shows what they lead then.</summary>
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostLookAsync()
    {
        await PersonAsync();
        Form.ToAway()!.Check();
        return RedirectToPage("/Away/New", null, new
        {
            who = Form.Person,
            from = Show.Iso(Form.From!.Value),
            until = Form.Until is { } until ? Show.Iso(until) : null,
            fromTime = Form.FromTime is { } begins ? $"{begins:HH:mm}" : null,
            untilTime = Form.UntilTime is { } ends ? $"{ends:HH:mm}" : null,
            kind = Form.Kind,
        });
    }

    /// <summary>Writes down the leave and hands over its sessions: all of it or nothing.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var person = await PersonAsync();
        var site = await db.Sites.SingleAsync(s => s.Id == person.SiteId, stop);
        var now = clock.Now;
        var running = await db.Sessions.LedBy(person.Id).Where(s => s.CancelledAt == null && s.StartsAt <= now && s.EndsAt > now)
            .MaxAsync(s => (DateTimeOffset?)s.EndsAt, stop);
        var leave = new Leave(person, site, Form.ToAway()!, Form.Kind!.Value, SignedIn, now, running);
        var sessions = await _choices.Led(person.Id, leave.StartsAt, leave.EndsAt).Include(s => s.Clinicians).Take(CoverChoices.MostSessions + 1).ToListAsync(stop);
        RuleViolation.Unless(
            sessions.Count <= CoverChoices.MostSessions, $"They lead more than {CoverChoices.MostSessions} sessions then. Write it down in parts.", nameof(LeaveForm.Until));
        var chosen = Form.Sessions.Where(s => s is not null).DistinctBy(s => s.Session).ToDictionary(s => s.Session, s => s.Cover);
        RuleViolation.Unless(
            sessions.TrueForAll(s => chosen.ContainsKey(s.Id)), $"{person.Name.Full} leads sessions then that were not shown yet. They stand below: look at them and save again.");
        var free = Form.CoverAll is null ? null : await _choices.ForAsync(sessions, stop);
        var names = chosen.Values.Append(Form.CoverAll).OfType<Id<StaffMember>>().Distinct().ToList();
        var covers = await db.Staff.Where(s => names.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        var serviceIds = sessions.Select(s => s.ServiceId).Distinct().ToList();
        var services = await db.Services.Where(s => serviceIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        foreach (var session in sessions)
        {
            var pick = free?[session.Id].Any(c => c.Id == Form.CoverAll) == true ? Form.CoverAll : chosen[session.Id];
            var cover = pick is { } id ? covers.GetValueOrDefault(id) ?? throw new RuleViolation("Choose somebody from the list.", nameof(LeaveForm.Sessions)) : null;
            RuleViolation.Unless(cover is null || CoverChoices.MayWorkAt(cover, session.SiteId), $"{cover?.Name.Full} does not work at that site.", nameof(LeaveForm.Sessions));
            leave.GiveAway(session, cover, services[session.ServiceId], now);
        }

        // Two statements: the sessions must be out of their hands before the leave takes the time.
        var reserve = new Reserve(db);
        await reserve.SaveAsync(site, stop);
        db.Leaves.Add(leave);
        await reserve.SaveAsync(site, stop);
        var open = sessions.Count(s => s.Clinicians.Count == 0);
        Toast($"{person.Name.Full} is away {AwayWords.Say(leave.From, leave.Until, leave.FromTime, leave.UntilTime)}."
            + (sessions.Count == 0 ? " They lead nothing then." : $" {leave.Covers.Count(c => c.CoverId is not null)} of {sessions.Count} sessions {(sessions.Count == 1 ? "is" : "are")} covered.")
            + (open == 0 ? "" : $" {open} {(open == 1 ? "needs" : "need")} a leader."));
        return RedirectToPage("/Away/Details", new { id = leave.Id });
    }

    private static bool IsPossible(TimeAway away)
    {
        try
        {
            away.Check();
            return true;
        }
        catch (RuleViolation)
        {
            return false;
        }
    }

    private async Task<StaffMember> PersonAsync()
    {
        var person = Form.Person;
        return await db.CliniciansOfMine().SingleOrDefaultAsync(s => s.Id == person && s.DeactivatedAt == null, HttpContext.RequestAborted)
            ?? throw new RuleViolation("Choose somebody from the list.", nameof(LeaveForm.Person));
    }

    /// <param name="Row">The session.</param>
    /// <param name="Others">Who leads it beside the person.</param>
    /// <param name="Choices">Who could lead it, best first.</param>
    /// <param name="Chosen">Who is chosen.</param>
    public sealed record Affected(SessionRow Row, IReadOnlyList<string> Others, IReadOnlyList<CoverChoice> Choices, Id<StaffMember>? Chosen)
    {
        public string Nobody => Others.Count == 0 ? "Nobody yet: needs a leader" : $"Nobody else: {string.Join(", ", Others)} goes on";
    }

    public sealed class LeaveForm
    {
        public Id<StaffMember>? Person { get; set; }

        public DateOnly? From { get; set; }

        /// <summary>Empty for a single day.</summary>
        public DateOnly? Until { get; set; }

        public TimeOnly? FromTime { get; set; }

        public TimeOnly? UntilTime { get; set; }

        public LeaveKind? Kind { get; set; }

        /// <summary>Who leads all sessions for which they are free.</summary>
        public Id<StaffMember>? CoverAll { get; set; }

        public List<SessionForm> Sessions { get; set; } = [];

        internal TimeAway? ToAway() => From is { } from ? new TimeAway(from, Until ?? from, FromTime, UntilTime) : null;

        public sealed class Validator : AbstractValidator<LeaveForm>
        {
            public Validator()
            {
                RuleFor(form => form.Person).NotNull().WithMessage("Choose who is away.");
                RuleFor(form => form.From).NotNull().WithMessage("Enter the first day.");
                RuleFor(form => form.Kind).NotNull().WithMessage("Choose why.");
                RuleFor(form => form.Sessions).Must(sessions => sessions.Count <= CoverChoices.MostSessions).WithMessage("These are too many sessions at once.");
            }
        }
    }

    /// <summary>Who leads one session; nobody where it is left open.</summary>
    public sealed class SessionForm
    {
        public Id<Session> Session { get; set; }

        public Id<StaffMember>? Cover { get; set; }
    }
}
