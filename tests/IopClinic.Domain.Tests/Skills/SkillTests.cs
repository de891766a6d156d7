using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Skills;

/// <summary>Skills as they are taught in sessions, followed up with patients and seen on their map.</summary>
public sealed class SkillTests
{
    private static readonly Skill Box = new("Box breathing", SkillFamily.Relaxation, "Four counts each.");
    private static readonly Skill Stop = new("STOP", SkillFamily.DistressTolerance, "The pause.");
    private static readonly Skill Facts = new("Check the facts", SkillFamily.EmotionRegulation, "Does it fit?");

    private readonly Timetable _clinic = new();
    private readonly Episode _ann;
    private readonly Episode _bea;
    private readonly GroupSession _session;

    public SkillTests()
    {
        _ann = _clinic.Admitted("Ann");
        _bea = _clinic.Admitted("Bea");
        _session = _clinic.AGroupSession([_ann, _bea]);
    }

    [Fact]
    public void A_session_teaches_what_was_ticked_last()
    {
        Teach(Box, Stop, Box);
        Teach(Stop, Facts);

        Assert.Equal(new[] { Stop.Id, Facts.Id }.ToHashSet(), _session.Skills.Select(tag => tag.SkillId).ToHashSet());
    }

    [Fact]
    public void A_signed_session_keeps_its_skills()
    {
        Teach(Box);
        Sign();

        Assert.Equal("This session is signed; the skills that were taught stand.", Assert.Throws<RuleViolation>(() => Teach(Box, Stop)).Message);
        // Saying the same again says nothing.
        Teach(Box);
    }

    [Fact]
    public void A_retired_skill_is_not_taught_anew_and_there_is_an_end_to_them()
    {
        var old = new Skill("Old", SkillFamily.Relaxation, "Gone.");
        Teach(old);
        old.Retire(Timetable.Now);
        Teach(old, Box);
        Teach(Box);

        Assert.Equal("Old is no longer offered.", Assert.Throws<RuleViolation>(() => Teach(Box, old)).Message);
        Assert.Throws<RuleViolation>(() => Teach([.. Enumerable.Range(0, 13).Select(i => new Skill($"Skill {i}", SkillFamily.Relaxation, "One of many."))]));
    }

    [Fact]
    public void A_signature_covers_the_skills_and_what_was_signed_without_any_keeps_its_content()
    {
        Teach();
        _clinic.LogWhole(_session);
        var (note, attendance) = (_session.Notes[0], _session.Attendances[0]);
        var without = note.Content(_session, attendance);
        Teach(Stop, Box);
        var with = note.Content(_session, attendance);

        Assert.DoesNotContain(without.Fields(), field => field?.StartsWith('\u001e') == true);
        Assert.Equal(
            [.. without.Fields(), "\u001eskills/1", .. new[] { Box.Id, Stop.Id }.Select(id => id.ToString()).Order(StringComparer.Ordinal)],
            with.Fields());
        var (before, after) = (SignedSession.Of(without), SignedSession.Of(with));
        Assert.Equal("Saying no", before.Shared!.Topic);
        Assert.Equal(before.Shared.Topic, after.Shared!.Topic);
        Assert.Empty(before.Skills);
        Assert.Equal(new[] { Box.Id, Stop.Id }.ToHashSet(), after.Skills.ToHashSet());
    }

    [Fact]
    public void A_one_to_one_is_read_back_with_its_skills_and_without_a_group()
    {
        var session = _clinic.AnIndividualSession(_ann);
        _clinic.LogWhole(session);
        session.Teach([Box], _clinic.Leader, Timetable.Now);

        var signed = SignedSession.Of(session.Notes[0].Content(session, session.Attendances[0]));

        Assert.Null(signed.Shared);
        Assert.Equal([Box.Id], signed.Skills);
    }

    [Fact]
    public void What_a_patient_says_of_a_skill_may_be_said_anew_until_their_note_is_signed()
    {
        _clinic.LogWhole(_session);
        var practice = new SkillPractice(_session, _ann.PatientId, Box.Id, PracticeStep.Practised, _clinic.Leader, Timetable.Now);
        practice.Say(_session, PracticeStep.Used, _clinic.Leader, Timetable.Now);
        Assert.Equal(PracticeStep.Used, practice.Step);
        Sign();

        Assert.Equal(
            "This note is signed. Add an addendum instead.",
            Assert.Throws<RuleViolation>(() => practice.Say(_session, PracticeStep.None, _clinic.Leader, Timetable.Now)).Message);
    }

