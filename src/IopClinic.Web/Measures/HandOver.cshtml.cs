using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Web.Account;
using IopClinic.Web.Measures.Kiosk;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures;

/// <summary>
/// A begun form on its way into the patient's hands: as a QR code for their phone, or with this very device. A device that is handed
/// over is signed out first, so that there is no way back from the form into the record.
/// </summary>
[Authorize(Can.GiveMeasures)]
[EachTimeAnew]
public sealed class HandOverModel(ClinicDb db, ClinicClock clock, InstrumentLibrary library) : PatientPage(db, clock)
{
    private const string Shown = "kiosk";

    [BindProperty(SupportsGet = true)]
    public Id<MeasureAdministration> Measure { get; set; }

    public MeasureAdministration Given { get; private set; } = null!;

    public KioskProgress? Progress { get; private set; }

    /// <summary>The address of the link that was just made; it is shown in this browser alone, and until it is opened.</summary>
    public string? Address { get; private set; }

    public (string Path, int Size) Picture => QrPicture.Of(Address!);

    protected override string Reads => "Measures";

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Makes a link for the patient's own phone; one that was made before opens nothing any more.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostCodeAsync()
    {
        var secret = KioskCookie.NewSecret();
        var link = await MakeAsync(KioskCookie.HashOf(secret));
        await Db.SaveChangesAsync();
        TempData[Shown] = $"{link.Id} {secret}";
        return RedirectToPage(new { id = Id.ToString(), measure = Measure.ToString() });
    }

    /// <summary>Turns this browser over to the patient.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostTabletAsync()
    {
        var secret = KioskCookie.NewSecret();
        var link = await MakeAsync(secretHash: null);
        link.Open(KioskCookie.HashOf(secret)!, Clock.Now);
        Db.RecordAct(AuditAction.SignOut, "StaffAccount", SignedIn.ToString());
        await Db.SaveChangesAsync();
        await HttpContext.SignOutAsync(SignedInStaff.Scheme);
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        this.The<KioskCookie>().Hand(HttpContext, secret);
        return RedirectToPage("/Measures/Kiosk/Index");
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostCancelAsync()
    {
        await GivenAsync();
        await EndAsync();
        await Db.SaveChangesAsync();
        Toast("The form is taken back. What was answered is kept.");
        return RedirectToPage("/Measures/Measure", new { id = Id.ToString(), measure = Measure.ToString() });
    }

    public override async Task LoadAsync()
    {
        Given = await GivenAsync();
        var link = await Db.KioskLinks.AsNoTracking().Where(l => l.MeasureId == Measure).OrderByDescending(l => l.MadeAt).FirstOrDefaultAsync();
        if (link is null || !Given.IsDraft)
        {
            return;
        }

        var zone = (await Db.Sites.AsNoTracking().SingleAsync(site => site.Id == Given.SiteId)).Zone;
        Progress = KioskProgress.Of(link, Given, library.Find(Given.InstrumentCode), zone, Clock.Now);
        if (Progress.State is KioskState.Waiting && (TempData.Peek(Shown) as string)?.Split(' ') is [var id, var secret] && id == link.Id.ToString())
        {
            Address = $"{Request.Scheme}://{Request.Host}{Request.PathBase}/Kiosk/Open?key={secret}";
        }
    }

    private async Task<MeasureAdministration> GivenAsync() =>
        Existing(await Db.Measures.SingleOrDefaultAsync(m => m.Id == Measure && m.PatientId == Id));

    private async Task<KioskLink> MakeAsync(string? secretHash)
    {
        var given = await GivenAsync();
        RuleViolation.Unless(
            library.Find(given.InstrumentCode)?.Version == given.InstrumentVersion, "The wording of this form was replaced after it was begun. Withdraw it and begin a new one.");
        await EndAsync();
        // The one before must have ended before the next begins.
        await Db.SaveChangesAsync();
        var link = new KioskLink(given, secretHash, await Db.Staff.SingleAsync(s => s.Id == SignedIn), Clock.Now);
        Db.KioskLinks.Add(link);
        return link;
    }

    private async Task EndAsync() =>
        (await Db.KioskLinks.SingleOrDefaultAsync(l => l.MeasureId == Measure && l.EndedAt == null))?.End(KioskEnding.Cancelled, Clock.Now);
}
