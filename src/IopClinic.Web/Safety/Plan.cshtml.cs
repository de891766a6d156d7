using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Safety;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Safety;

/// <summary>A patient's safety plan as it stands, as it stood, and as it goes into a wallet.</summary>
[Authorize(Can.ReadSafetyPlans)]
public sealed class PlanPage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>Versions that are listed with what changed; older ones are reached by their number.</summary>
    private const int MostVersions = 50;

    /// <summary>An earlier version; null for the one that stands.</summary>
    [BindProperty(SupportsGet = true, Name = "version")]
    public int? Number { get; set; }

    /// <summary>True for the card.</summary>
    [BindProperty(SupportsGet = true, Name = "card")]
    public bool IsCard { get; set; }

    /// <summary>The version that is shown; null while there is none.</summary>
    public SafetyPlan? Plan { get; private set; }

    public string WrittenBy { get; private set; } = "";

    public IReadOnlyList<Version> Versions { get; private set; } = [];

    public bool IsLatest => Plan is not null && Plan.Number == Versions[0].Number;

    public bool MayWrite => MayHere(Can.Assess);

    public string Address => $"/Patients/{Id}/SafetyPlan";

    /// <summary>The steps that say nothing yet.</summary>
    public IEnumerable<string> StillMissing => Enum.GetValues<SafetyStep>()
        .Where(step => SafetyPlan.IsStep(step) && Plan?.Of(step).Any() == false).Select(step => PlanWords.Of(step).Title);

    protected override string Reads => "SafetyPlan";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Plan is null && (Number is not null || IsCard) ? Missing() : Page();
    }

    public override async Task LoadAsync()
    {
        var all = await Db.SafetyPlans.AsNoTracking().Where(plan => plan.PatientId == Id).OrderByDescending(plan => plan.Number).Take(MostVersions + 1).ToListAsync();
        var writers = all.Select(plan => plan.WrittenById).Distinct().ToList();
        var names = await Db.Staff.AsNoTracking().Where(s => writers.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name.Full);
        Versions =
        [
            .. all.Take(MostVersions).Select((plan, at) =>
            {
                var (added, removed) = plan.Since(all.ElementAtOrDefault(at + 1));
                return new Version(plan.Number, When(plan), names[plan.WrittenById], plan.IsComplete, [.. added.Select(Said)], [.. removed.Select(Said)]);
            }),
        ];
        Plan = Number is null ? all.FirstOrDefault() : all.Find(plan => plan.Number == Number);
        WrittenBy = Plan is null ? "" : names[Plan.WrittenById];

        string When(SafetyPlan plan) => $"{Show.Date(plan.ClinicDate)}, {Show.Time(ClinicClock.TimeIn(Db.Actor.Zone, plan.WrittenAt))}";

        static string Said(SafetyLine line) => line.Phone is null ? line.Text : $"{line.Text}, {line.Phone}";
    }

    /// <param name="Added">What it says that the version before did not.</param>
    /// <param name="Removed">What the version before said.</param>
    public sealed record Version(int Number, string When, string By, bool IsComplete, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);
}
