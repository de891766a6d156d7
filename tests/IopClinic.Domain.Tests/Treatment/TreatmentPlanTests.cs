using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Treatment;

public sealed class TreatmentPlanTests
{
    private readonly PlanWorld _world = new();

    public static TheoryData<string, string> Lacks => new()
    {
        { "problem", "Add a problem: a plan begins with what is to be treated." },
        { "rests on", "Say what this problem rests on: a diagnosis, a finding, or what came up in treatment." },
        { "side", "Say whether it is about mental health or substance use." },
        { "goal", "Add a goal to this problem." },
        { "objective", "Add an objective to this goal." },
        { "measure", "Say how this objective is measured, and what is reached when it is met." },
        { "date", "Set the date by which this objective is met." },
        { "early date", "The target date lies before the plan begins. Choose a later one." },
        { "intervention", "Add an intervention: what is done toward this objective." },
        { "responsible", "Say who is responsible for this intervention." },
        { "gone", "Whoever was responsible does not work here any more. Choose somebody else." },
        { "frequency", "Say how often this is given, and for how many minutes." },
    };

    [Theory]
    [MemberData(nameof(Lacks))]
    public void A_plan_is_not_signed_without(string what, string sentence)
    {
        var whole = PlanWorld.Whole();
        PlanLine With(int at, Func<PlanLine, PlanLine> change) => change(whole.Lines[at]);
        PlanContent Replaced(int at, Func<PlanLine, PlanLine> change) => whole with { Lines = [.. whole.Lines.Select((line, index) => index == at ? With(at, change) : line)] };
        var lacking = what switch
        {
            "problem" => whole with { Lines = [] },
            "rests on" => Replaced(0, line => line with { RestsOn = null }),
            "side" => Replaced(0, line => line with { Side = null }),
            "goal" => whole with { Lines = [whole.Lines[0]] },
            "objective" => whole with { Lines = [.. whole.Lines.Take(2)] },
            "measure" => Replaced(2, line => line with { AtMost = null }),
            "date" => Replaced(2, line => line with { TargetDate = null }),
            "early date" => Replaced(2, line => line with { TargetDate = PlanWorld.Admitted }),
            "intervention" => whole with { Lines = [.. whole.Lines.Take(3)] },
            "responsible" => Replaced(3, line => line with { ResponsibleId = null }),
            "gone" => Replaced(3, line => line with { ResponsibleId = Id<StaffMember>.New() }),
            _ => Replaced(3, line => line with { Minutes = null }),
        };
        var plan = _world.Draft(content: lacking);

        Assert.Throws<RuleViolation>(() => plan.Sign(_world.Signing(), PlanWorld.Now));
        Assert.Contains(PlanCheck.Obstacles(plan.Content, PlanWorld.Admitted, _world.Signing().Staff), one => one.Sentence == sentence);
        Assert.False(plan.IsSigned);
    }

    [Fact]
    public void A_signed_plan_is_in_force_and_does_not_change()
    {
        var plan = _world.Draft();
        var signatures = _world.Sign(plan);

        Assert.True(plan.IsInForce);
        Assert.Equal([SignatureMeaning.Acknowledgement, SignatureMeaning.Author], signatures.Select(s => s.Meaning));
        Assert.True(signatures[^1].Covers(plan.Canonical()));
        Assert.True(signatures[0].Covers(plan.Acknowledgements.Single().Content(plan.Canonical())));
        Assert.Throws<RuleViolation>(() => plan.Write(PlanContent.Empty, new HashSet<Guid>(), null, PlanWorld.Ana, PlanWorld.Now));
        var twice = Assert.Throws<RuleViolation>(() => plan.Sign(_world.Signing(), PlanWorld.Now));
        Assert.Equal("This plan is signed already.", twice.Message);
    }

    [Fact]
    public void The_next_version_takes_the_place_of_the_one_before()
    {
        var first = _world.Draft();
        _world.Sign(first);
        var second = _world.Draft(first);
        _world.Sign(second, first);

        Assert.False(first.IsInForce);
        Assert.True(second.IsInForce);
        Assert.Equal(2, second.Number);
    }

