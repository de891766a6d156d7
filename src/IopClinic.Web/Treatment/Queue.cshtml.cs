using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Treatment;

/// <summary>Plans, reviews, co-signatures and certifications that are due or late, of the patients whose charts are open to the reader.</summary>
[Authorize(Can.WritePlans)]
public sealed class QueuePage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>"mine" for one's own patients, else all whose charts are open.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Whose { get; set; }

    /// <summary>"all" for everything; else what is late, due soon or waits for somebody.</summary>
    [BindProperty(SupportsGet = true)]
    public string? What { get; set; }

    public IReadOnlyList<PlansDue.Line> Lines { get; private set; } = [];

    public int Late => Lines.Count(line => line.IsLate);

    public DateOnly Today => clock.Today(db.Actor.Zone);

    public static IReadOnlyList<SelectListItem> WhoseItems { get; } = [new("All patients of my teams", ""), new("My own patients", "mine")];

    public static IReadOnlyList<SelectListItem> WhatItems { get; } = [new("Late and due this week", ""), new("Everything", "all")];

    public async Task OnGetAsync()
    {
        await LoadAsync();
        db.RecordShown(Lines.Select(line => line.PatientId), "Plans due");
    }

    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        db.RecordShown(Lines.Select(line => line.PatientId), "Plans due");
        var csv = new Csv().Row("Patient", "Program", "Clinician", "What", "Due", "Late", "Because");
        foreach (var line in Lines)
        {
            csv.Row(line.Patient, line.Program, line.Clinician, line.What, Show.Iso(line.On), line.IsLate ? "yes" : "no", string.Join("; ", line.Because));
        }

        return File(csv.ToFile(), "text/csv", "plans-due.csv");
    }

    public override async Task LoadAsync()
    {
        var all = await db.PlansDueAsync(SignedIn, Whose == "mine" ? [SignedIn] : null, Today);
        Lines = [.. all.Where(line => What == "all" || line.IsSoon(Today))];
    }
}
