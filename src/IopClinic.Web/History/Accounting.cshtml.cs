using System.Globalization;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.History;

/// <summary>Who has seen the record of one patient in the last six years, in words to be handed to the patient.</summary>
[Authorize(Can.ReadHistory)]
public sealed class AccountingModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>How far back a patient may ask (45 CFR 164.528).</summary>
    public const int Years = 6;

    /// <summary>The most acts that are looked at; with the same acts of a day told together they are fewer lines.</summary>
    private const int Most = 20_000;

    [BindProperty(SupportsGet = true)]
    public Id<Patient> Id { get; set; }

    public PersonName Name { get; private set; } = null!;

    public string Mrn { get; private set; } = "";

    public DateOnly BirthDate { get; private set; }

    public string SiteName { get; private set; } = "";

    public DateOnly Today { get; private set; }

    public DateOnly Since { get; private set; }

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>True when there was more than one page may tell.</summary>
    public bool IsCut { get; private set; }

    /// <summary>One act as the patient reads it: the same thing done by the same person several times on a day is one line.</summary>
    public sealed record Line(DateOnly Date, TimeOnly Time, string Who, string Role, string What, string Why, int Times)
    {
        public string WhatAndHowOften => Times == 1 ? What : $"{What} ({Times} times)";
    }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await TellAsync())
        {
            return Missing();
        }

        db.RecordRead(Id, "Accounting");
        return Page();
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        if (!await TellAsync())
        {
            return Missing();
        }

        var csv = new Csv().Row("Date", "Time", "Who", "Role", "What", "Why");
        foreach (var line in Lines)
        {
            csv.Row(Show.Iso(line.Date), line.Time.ToString("HH:mm", CultureInfo.InvariantCulture), line.Who, line.Role, line.WhatAndHowOften, line.Why);
        }

        if (IsCut)
        {
            csv.Row().Row($"Only the latest {Most:N0} acts are told here. Ask the clinic for the earlier ones.");
        }

        db.RecordRead(Id, "AccountingExport");
        return File(csv.ToFile(), "text/csv; charset=utf-8", $"who-has-seen-{Mrn}.csv");
    }

    private async Task<bool> TellAsync()
    {
        db.Actor.Purpose = Purpose.Operations;
        var found = await db.Patients.AsNoTracking().Where(p => p.Id == Id)
            .Select(p => new { p.Id, p.SiteId, p.Name, p.Mrn, p.BirthDate, Site = db.Sites.Where(s => s.Id == p.SiteId).Select(s => s.Name).First() })
            .SingleOrDefaultAsync();
        if (found is null || !db.Opens(new PatientState(Id, found.SiteId, InTreatment: false, IsExpected: false), Can.ReadHistory))
        {
            return false;
        }

        (Name, Mrn, BirthDate, SiteName) = (found.Name, found.Mrn, found.BirthDate, found.Site);
        var zone = db.Actor.Zone;
        Today = clock.Today(zone);
        Since = Today.AddYears(-Years);
        var since = Since;
        var acts = await db.HistoryOf(Id).AsNoTracking()
            .Where(e => e.ClinicDate >= since && e.Outcome == AuditOutcome.Done)
            .OrderByDescending(e => e.Sequence).Take(Most + 1).ToListAsync();
        IsCut = acts.Count > Most;
        var told = await db.TellAsync([.. acts.Take(Most)], readsCharts: false);
        Lines = told
            .GroupBy(act => (
                Date: ClinicClock.DateIn(zone, act.Event.At), act.Event.ActorId, act.Event.ActorName, act.Event.ActorRoles, act.What,
                Why: WhyOf(act.Event)))
            .Select(same => new Line(
                same.Key.Date,
                same.Min(act => ClinicClock.TimeIn(zone, act.Event.At)),
                same.Key.ActorName,
                Telling.Roles(same.Key.ActorRoles),
                same.Key.What,
                same.Key.Why,
                same.Count()))
            .OrderByDescending(line => line.Date).ThenByDescending(line => line.Time).ThenBy(line => line.What, StringComparer.Ordinal)
            .ToList();
        return true;
    }

    private static string WhyOf(AuditEvent act)
    {
        var purpose = act.Purpose switch
        {
            Purpose.Treatment => "Your care",
            Purpose.Payment => "Payment",
            Purpose.Emergency => "Emergency",
            _ => "Running the clinic",
        };
        return act.Reason is null ? purpose : $"{purpose}: {act.Reason}";
    }
}
