using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Treatment;

/// <summary>How both sides of a dual diagnosis are worked on, side by side over the weeks.</summary>
/// <param name="Sides">The problems of each side that the plan has.</param>
/// <param name="Weeks">The clinic weeks, the latest first.</param>
/// <param name="Untouched">Sides of a plan with both that no note was about lately.</param>
public sealed record Braid(IReadOnlyList<IGrouping<PlanSide, string>> Sides, IReadOnlyList<Braid.Week> Weeks, IReadOnlyList<PlanSide> Untouched)
{
    /// <summary>Days without a note after which a side counts as untouched.</summary>
    public const int Days = 7;

    private const int MostWeeks = 12;

    /// <summary>Null where the plan names no side.</summary>
    public static async Task<Braid?> OfAsync(ClinicDb db, Id<Patient> patient, PlanContent plan, DateOnly admittedOn, DateOnly today)
    {
        var sides = plan.Of(PlanLevel.Problem).Where(line => line.Side is not null).GroupBy(line => line.Side!.Value, line => line.Text).OrderBy(side => side.Key).ToList();
        if (sides.Count == 0)
        {
            return null;
        }

        var monday = ClinicWeek.Of(today).Monday;
        var first = ClinicWeek.Of(admittedOn).Monday;
        var count = Math.Clamp(((monday.DayNumber - first.DayNumber) / 7) + 1, 1, MostWeeks);
        var touches = await db.TouchesAsync(patient, monday.AddDays(-7 * (count - 1)), today);
        var lately = await db.TouchesAsync(patient, today.AddDays(1 - Days), today);
        return new Braid(
            sides,
            [.. Enumerable.Range(0, count).Select(back => monday.AddDays(-7 * back)).Select(week => new Week(week, touches.Where(t => t.Monday == week).ToDictionary(t => t.Side, t => t.Notes)))],
            sides.Count < 2 || admittedOn > today.AddDays(-Days) ? [] : [.. sides.Select(side => side.Key).Where(side => lately.All(t => t.Side != side))]);
    }

    /// <summary>One clinic week.</summary>
    public sealed record Week(DateOnly Monday, IReadOnlyDictionary<PlanSide, int> Notes)
    {
        public int Of(PlanSide side) => Notes.GetValueOrDefault(side);
    }
}
