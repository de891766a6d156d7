using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>The referral board: who waits longest, the next free assessments, the open seats.</summary>
[Authorize(Can.TakeReferrals)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>Closed referrals that the list shows at most.</summary>
    private const int MostClosed = 200;

    private const int SlotsShown = 6;

    /// <summary>Only those of that state; empty for all that are open.</summary>
    [BindProperty(SupportsGet = true, Name = "state")]
    public ReferralState? Only { get; set; }

    public IReadOnlyList<BoardRow> Rows { get; private set; } = [];

    public IReadOnlyDictionary<ReferralState, int> Counts { get; private set; } = new Dictionary<ReferralState, int>();

    public IReadOnlyList<Slot> Slots { get; private set; } = [];

    public IReadOnlyList<SeatRow> Seats { get; private set; } = [];

    public Site Site { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; }

    public DateOnly Today { get; private set; }

    public async Task OnGetAsync() => await LoadAsync();

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row(
            "Received (UTC)", "Name", "Phone", "Source", "TEDS source", "Urgency", "State", "Answered (UTC)", "Tries", "Assessment (UTC)");
        foreach (var row in Rows)
        {
            csv.Row(
                Csv.Instant(row.ReceivedAt), row.Name.Sorted, row.Phone, ReferralWords.Of(row.Source), $"{row.Source.TedsCode()}", Show.Words(row.Urgency),
                ReferralWords.Of(row.State, row.Outcome), row.AnsweredAt is { } at ? Csv.Instant(at) : "", $"{row.Tries}",
                row.AssessmentAt is { } booked ? Csv.Instant(booked) : "");
        }

        db.RecordShown(Rows.Select(r => r.PatientId), "ReferralsExport");
        return File(csv.ToFile(), "text/csv; charset=utf-8", $"referrals-{Show.Iso(Today)}.csv");
    }

    /// <summary>Books a free time for the referral in one click.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostBookAsync(Id<Referral> referral, Id<Domain.Referrals.AssessmentTime> time, DateOnly date)
    {
        var found = Existing(await db.Referrals.SingleOrDefaultAsync(r => r.Id == referral));
        Toast(await new AssessmentSlots(db, clock).BookAsync(found, time, date, SignedIn));
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        (Now, Today) = (clock.Now, clock.Today(db.Actor.Zone));
        var siteId = db.Actor.SiteId;
        Site = Existing(await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == siteId));
        var here = db.Referrals.Where(r => r.SiteId == Site.Id);
        var open = await here.Where(r => r.ClosedAt == null).OrderBy(r => r.ReceivedAt).ThenBy(r => r.Id).Rows(db).ToListAsync();
        Counts = open.GroupBy(r => r.State).ToDictionary(g => g.Key, g => g.Count());
        Rows = Only switch
        {
            null => open,
            ReferralState.Closed => await here.Where(r => r.ClosedAt != null).OrderByDescending(r => r.ClosedAt).Take(MostClosed).Rows(db).ToListAsync(),
            { } state => open.FindAll(r => r.State == state),
        };
        Slots = await new AssessmentSlots(db, clock).FreeAsync(Site, most: 60);
        Seats = await db.SeatsAsync(Site.Id);
        db.RecordShown(Rows.Select(r => r.PatientId), "Referrals");
    }

    /// <summary>The slots beside the board.</summary>
    public IEnumerable<Slot> NextSlots => Slots.Take(SlotsShown);

    /// <summary>The first free time that this person can make.</summary>
    public Slot? SlotFor(BoardRow row) => row.State is ReferralState.Waiting or ReferralState.Waitlisted
        ? Slots.FirstOrDefault(slot => slot.Suits(row.Availability))
        : null;
}
