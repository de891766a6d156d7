using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sites;

/// <summary>The days of one year on which a site is closed, and what is planned on them all the same.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class ClosuresModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int FirstYear = 2021;

    private const int LastYear = 2100;

    [FromRoute]
    public Id<Site> Id { get; set; }

    /// <summary>The year that is listed; this one where none is named.</summary>
    [FromQuery]
    public int? Year { get; set; }

    /// <summary>The closure whose row is open for changes.</summary>
    [FromQuery(Name = "change")]
    public Id<Closure> Open { get; set; }

    /// <summary>The closure whose sessions are to be cancelled.</summary>
    [FromQuery(Name = "cancel")]
    public Id<Closure> Cancelling { get; set; }

    [BindProperty]
    public ClosureForm Form { get; set; } = new();

    [BindProperty]
    public CancelForm Cancel { get; set; } = new();

    public Site Site { get; private set; } = null!;

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>The row whose sessions are to be cancelled, where there are any.</summary>
    public Row? ToCancel { get; private set; }

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public int Shown { get; private set; }

    public int? Before => Shown > FirstYear ? Shown - 1 : null;

    public int? After => Shown < LastYear ? Shown + 1 : null;

    /// <summary>Whether the schedule that the reader opens is that of this site.</summary>
    public bool IsMine => db.Actor.SiteId == Id;

    /// <summary>Whether sessions of this site are the reader's to cancel.</summary>
    public bool MayCancel => db.Reach?.Sites.Contains(Id) != false;

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Site = Existing(await db.Sites.AsNoTracking().SingleOrDefaultAsync(site => site.Id == Id, stop));
        Shown = Year is >= FirstYear and <= LastYear ? Year.Value : clock.Today(Site.Zone).Year;
        var closures = await OfYear().AsNoTracking().OrderBy(closure => closure.From).ThenBy(closure => closure.Name).ToListAsync(stop);
        var planned = await PlannedAsync(closures, stop);
        Rows = closures.ConvertAll(closure => new Row(
            closure, [.. planned.Where(day => closure.Days.Covers(day.Date)).Select(day => (day.Date, day.Sessions))]));
        Cancelling = this.Sent(nameof(Cancel)) ? Cancel.Closure : Cancelling;
        ToCancel = MayCancel ? Rows.FirstOrDefault(row => row.Closure.Id == Cancelling && row.Planned > 0) : null;
        if (this.Sent(nameof(Form)))
        {
            Open = Form.Id ?? default;
        }
        else if (Rows.FirstOrDefault(row => row.Closure.Id == Open) is { } open)
        {
            Form = ClosureForm.Of(open.Closure);
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (this.Sent(nameof(Form)) && await db.Closures.AsNoTracking().SingleOrDefaultAsync(c => c.Id == Open && c.SiteId == Id) is { } theirs)
        {
            var saved = ClosureForm.Of(theirs);
            Conflicts = Conflict.Among(("Why", saved.Name, Form.Name), ("From", Words(saved.From), Words(Form.From)), ("Until", Words(saved.Until), Words(Form.Until)));
            Form.Version = saved.Version;
        }
    }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row("From", "Until", "Why", "Sessions planned");
        foreach (var row in Rows)
        {
            csv.Row(Show.Iso(row.Closure.From), Show.Iso(row.Closure.Until), row.Closure.Name, $"{row.Planned}");
        }

        return File(csv.ToPlainFile(), "text/csv; charset=utf-8", $"closures-{Shown}.csv");
    }

    /// <summary>Adds a closure, or changes one.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Sites.SingleOrDefaultAsync(site => site.Id == Id, stop) is not { } site)
        {
            return Missing();
        }

        var (from, until) = (Form.From!.Value, Form.Until ?? Form.From.Value);
        Closure? closure;
        if (Form.Id is not { } key)
        {
            closure = new Closure(Id, Form.Name, from, until);
            db.Closures.Add(closure);
        }
        else if (await db.Closures.SingleOrDefaultAsync(c => c.Id == key && c.SiteId == Id, stop) is { } found)
        {
            closure = found;
            db.Entry(found).Property(c => c.Version).OriginalValue = Form.Version;
            found.Describe(Form.Name, from, until);
        }
        else
        {
            return Missing();
        }

        await db.SaveChangesAsync(stop);
        var planned = (await PlannedAsync([closure], stop)).Sum(day => day.Sessions);
        Toast($"{closure.Name}: {site.Name} is closed {AwayWords.Say(from, until, null, null)}. {Fall(planned)}");
        return RedirectToPage(
            null, null, new { id = Id, year = closure.From.Year, cancel = planned > 0 ? closure.Id : (Id<Closure>?)null }, planned > 0 ? "cancel" : null);
    }

    /// <summary>Adds those federal holidays of the year on which the site is not closed yet.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostHolidaysAsync()
    {
        var stop = HttpContext.RequestAborted;
        await LoadAsync();
        // New Year's Day may be observed in the year before.
        var near = await db.Closures.Where(c => c.SiteId == Id && c.Until >= new DateOnly(Shown - 1, 12, 31) && c.From <= new DateOnly(Shown, 12, 31)).ToListAsync(stop);
        var missing = FederalHoliday.Missing(Id, Shown, near);
        db.Closures.AddRange(missing);
        await db.SaveChangesAsync(stop);
        var planned = (await PlannedAsync(missing, stop)).Sum(day => day.Sessions);
        var earlier = missing.Any(closure => closure.From.Year < Shown) ? $" New Year’s Day is observed on {Show.Day(new DateOnly(Shown - 1, 12, 31))}, in the list of {Shown - 1}." : "";
        Toast(missing.Count == 0
            ? $"{Site.Name} is closed on all federal holidays of {Shown} already."
            : $"{missing.Count} of the 11 federal holidays of {Shown} {(missing.Count == 1 ? "is" : "are")} added.{earlier} {Fall(planned)}");
        return ToYear();
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostRemoveAsync(Id<Closure> closure)
    {
        if (await db.Closures.SingleOrDefaultAsync(c => c.Id == closure && c.SiteId == Id) is not { } found)
        {
            return Missing();
        }

        db.Closures.Remove(found);
        await db.SaveChangesAsync();
        Toast($"{found.Name} is removed. Sessions that were cancelled for it stay cancelled.");
        return ToYear();
    }

    /// <summary>Cancels what is planned on the days of a closure and has no record yet.</summary>
    public async Task<IActionResult> OnPostCancelAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (!MayCancel || await db.Closures.SingleOrDefaultAsync(c => c.Id == Cancel.Closure && c.SiteId == Id, stop) is not { } closure)
        {
            return Missing();
        }

        var by = await db.Staff.FirstAsync(s => s.Id == SignedIn, stop);
        var sessions = await Planned(closure.From, closure.Until)
            .Where(s => !db.SessionCounts.Any(counts => counts.SessionId == s.Id && counts.Recorded > 0))
            .Include(s => s.Clinicians).Include(s => s.Roster).AsSplitQuery().ToListAsync(stop);
        foreach (var session in sessions)
        {
            session.Cancel(Cancel.Reason, by, clock.Now);
        }

        await db.SaveChangesAsync(stop);
        var kept = await Planned(closure.From, closure.Until).CountAsync(stop);
        Toast((sessions.Count == 1 ? "One session is cancelled" : $"{sessions.Count} sessions are cancelled")
            + $" for {closure.Name}. Nobody is told by IopClinic: call the patients."
            + (kept == 0 ? "" : $" {kept} with a record {(kept == 1 ? "stays" : "stay")} as {(kept == 1 ? "it is" : "they are")}."));
        return RedirectToPage(null, null, new { id = Id, year = closure.From.Year });
    }

    private static string Fall(int planned) => planned switch
    {
        0 => "No session is planned then.",
        1 => "One session is planned then, and stays until you cancel it.",
        _ => $"{planned} sessions are planned then, and stay until you cancel them.",
    };

    private static string Words(DateOnly? date) => date is { } day ? Show.Date(day) : "";

    private RedirectToPageResult ToYear() => RedirectToPage(null, null, new { id = Id, year = Year });

    private IQueryable<Closure> OfYear()
    {
        var (first, last) = (new DateOnly(Shown, 1, 1), new DateOnly(Shown, 12, 31));
        return db.Closures.Where(c => c.SiteId == Id && c.From <= last && c.Until >= first);
    }

    /// <summary>What has not begun yet of these days and is not cancelled.</summary>
    private IQueryable<Session> Planned(DateOnly from, DateOnly until)
    {
        var now = clock.Now;
        return db.Sessions.Where(s => s.SiteId == Id && s.ClinicDate >= from && s.ClinicDate <= until && s.CancelledAt == null && s.StartsAt > now);
    }

    private async Task<List<(DateOnly Date, int Sessions)>> PlannedAsync(IReadOnlyCollection<Closure> closures, CancellationToken stop)
    {
        if (closures.Count == 0)
        {
            return [];
        }

        var ids = closures.Select(c => c.Id).ToList();
        return (await Planned(closures.Min(c => c.From), closures.Max(c => c.Until))
            .Where(s => db.Closures.Any(c => ids.Contains(c.Id) && c.From <= s.ClinicDate && c.Until >= s.ClinicDate))
            .GroupBy(s => s.ClinicDate).Select(day => new { Date = day.Key, Sessions = day.Count() })
            .OrderBy(day => day.Date).ToListAsync(stop)).ConvertAll(day => (day.Date, day.Sessions));
    }

    /// <param name="Closure">The closure.</param>
    /// <param name="Days">Its days on which sessions are planned, with how many.</param>
    public sealed record Row(Closure Closure, IReadOnlyList<(DateOnly Date, int Sessions)> Days)
    {
        public int Planned => Days.Sum(day => day.Sessions);
    }

    public sealed class ClosureForm
    {
        /// <summary>The closure that is changed; null for a new one.</summary>
        public Id<Closure>? Id { get; set; }

        public string Name { get; set; } = "";

        public DateOnly? From { get; set; }

        /// <summary>Empty for a single day.</summary>
        public DateOnly? Until { get; set; }

        public uint Version { get; set; }

        internal static ClosureForm Of(Closure closure) => new()
        {
            Id = closure.Id,
            Name = closure.Name,
            From = closure.From,
            Until = closure.Until == closure.From ? null : closure.Until,
            Version = closure.Version,
        };

        public sealed class Validator : AbstractValidator<ClosureForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).NotEmpty().WithMessage("Say why the site is closed.").MaximumLength(100).WithMessage("Shorten this to 100 characters.");
                RuleFor(form => form.From).NotNull().WithMessage("Enter the day.")
                    .Must(day => day is null || day.Value.Year is >= FirstYear and <= LastYear).WithMessage($"Enter a day from {FirstYear} to {LastYear}.");
            }
        }
    }

    /// <summary>Why the sessions of a closure are cancelled.</summary>
    public sealed class CancelForm
    {
        public Id<Closure> Closure { get; set; }

        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<CancelForm>
        {
            public Validator() => RuleFor(form => form.Reason).NotEmpty().WithMessage("Say why the sessions are cancelled.")
                .MaximumLength(300).WithMessage("Shorten this to 300 characters.");
        }
    }
}