    [Fact]
    public void Of_two_drafts_the_later_signature_is_refused()
    {
        var first = _world.Draft();
        _world.Sign(first);
        var (second, third) = (_world.Draft(first), _world.Draft(first));
        _world.Sign(second, first);

        var refused = Assert.Throws<RuleViolation>(() => third.Sign(_world.Signing(second), PlanWorld.Now));
        Assert.Equal("Another version was signed meanwhile. Begin anew from that one; this draft is kept.", refused.Message);
    }

    [Fact]
    public void Nothing_is_signed_for_somebody_who_was_discharged_meanwhile()
    {
        var plan = _world.Draft();
        _world.Episode.Discharge(PlanWorld.Admitted, DischargeReason.DroppedOut, null, PlanWorld.Ana, PlanWorld.Admitted);

        Assert.StartsWith("This patient was discharged meanwhile", Assert.Throws<RuleViolation>(() => _world.Sign(plan)).Message, StringComparison.Ordinal);
        Assert.Throws<RuleViolation>(() => _world.Draft());
    }

    [Fact]
    public void The_patient_signs_or_it_is_said_why_not()
    {
        var signing = _world.Signing();

        Assert.Equal("PatientName", Assert.Throws<RuleViolation>(() => _world.Draft().Sign(signing with { Acknowledging = [] }, PlanWorld.Now)).Field);
        var missing = _world.Draft();
        missing.Sign(signing with { Acknowledging = [new Acknowledging(AcknowledgedBy.Patient, null, MissingSignature.Declined, null)] }, PlanWorld.Now);
        Assert.Equal(MissingSignature.Declined, missing.Acknowledgements.Single().Missing);
        Assert.Equal("GuardianName", Assert.Throws<RuleViolation>(() => _world.Draft().Sign(signing with { NeedsGuardian = true }, PlanWorld.Now)).Field);
    }

    [Fact]
    public void A_signature_that_was_missing_is_added_once()
    {
        var plan = _world.Draft();
        plan.Sign(_world.Signing() with { Acknowledging = [new Acknowledging(AcknowledgedBy.Patient, null, MissingSignature.NotPresent, null)] }, PlanWorld.Now);
        var said = new Acknowledging(AcknowledgedBy.Patient, "Pat Ient", null, null);

        Assert.Equal(SignatureMeaning.Acknowledgement, plan.Acknowledge(said, PlanWorld.Ana, null, PlanWorld.Now).Meaning);
        Assert.Throws<RuleViolation>(() => plan.Acknowledge(said, PlanWorld.Ana, null, PlanWorld.Now));
    }

    [Fact]
    public void Where_the_program_asks_a_supervisor_co_signs_and_nobody_their_own()
    {
        var plan = _world.Draft();
        var signing = _world.Signing() with { Rules = PlanRules.Usual with { NeedsSupervisor = true } };

        Assert.Equal("CoSigner", Assert.Throws<RuleViolation>(() => plan.Sign(signing, PlanWorld.Now)).Field);
        plan = _world.Draft();
        plan.Sign(signing with { CoSigner = PlanWorld.Sue }, PlanWorld.Now);
        Assert.True(plan.AwaitsCoSignature);
        Assert.Throws<RuleViolation>(() => plan.CoSign(PlanWorld.Ana, null, PlanWorld.Admitted, PlanWorld.Now));
        Assert.Throws<RuleViolation>(() => plan.CoSign(PlanWorld.Doc, null, PlanWorld.Admitted, PlanWorld.Now));
        plan.CoSign(PlanWorld.Sue, null, PlanWorld.Admitted, PlanWorld.Now);
        Assert.False(plan.AwaitsCoSignature);
        Assert.Throws<RuleViolation>(() => plan.CoSign(PlanWorld.Sue, null, PlanWorld.Admitted, PlanWorld.Now));
    }

