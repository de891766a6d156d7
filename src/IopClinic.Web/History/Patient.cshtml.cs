using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Account;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.History;

/// <summary>Who read and who changed the record of one patient.</summary>
[Authorize(Can.ReadHistory)]
public sealed class PatientModel(ClinicDb db, ClinicClock clock) : HistoryPage(db, clock)
{
    [BindProperty(SupportsGet = true)]
    public Id<Patient> Id { get; set; }

    public PatientBanner Banner { get; private set; } = null!;

    public override string Path => $"/Patients/{Id}/History";

    private IQueryable<AuditEvent> OfPatient => Db.HistoryOf(Id);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await PatientBanners.For(Db, Id, Clock.Today(Zone)) is not { } banner || !Db.Opens(banner.State, Can.ReadHistory))
        {
            return Missing();
        }

        Banner = banner with { ShowsCare = May(Can.ReadCharts) };
        await ShowAsync(OfPatient);
        Db.RecordRead(Id, "History");
        return Page();
    }

    [NeedsConfirmation]
    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        if (await PatientBanners.For(Db, Id, Clock.Today(Zone)) is not { } banner || !Db.Opens(banner.State, Can.ReadHistory))
        {
            return Missing();
        }

        var file = await ExportAsync(OfPatient, $"history-{banner.Mrn}.csv");
        Db.RecordRead(Id, "HistoryExport");
        return file;
    }
}
