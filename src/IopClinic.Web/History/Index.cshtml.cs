using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.History;

/// <summary>Everything that was read and changed in the clinic, by day.</summary>
[Authorize(Can.ReadHistory)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : HistoryPage(db, clock)
{
    public override string Path => "/History";

    public async Task OnGetAsync()
    {
        await ShowAsync(Db.AuditEvents);
        Db.RecordAct(AuditAction.Read, "History", null);
        await Db.SaveChangesAsync();
    }

    [NeedsConfirmation]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        var file = await ExportAsync(Db.AuditEvents, "history.csv");
        Db.RecordAct(AuditAction.Read, "HistoryExport", null);
        await Db.SaveChangesAsync();
        return file;
    }
}