    [Fact]
    public void The_author_never_co_signs_also_as_a_supervisor()
    {
        var trainee = PlanWorld.Person("Tia", Role.Supervisor);
        trainee.WorkUnder(PlanWorld.Sue.Id, needsCoSignature: true);
        var plan = _world.Draft();
        plan.Sign(_world.Signing(signer: trainee), PlanWorld.Now);

        Assert.Equal("Nobody co-signs what they signed themselves.", Assert.Throws<RuleViolation>(() => plan.CoSign(trainee, null, PlanWorld.Admitted, PlanWorld.Now)).Message);
    }

    [Fact]
    public void A_prescriber_certifies_the_plan_in_force_once()
    {
        var plan = _world.Draft();
        Assert.Throws<RuleViolation>(() => plan.Certify(PlanWorld.Doc, null, PlanWorld.Admitted, PlanWorld.Now));
        _world.Sign(plan);
        Assert.Throws<RuleViolation>(() => plan.Certify(PlanWorld.Ana, null, PlanWorld.Admitted, PlanWorld.Now));
        Assert.Equal(SignatureMeaning.Certification, plan.Certify(PlanWorld.Doc, null, PlanWorld.Admitted, PlanWorld.Now).Meaning);
        Assert.Throws<RuleViolation>(() => plan.Certify(PlanWorld.Doc, null, PlanWorld.Admitted, PlanWorld.Now));
    }

    [Fact]
    public void An_objective_that_notes_refer_to_is_never_taken_out()
    {
        var first = _world.Draft();
        _world.Sign(first);
        var objective = first.Content.Active.Single().Line;
        var second = TreatmentPlan.Begin(_world.Episode, first, PlanKind.Amendment, "New.", null, PlanWorld.Ana, PlanWorld.Admitted, PlanWorld.Now);
        var without = first.Content with { Lines = [.. first.Content.Lines.Take(2)] };

        Assert.Throws<RuleViolation>(() => second.Write(without, new HashSet<Guid> { objective.Key }, null, PlanWorld.Ana, PlanWorld.Now));
        second.Write(without, new HashSet<Guid>(), null, PlanWorld.Ana, PlanWorld.Now);
        Assert.Empty(second.Content.Active);
    }

    [Fact]
    public void Objectives_follow_the_plan_in_force()
    {
        var first = _world.Draft();
        _world.Sign(first);
        var made = first.SetObjectives([], PlanWorld.Admitted);
        Assert.True(made.Single().IsActive);

        var met = _world.Draft(first, content: first.Content with
        {
            Lines = [.. first.Content.Lines.Select(line => line.Level is PlanLevel.Objective ? line with { Status = ObjectiveStatus.Met, EndedOn = PlanWorld.Admitted, EndedBecause = "Done." } : line)],
        });
        Assert.Empty(met.SetObjectives(made, PlanWorld.Admitted));
        Assert.Equal(ObjectiveStatus.Met, made.Single().Status);

        var other = _world.Draft(first, content: PlanWorld.Whole());
        Assert.Single(other.SetObjectives(made, PlanWorld.Admitted));
        Assert.Equal(PlanWorld.Admitted, made.Single().EndedOn);
    }

