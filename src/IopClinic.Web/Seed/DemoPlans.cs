using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Seed;

/// <summary>
/// The demo clinic's treatment plans, drawn from its library and signed on the day of admission. Whoever tries the clinic finds some that
/// are still to be written, one of them after a signed assessment, and reviews that are due or late.
/// </summary>
internal sealed class DemoPlans(
    IReadOnlyList<ProblemArea> areas, IReadOnlyList<Service> services, IReadOnlyList<Program> programs, DemoStaff staff, Site site, DateOnly today)
{
    /// <summary>Days after which a plan that was not reviewed yet is late.</summary>
    private const int ReviewDays = 30;

    private readonly List<TreatmentPlan> _plans = [];
    private readonly List<Signature> _signatures = [];
    private readonly List<Objective> _objectives = [];

    public IReadOnlyList<TreatmentPlan> Plans => _plans;

    public IReadOnlyList<Signature> Signatures => _signatures;

    public IReadOnlyList<Objective> Objectives => _objectives;

    /// <summary>Writes and signs them.</summary>
    /// <param name="inCare">Everybody who has a seat.</param>
    /// <param name="before">The signatures that are there already.</param>
    /// <param name="without">Whose plan is still to be written.</param>
    public void Write(IEnumerable<InCare> inCare, IEnumerable<Signature> before, Id<Patient> without)
    {
        var heads = before.GroupBy(s => s.PatientId).ToDictionary(s => s.Key, s => s.MaxBy(one => one.Sequence)!);
        var (coSigned, certified) = (0, 0);
        foreach (var care in inCare.Where(care => care.Episode.IsOpen && care.Episode.AdmittedOn < today.AddDays(-1) && care.Patient.Id != without && care.Patient.StandingDiagnoses.Any()))
        {
            var day = care.Episode.AdmittedOn;
            var plan = TreatmentPlan.Begin(care.Episode, null, PlanKind.Comprehensive, null, null, care.Clinician, day, At(day, 8, 25));
            plan.Write(ContentOf(care, areas, services, today), new HashSet<Guid>(), null, care.Clinician, At(day, 8, 40));
            var head = heads.GetValueOrDefault(care.Patient.Id) is { } last ? new ChainLink(last.Sequence, last.Hash) : null;
            var signed = plan.Sign(SigningOf(care, null, head, day), At(day, 8, 45));
            _signatures.AddRange(signed);
            if (plan.AwaitsCoSignature && coSigned++ > 0)
            {
                _signatures.Add(plan.CoSign(staff.Supervisor, new ChainLink(signed[^1].Sequence, signed[^1].Hash), day, At(day, 8, 55)));
            }

            // One is still to be certified: what is billed for it waits.
            if (programs.Single(program => program.Id == care.Episode.ProgramId).Plans.CertificationDays is not null && certified++ > 0)
            {
                _signatures.Add(plan.Certify(staff.Prescriber, new ChainLink(_signatures[^1].Sequence, _signatures[^1].Hash), day, At(day, 8, 58)));
            }

            _objectives.AddRange(plan.SetObjectives([], day));
            _plans.Add(plan);
        }
    }

    /// <summary>Every second plan that would be late by now was reviewed this morning, before the first session.</summary>
    /// <param name="inCare">Everybody who has a seat.</param>
    /// <param name="standing">The plans as they are stored.</param>
    /// <param name="objectives">The objectives as they are stored.</param>
    /// <param name="figures">What the record shows since a day.</param>
    /// <param name="giveWay">Ends the plan before and stores that.</param>
    /// <param name="heads">The last signature of each patient.</param>
    public async Task<(IReadOnlyList<TreatmentPlan> Plans, IReadOnlyList<Signature> Signatures)> ReviewAsync(
        IEnumerable<InCare> inCare,
        IReadOnlyList<TreatmentPlan> standing,
        ILookup<Id<Episode>, Objective> objectives,
        Func<InCare, TreatmentPlan, Task<IReadOnlyList<string>>> figures,
        Func<TreatmentPlan, TreatmentPlan, DateTimeOffset, Task> giveWay,
        IReadOnlyDictionary<Id<Patient>, ChainLink> heads)
    {
        var (plans, signatures) = (new List<TreatmentPlan>(), new List<Signature>());
        var due = inCare.Where(care => care.Episode.IsOpen && care.Episode.AdmittedOn <= today.AddDays(-ReviewDays - 1)).ToList();
        foreach (var care in due.Where((_, index) => index % 2 == 0))
        {
            if (standing.FirstOrDefault(plan => plan.EpisodeId == care.Episode.Id) is not { } before)
            {
                continue;
            }

            var since = care.Episode.AdmittedOn;
            var review = new PlanReview
            {
                DueOn = since.AddDays(ReviewDays),
                Since = since,
            };
            var plan = TreatmentPlan.Begin(care.Episode, before, PlanKind.Review, null, review, care.Clinician, today, At(today, 0, 20));
            plan.Decide(
                review with
                {
                    Decisions = [.. before.Content.Active.Select((placed, index) => Decided(placed, index, today))],
                    WhyNotLower = "Symptoms still keep this person from daily life on several days a week, and gains between sessions do not hold yet without the groups.",
                    WhyNotHigher = "Lives safely at home with support, comes to most sessions, and uses the safety plan when it is needed; no round-the-clock care is called for.",
                    Summary = $"{care.Patient.CalledName} says the groups help most, and wants to go on.",
                    Figures = await figures(care, before),
                },
                null,
                care.Clinician,
                today,
                At(today, 0, 25));
            await giveWay(before, plan, At(today, 0, 30));
            signatures.AddRange(plan.Sign(SigningOf(care, before, heads.GetValueOrDefault(care.Patient.Id), today), At(today, 0, 30)));
            plan.SetObjectives([.. objectives[care.Episode.Id]], today);
            plans.Add(plan);
        }

        return (plans, signatures);
    }

    internal static ObjectiveDecision Decided(PlacedObjective placed, int index, DateOnly today) => index switch
    {
        1 => new ObjectiveDecision(placed.Line.Key, ReviewDecision.Met, "Reached, and held for three weeks."),
        _ => new ObjectiveDecision(
            placed.Line.Key,
            ReviewDecision.Continue,
            index == 0 ? "On the way; the patient rates it as the most useful one." : null,
            placed.Line.TargetDate > today ? null : today.AddDays(ReviewDays)),
    };

    /// <summary>What the library proposes for somebody's diagnoses.</summary>
    internal static PlanContent ContentOf(InCare care, IReadOnlyList<ProblemArea> areas, IReadOnlyList<Service> services, DateOnly today)
    {
        var lines = new List<PlanLine>();
        foreach (var (index, diagnosis) in care.Patient.StandingDiagnoses.Take(2).Index())
        {
            if (LibraryMatch.Of(areas, [diagnosis.Code]) is not [var area, ..])
            {
                continue;
            }

            lines.Add(Line(PlanLevel.Problem, area.Problem) with
            {
                Side = area.Side,
                RestsOn = new PlanProvenance(PlanSource.Diagnosis, diagnosis.Code, $"{diagnosis.Code} {diagnosis.Text}"),
            });
            var goal = area.Goals[care.Person.Family.Length % area.Goals.Count];
            lines.Add(Line(PlanLevel.Goal, goal.Text) with
            {
                Type = goal.Type,
            });
            foreach (var (at, objective) in area.Objectives.Take(index == 0 ? 3 : 2).Index())
            {
                var date = care.Episode.AdmittedOn.AddDays(7 * objective.Weeks);
                lines.Add(Line(PlanLevel.Objective, objective.Text) with
                {
                    Measure = objective.Measure,
                    Target = objective.Target,
                    Baseline = "As at admission, see the assessment",
                    TargetDate = date < care.Episode.PlannedDischarge ? date : care.Episode.PlannedDischarge,
                    Instrument = objective.Instrument,
                    AtMost = objective.AtMost,
                });
                lines.AddRange(objective.Interventions.Select(one => Line(PlanLevel.Intervention, one.Text) with
                {
                    ServiceId = one.ServiceId,
                    Times = one.Times,
                    EveryWeeks = one.EveryWeeks,
                    Minutes = one.Minutes,
                    ResponsibleId = care.Clinician.Id,
                }));
                if (index == 0 && at == 0)
                {
                    lines.AddRange(new[] { (StandardServices.GroupTherapy, 3), (StandardServices.DbtSkills, 3), (StandardServices.Psychoeducation, 3) }
                        .Select(one => (Service: services.Single(s => s.Name == one.Item1), Times: one.Item2))
                        .Select(one => Line(PlanLevel.Intervention, $"{one.Service.Name}: practice with the group what this objective asks for.") with
                        {
                            ServiceId = one.Service.Id,
                            Times = one.Times,
                            EveryWeeks = 1,
                            Minutes = one.Service.DefaultMinutes,
                            ResponsibleId = care.Clinician.Id,
                        }));
                }
            }
        }

        return new PlanContent
        {
            Phase = care.Episode.WeekOn(today) switch
            {
                <= 1 => PlanPhase.Orientation,
                >= 8 => PlanPhase.StepDown,
                _ => PlanPhase.Active,
            },
            Lines = lines,
            Strengths = care.Person.Strengths,
            Preferences = care.Person.Preferences,
            DischargeCriteria = "Two weeks without a crisis, the main questionnaire in the mild range, and a first appointment of aftercare that was kept.",
            RelapsePlan = lines.Exists(line => line.Side is PlanSide.SubstanceUse)
                ? "Early signs: skipping meals, not answering the telephone. Then: call the sponsor, come to the next group, tell the primary clinician the same day."
                : null,
        };
    }

    private PlanSigning SigningOf(InCare care, TreatmentPlan? inForce, ChainLink? head, DateOnly day) => new(
        care.Episode,
        inForce,
        care.Clinician,
        staff.All.Where(member => member.IsClinician).ToDictionary(member => member.Id, member => member.Name.Full),
        new HashSet<Guid>(),
        [new Acknowledging(AcknowledgedBy.Patient, care.Patient.CalledName, null, null)],
        NeedsGuardian: false,
        programs.Single(program => program.Id == care.Episode.ProgramId).Plans,
        CoSigner: null,
        head,
        day);

    private static PlanLine Line(PlanLevel level, string text) => new()
    {
        Key = KeySource.New(),
        Level = level,
        Text = text,
    };

    private DateTimeOffset At(DateOnly day, int hour, int minute) => ClinicClock.InstantOf(day, new TimeOnly(hour, minute), site.Zone);
}
