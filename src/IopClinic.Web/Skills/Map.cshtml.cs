using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Skills;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Skills;

/// <summary>The map of all skills for one patient: not yet, taught, practised, used.</summary>
[Authorize(Can.ReadCharts)]
public sealed class MapPage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>How many sessions of one skill are named; the rest is counted.</summary>
    public const int Shown = 4;

    public IReadOnlyList<IGrouping<SkillFamily, SkillLine>> Families { get; private set; } = [];

    protected override string Reads => "Skills";

    public int Count(SkillState state) => Families.Sum(family => family.Count(line => line.State == state));

    public static string Address(SkillEvent one) => $"/Sessions/{Show.Iso(one.On)}/{one.SessionId}";

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var taught = await Db.TaughtTo([Id]).ToListAsync();
        var followed = await Db.SkillPractices.AsNoTracking().Where(practice => practice.PatientId == Id && practice.Step != PracticeStep.None).ToListAsync();
        Families = SkillCoverage.Of(
            await Db.CatalogueAsync(),
            taught.Select(one => new SkillEvent(one.SkillId, one.SessionId, one.ClinicDate))
                .Concat(followed.Select(one => new SkillEvent(one.SkillId, one.SessionId, one.ClinicDate, one.Step))));
    }
}
