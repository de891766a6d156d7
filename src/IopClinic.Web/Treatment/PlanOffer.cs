using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Something that whoever writes a plan may take over with one key: lines, or words for one of its texts.</summary>
/// <param name="Code">Which.</param>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Words">As it is offered.</param>
/// <param name="From">Where it comes from.</param>
public sealed record PlanOffer(string Code, string Group, string Words, string From)
{
    /// <summary>The lines it brings, with keys of their own; empty where it is words for a text.</summary>
    public IReadOnlyList<PlanLine> Lines { get; init; } = [];

    /// <summary>What the problem rests on that it belongs under.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];

    /// <summary>Its group is folded: it fits nothing that was found about the patient.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The text it is for; null where it brings lines.</summary>
    public string? Field { get; init; }

    public string Text { get; init; } = "";

    /// <summary>Everything that is offered for this plan and does not stand in it yet.</summary>
    public static async Task<IReadOnlyList<PlanOffer>> AllAsync(
        ClinicDb db, PlanSources sources, PlanContent plan, Id<StaffMember> author, DateOnly today, DateOnly plannedDischarge)
    {
        var areas = await db.ProblemAreas.AsNoTracking().Where(area => area.RetiredAt == null).OrderBy(area => area.Name).ToListAsync();
        var diagnosed = sources.All.Values.Concat(plan.Of(PlanLevel.Problem).Select(line => line.RestsOn).OfType<PlanProvenance>())
            .Where(source => source.Kind is PlanSource.Diagnosis).Select(source => source.Reference!).Distinct().ToList();
        var fitting = LibraryMatch.Of(areas, diagnosed);
        var offers = new List<PlanOffer>();
        foreach (var problem in sources.Problems.Where(one => !plan.Of(PlanLevel.Problem).Any(line => line.RestsOn is { } source && PlanSources.CodeOf(source) == one.Code)))
        {
            offers.Add(new PlanOffer($"p-{problem.Code}", "Problems that were found", problem.Words, problem.From)
            {
                Lines =
                [
                    Line(PlanLevel.Problem, problem.Words) with
                    {
                        Side = problem.Side,
                        RestsOn = sources.All[problem.Code],
                    },
                ],
            });
        }

        foreach (var goal in sources.Goals.Where(one => !plan.Of(PlanLevel.Goal).Any(line => line.Text == one.Words)))
        {
            offers.Add(new PlanOffer(goal.Code, "Goals in the patient’s words", goal.Words, goal.From)
            {
                Lines = [Line(PlanLevel.Goal, goal.Words)],
            });
        }

        foreach (var (index, text) in sources.Texts.Index())
        {
            if (Current(plan, text.Code)?.Contains(text.Words, StringComparison.Ordinal) != true)
            {
                offers.Add(new PlanOffer($"x-{index}", "Strengths, preferences, barriers", text.Words, text.From)
                {
                    Field = text.Code,
                    Text = text.Words,
                });
            }
        }

        foreach (var area in fitting.Concat(areas.Except(fitting)))
        {
            var group = $"From the library: {area.Name}";
            var under = diagnosed.Where(code => LibraryMatch.Of([area], [code]).Count > 0).Select(code => $"d:{code}").ToList();
            var isFitting = fitting.Contains(area);
            var key = area.Id.ToString();
            if (!isFitting)
            {
                offers.Add(new PlanOffer($"a-{key}", group, area.Problem, "Problem")
                {
                    IsClosed = true,
                    Lines = [Line(PlanLevel.Problem, area.Problem) with { Side = area.Side }],
                });
            }

            foreach (var (index, goal) in area.Goals.Index().Where(one => !plan.Of(PlanLevel.Goal).Any(line => line.Text == one.Item.Text)))
            {
                offers.Add(new PlanOffer($"w-{key}-{index}", group, goal.Text, $"Goal: {PlanWords.Of(goal.Type)}")
                {
                    IsClosed = !isFitting,
                    Under = under,
                    Lines = [Line(PlanLevel.Goal, goal.Text) with { Type = goal.Type }],
                });
            }

            foreach (var (index, objective) in area.Objectives.Index().Where(one => !plan.Of(PlanLevel.Objective).Any(line => line.Text == one.Item.Text)))
            {
                var date = today.AddDays(7 * objective.Weeks);
                offers.Add(new PlanOffer($"o-{key}-{index}", group, objective.Text, objective.Interventions.Count switch
                {
                    0 => "Objective",
                    1 => "Objective with an intervention",
                    var count => $"Objective with {count} interventions",
                })
                {
                    IsClosed = !isFitting,
                    Under = under,
                    Lines =
                    [
                        Line(PlanLevel.Objective, objective.Text) with
                        {
                            Measure = objective.Measure,
                            Target = objective.Target,
                            TargetDate = date < plannedDischarge || plannedDischarge <= today ? date : plannedDischarge,
                            Instrument = objective.Instrument,
                            AtMost = objective.AtMost,
                        },
                        .. objective.Interventions.Select(one => Line(PlanLevel.Intervention, one.Text) with
                        {
                            ServiceId = one.ServiceId,
                            Times = one.Times,
                            EveryWeeks = one.EveryWeeks,
                            Minutes = one.Minutes,
                            ResponsibleId = author,
                        }),
                    ],
                });
            }
        }

        return offers;
    }

    private static PlanLine Line(PlanLevel level, string text) => new()
    {
        Key = Guid.CreateVersion7(),
        Level = level,
        Text = text,
    };

    private static string? Current(PlanContent plan, string field) => field switch
    {
        nameof(PlanContent.Strengths) => plan.Strengths,
        nameof(PlanContent.Preferences) => plan.Preferences,
        _ => plan.Barriers,
    };
}
