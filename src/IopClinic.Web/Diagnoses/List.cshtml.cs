using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Diagnoses;

/// <summary>Which list of diagnosis codes is in use, and the reading of a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class ListModel(CodeLibrary library, ClinicDb db) : ClinicPage
{
    public CodeLibrary.Loaded Loaded { get; private set; } = null!;

    public string ReadAt => $"{Show.Date(ClinicClock.DateIn(db.Actor.Zone, Loaded.At))}, {Show.Time(ClinicClock.TimeIn(db.Actor.Zone, Loaded.At))}";

    public override Task LoadAsync()
    {
        Loaded = library.Current;
        return Task.CompletedTask;
    }

    public Task OnGetAsync() => LoadAsync();

    [WithoutForm]
    public IActionResult OnPostReload()
    {
        var loaded = library.Reload();
        Toast(loaded.Faults.Count == 0 ? $"{loaded.List.Billable:N0} codes are in use." : "The files cannot be used. The list before them stays in use.");
        return RedirectToPage();
    }
}