    [Fact]
    public void Nothing_is_followed_up_with_who_was_absent_or_never_on_the_roll()
    {
        _clinic.Saw(_session, _ann.PatientId, new Presence(AttendanceStatus.UnexcusedAbsence));

        Assert.Throws<RuleViolation>(() => new SkillPractice(_session, _ann.PatientId, Box.Id, PracticeStep.Used, _clinic.Leader, Timetable.Now));
        Assert.Throws<RuleViolation>(
            () => new SkillPractice(_session, _clinic.Admitted("Cleo").PatientId, Box.Id, PracticeStep.Used, _clinic.Leader, Timetable.Now));
    }

    [Fact]
    public void The_map_tells_the_furthest_step_of_every_skill_by_family()
    {
        var day = Timetable.Monday;
        var old = new Skill("Old", SkillFamily.Relaxation, "Gone.");
        old.Retire(Timetable.Now);
        SkillEvent At(Skill skill, int days, PracticeStep? step = null) => new(skill.Id, Id<Session>.New(), day.AddDays(days), step);

        var map = SkillCoverage.Of(
            [Box, Stop, Facts, old],
            [At(Box, 0), At(Box, 3), At(Box, 4, PracticeStep.Practised), At(Box, 5, PracticeStep.Used), At(Stop, 1), At(Stop, 2, PracticeStep.None)]);

        Assert.Equal([SkillFamily.DistressTolerance, SkillFamily.EmotionRegulation, SkillFamily.Relaxation], map.Select(family => family.Key));
        Assert.Equal(
            [("STOP", SkillState.Taught), ("Check the facts", SkillState.NotYet), ("Box breathing", SkillState.Used)],
            map.SelectMany(family => family).Select(line => (line.Skill.Name, line.State)));
        var box = map[2].Single();
        Assert.Equal((day.AddDays(5), 2, day.AddDays(3)), (box.LastOn, box.Taught.Count, box.Taught[0].On));
    }

    [Fact]
    public void The_next_topic_is_what_most_lack_of_what_the_group_works_on()
    {
        var (ann, bea, cleo) = (Id<Patient>.New(), Id<Patient>.New(), Id<Patient>.New());
        (Id<Patient>, Id<Skill>)[] taught = [(ann, Stop.Id), (ann, Stop.Id), (bea, Stop.Id), (ann, Box.Id), (Id<Patient>.New(), Facts.Id)];
        IReadOnlyList<NextSkill> Next(params SkillFamily[] families) => NextSkill.For([Box, Stop, Facts], [ann, bea, cleo], taught, families.ToHashSet());

        Assert.Equal([new NextSkill(Facts, 3, 3), new NextSkill(Box, 2, 3), new NextSkill(Stop, 1, 3)], Next());
        Assert.Equal([Stop, Facts, Box], Next(SkillFamily.DistressTolerance).Select(next => next.Skill));
        Assert.Empty(NextSkill.For([Stop], [ann, bea], taught, new HashSet<SkillFamily>()));
    }

    [Fact]
    public void A_service_says_by_its_name_and_else_by_its_modalities_what_it_works_on()
    {
        var drums = new Service("Drumming", SessionKind.Group, 60, true);
        Assert.Empty(SkillFamilies.Of(drums));
        drums.Describe("Drumming", 60, true, null, ["Mindfulness"]);

        Assert.Contains(SkillFamily.Mindfulness, SkillFamilies.Of(drums));
        Assert.Equal([SkillFamily.RelapsePrevention], SkillFamilies.Of(new Service("Relapse prevention", SessionKind.Group, 60, true)));
        Assert.Contains(SkillFamily.DistressTolerance, SkillFamilies.Of(new Service("DBT skills", SessionKind.Group, 60, true)));
    }

    [Theory]
    [InlineData("", "What it is.", "Name")]
    [InlineData("Box", " ", "Description")]
    public void A_skill_has_a_name_and_says_what_it_is(string name, string what, string field) =>
        Assert.Equal(field, Assert.Throws<RuleViolation>(() => new Skill(name, SkillFamily.Relaxation, what)).Field);

    private void Teach(params Skill[] skills) => _session.Teach(skills, _clinic.Leader, Timetable.Now);

    private void Sign()
    {
        _clinic.LogWhole(_session);
        _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt);
    }
}