    [Fact]
    public void A_review_ends_what_was_met_and_says_why_not_lower_and_not_higher()
    {
        var first = _world.Draft();
        _world.Sign(first);
        var review = _world.Draft(first, PlanKind.Review);
        var key = review.Content.Active.Single().Line.Key;
        review.Decide(
            new PlanReview { Decisions = [new ObjectiveDecision(key, ReviewDecision.Continue, null)] }, null, PlanWorld.Ana, PlanWorld.Admitted, PlanWorld.Now);
        Assert.Equal("WhyNotLower", Assert.Throws<RuleViolation>(() => review.Sign(_world.Signing(first), PlanWorld.Now)).Field);

        var whole = review.Review! with { WhyNotLower = "Not yet.", WhyNotHigher = "Safe." };
        review.Decide(whole, null, PlanWorld.Ana, PlanWorld.Admitted, PlanWorld.Now);
        _world.Sign(review, first);
        Assert.True(review.IsInForce);

        var next = _world.Draft(review, PlanKind.Review);
        next.Decide(whole with { Decisions = [new ObjectiveDecision(key, ReviewDecision.Met, "PHQ-9 of 6.")] }, null, PlanWorld.Ana, PlanWorld.Admitted, PlanWorld.Now);
        Assert.Equal((ObjectiveStatus.Met, "PHQ-9 of 6."), (next.Content.Find(key)!.Status, next.Content.Find(key)!.EndedBecause));
        next.Decide(whole with { Decisions = [new ObjectiveDecision(key, ReviewDecision.Continue, null)] }, null, PlanWorld.Ana, PlanWorld.Admitted, PlanWorld.Now);
        Assert.Equal(ObjectiveStatus.Active, next.Content.Find(key)!.Status);
    }

    [Fact]
    public void What_somebody_else_wrote_is_kept_when_it_is_replaced()
    {
        var plan = _world.Draft();
        plan.Write(PlanWorld.Whole(), new HashSet<Guid>(), null, PlanWorld.Sue, PlanWorld.Now);

        Assert.Equal(PlanWorld.Ana.Id, plan.Drafts.Single().AuthorId);
        plan.KeepDraft(PlanContent.Empty, PlanWorld.Ana, PlanWorld.Now);
        plan.KeepDraft(PlanContent.Empty, PlanWorld.Ana, PlanWorld.Now);
        Assert.Equal(2, plan.Drafts.Count);
    }

    [Fact]
    public void A_service_under_several_objectives_is_one_prescription()
    {
        var whole = PlanWorld.Whole();
        var twice = whole with
        {
            Lines =
            [
                .. whole.Lines,
                whole.Lines[2] with { Key = Guid.CreateVersion7() },
                whole.Lines[3] with { Key = Guid.CreateVersion7(), Times = 1 },
                PlanWorld.Line(PlanLevel.Intervention, "Every two weeks.") with { ServiceId = Id<Domain.Services.Service>.New(), Times = 1, EveryWeeks = 2, Minutes = 50 },
            ],
        };

        Assert.Equal([180m, 25m], Prescription.Of(twice).Select(one => one.WeeklyMinutes));
    }

    [Theory]
    [InlineData("", "InitialPlan 2026-03-03, ComprehensivePlan 2026-04-01")]
    [InlineData("Initial 2026-03-02", "ComprehensivePlan 2026-04-01")]
    [InlineData("Initial 2026-03-02, Comprehensive 2026-03-20", "Review 2026-04-19")]
    [InlineData("Comprehensive 2026-03-20, Review 2026-04-18, Amendment 2026-05-02", "Review 2026-05-18")]
    public void What_is_due_follows_from_the_rules_of_the_program(string signed, string due)
    {
        var milestones = signed.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' '))
            .Select(one => new PlanMilestone(Enum.Parse<PlanKind>(one[0]), DateOnly.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture), null)).ToList();

        Assert.Equal(due, string.Join(", ", PlanCalendar.Of(PlanWorld.Admitted, PlanRules.Usual, milestones).Select(one => $"{one.Duty} {one.On:yyyy-MM-dd}")));
    }

    [Fact]
    public void A_certification_is_due_at_admission_and_then_again()
    {
        var rules = PlanRules.Usual with { CertificationDays = 60 };
        Assert.Contains(PlanCalendar.Of(PlanWorld.Admitted, rules, []), one => one.Duty is PlanDuty.Certification && one.On == PlanWorld.Admitted);
        var certified = new PlanMilestone(PlanKind.Comprehensive, PlanWorld.Admitted, PlanWorld.Admitted.AddDays(2));
        Assert.Contains(PlanCalendar.Of(PlanWorld.Admitted, rules, [certified]), one => one.Duty is PlanDuty.Certification && one.On == PlanWorld.Admitted.AddDays(62));
    }
}
