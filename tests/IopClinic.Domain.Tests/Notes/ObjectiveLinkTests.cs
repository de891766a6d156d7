using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Notes;

/// <summary>Notes refer to what a patient works on.</summary>
public sealed class ObjectiveLinkTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _ann;
    private readonly Episode _bea;
    private readonly GroupSession _session;
    private readonly IReadOnlyList<Objective> _objectives;

    public ObjectiveLinkTests()
    {
        _ann = _clinic.Admitted("Ann");
        _bea = _clinic.Admitted("Bea");
        _session = _clinic.AGroupSession([_ann, _bea]);
        _objectives = _clinic.Objectives(_ann, "Three evenings a week without a drink", "Names two people to call");
    }

    [Fact]
    public void A_note_refers_to_objectives_and_rates_how_far_the_patient_came()
    {
        var note = Write(new ObjectiveLink(_objectives[0].Id, ObjectiveProgress.GoodProgress), new ObjectiveLink(_objectives[1].Id, null));

        Assert.Equal([ObjectiveProgress.GoodProgress, null], note.Objectives.Select(linked => linked.Progress));
        Assert.All(note.Objectives, linked => Assert.Equal((note.Id, _ann.PatientId, _session.ClinicDate), (linked.NoteId, linked.PatientId, linked.ClinicDate)));
    }

    [Fact]
    public void Until_it_is_signed_a_link_is_rated_anew_and_taken_off_again()
    {
        Write(new ObjectiveLink(_objectives[0].Id, ObjectiveProgress.Setback), new ObjectiveLink(_objectives[1].Id, null));
        var note = Write(new ObjectiveLink(_objectives[0].Id, ObjectiveProgress.Achieved));

        Assert.Equal((_objectives[0].Id, ObjectiveProgress.Achieved), (Assert.Single(note.Objectives).ObjectiveId, note.Objectives[0].Progress));
    }

    [Fact]
    public void Nobody_links_what_is_another_patients_or_not_worked_on()
    {
        var hers = _clinic.Objectives(_bea, "Sleeps six hours");
        Refused(new ObjectiveLink(hers[0].Id, null), hers);
        Refused(new ObjectiveLink(Id<Objective>.New(), null), _objectives);
        Refused(new ObjectiveLink(_objectives[0].Id, null), []);
        // Another stay in treatment has its own plan.
        Refused(new ObjectiveLink(_clinic.Objectives(_clinic.Admitted("Ann"), "Of another stay")[0].Id, null), _objectives);

        void Refused(ObjectiveLink link, IReadOnlyList<Objective> offered) => Assert.Equal(
            nameof(NoteText.Objectives),
            Assert.Throws<RuleViolation>(() => _session.Write(_ann.PatientId, Saying(link), _clinic.Leader, Timetable.Now, offered)).Field);
    }

    [Fact]
    public void What_is_linked_stays_linked_when_the_objective_is_over()
    {
        var plan = _clinic.PlanOf(_ann, "Over soon");
        var objectives = plan.SetObjectives([], _ann.AdmittedOn);
        var link = new ObjectiveLink(objectives[0].Id, null);
        _session.Write(_ann.PatientId, Saying(link), _clinic.Leader, Timetable.Now, objectives);
        _clinic.PlanOf(_ann, "Another").SetObjectives(objectives, _ann.AdmittedOn.AddDays(3));

        Assert.False(objectives[0].IsActive);
        Assert.Single(_session.Write(_ann.PatientId, Saying(link) with { Text = "More." }, _clinic.Leader, Timetable.Now, objectives).Objectives);
        _session.Write(_ann.PatientId, Saying(), _clinic.Leader, Timetable.Now, objectives);
        Assert.Throws<RuleViolation>(() => _session.Write(_ann.PatientId, Saying(link), _clinic.Leader, Timetable.Now, objectives));
    }

    [Fact]
    public void A_reason_is_given_where_no_objective_is_linked_and_goes_with_the_first_link()
    {
        var note = _session.Write(_ann.PatientId, Saying() with { WithoutObjective = NoObjectiveReason.Crisis }, _clinic.Leader, Timetable.Now);
        Assert.Equal(NoObjectiveReason.Crisis, note.WithoutObjective);

        _session.Write(
            _ann.PatientId, Saying(new ObjectiveLink(_objectives[0].Id, null)) with { WithoutObjective = NoObjectiveReason.Crisis }, _clinic.Leader, Timetable.Now, _objectives);
        Assert.Null(note.WithoutObjective);
        Assert.Throws<RuleViolation>(() => _session.Write(
            _ann.PatientId, Saying() with { WithoutObjective = (NoObjectiveReason)99 }, _clinic.Leader, Timetable.Now));
    }

    [Fact]
    public void Who_was_there_and_works_on_an_objective_needs_one_in_the_note_or_a_reason()
    {
        _clinic.LogWhole(_session);

        Assert.Empty(_session.Missing([]));
        Assert.Equal([new MissingEntry(_ann.PatientId, "objective, or why none")], _session.Missing(_objectives));
        Assert.Throws<RuleViolation>(() => _session.Sign(_clinic.Leader, Given.NoChains, _objectives, _session.EndsAt));

        Write(new ObjectiveLink(_objectives[1].Id, null));
        Assert.Empty(_session.Missing(_objectives));
        _session.Write(_ann.PatientId, Saying() with { WithoutObjective = NoObjectiveReason.Administrative }, _clinic.Leader, Timetable.Now);
        Assert.Equal(2, _session.Sign(_clinic.Leader, Given.NoChains, _objectives, _session.EndsAt).Count);
    }

    [Fact]
    public void Who_was_absent_needs_neither_and_so_does_a_session_before_the_plan()
    {
        _clinic.LogWhole(_session);
        Assert.Empty(_session.Missing(_clinic.PlanOf(_ann, "Later").SetObjectives([], _session.ClinicDate.AddDays(1))));

        _clinic.Saw(_session, _ann.PatientId, new Presence(AttendanceStatus.UnexcusedAbsence));
        Assert.Empty(_session.Missing(_objectives));
    }

    [Fact]
    public void A_note_without_objectives_is_signed_as_it_was_before_there_were_any()
    {
        _clinic.LogWhole(_session);
        var (note, attendance) = (_session.LiveNoteOf(_ann.PatientId)!, _session.Attendances.Single(a => a.PatientId == _ann.PatientId));
        var fields = note.Content(_session, attendance).Fields();

        Assert.Equal(23, fields.Count);
        Assert.Equal("progress-note/1", fields[0]);
        Assert.Equal([null, null, "Took part.", "Saying no", null, "", null, null, null], fields.Skip(14));
    }

    [Fact]
    public void The_signature_covers_what_the_note_refers_to()
    {
        _clinic.LogWhole(_session);
        var attendance = _session.Attendances.Single(a => a.PatientId == _ann.PatientId);
        var plain = Write().Content(_session, attendance).Print;
        var linked = Write(new ObjectiveLink(_objectives[0].Id, null)).Content(_session, attendance);
        var rated = Write(new ObjectiveLink(_objectives[0].Id, ObjectiveProgress.NoChange)).Content(_session, attendance).Print;
        var reason = _session.Write(_ann.PatientId, Saying() with { WithoutObjective = NoObjectiveReason.Other }, _clinic.Leader, Timetable.Now)
            .Content(_session, attendance);

        Assert.Equal(4, new[] { plain, linked.Print, rated, reason.Print }.Distinct().Count());
        // The session is read back from old contents and new ones alike.
        Assert.Equal("Saying no", SignedSession.Of(linked).Shared!.Topic);
        Assert.Equal("Saying no", SignedSession.Of(reason).Shared!.Topic);
    }

    [Fact]
    public void The_order_in_which_objectives_were_linked_changes_nothing()
    {
        _clinic.LogWhole(_session);
        var attendance = _session.Attendances.Single(a => a.PatientId == _ann.PatientId);
        ObjectiveLink[] links = [new(_objectives[0].Id, null), new(_objectives[1].Id, ObjectiveProgress.Setback)];
        var one = Write(links).Content(_session, attendance).Print;
        Write();

        Assert.Equal(one, Write([links[1], links[0]]).Content(_session, attendance).Print);
    }

    private static NoteText Saying(params ObjectiveLink[] links) => new("Took part.")
    {
        Objectives = links,
    };

    private ProgressNote Write(params ObjectiveLink[] links) => _session.Write(_ann.PatientId, Saying(links), _clinic.Leader, Timetable.Now, _objectives);
}
