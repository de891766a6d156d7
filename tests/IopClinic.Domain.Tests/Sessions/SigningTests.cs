using IopClinic.Domain.Admissions;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>What must be there before a session is signed, and what stands afterwards.</summary>
public sealed class SigningTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _ann;
    private readonly Episode _bea;
    private readonly GroupSession _session;

    public SigningTests()
    {
        _ann = _clinic.Admitted("Ann");
        _bea = _clinic.Admitted("Bea");
        _session = _clinic.AGroupSession([_ann, _bea]);
    }

    [Fact]
    public void Every_row_is_missing_its_attendance_at_first() =>
        Assert.Equal(
            [new MissingEntry(_ann.PatientId, "attendance"), new MissingEntry(_bea.PatientId, "attendance")], _session.Missing([]));

    [Fact]
    public void Who_was_there_needs_a_note_and_an_excuse_its_reason()
    {
        _clinic.Saw(_session, _ann.PatientId, new Presence(AttendanceStatus.Present));
        _session.Write(_ann.PatientId, new NoteText(null, Participation.Active), _clinic.Leader, Timetable.Now);
        _clinic.Saw(_session, _bea.PatientId, new Presence(AttendanceStatus.ExcusedAbsence));

        Assert.Equal(
            [new MissingEntry(_ann.PatientId, "individual note"), new MissingEntry(_bea.PatientId, "reason of the excused absence")],
            _session.Missing([]));
        Assert.Equal("Some rows are not complete yet: they are named below.", Refused());
    }

    [Fact]
    public void Nothing_is_signed_while_one_row_lacks_something()
    {
        _clinic.LogWhole(_session);
        _session.Write(_bea.PatientId, NoteText.Empty, _clinic.Leader, Timetable.Now);

        Refused();

        Assert.All(_session.Notes, n => Assert.False(n.IsSigned));
        Assert.False(_session.IsSigned);
    }

    [Fact]
    public void A_group_needs_its_topic()
    {
        _clinic.LogWhole(_session);
        _session.WriteShared(SharedText.Empty with { Process = "Quiet." }, _clinic.Leader, Timetable.Now);

        Assert.Equal("Enter the topic of the group before signing.", Refused());
        Assert.All(_session.Notes, n => Assert.False(n.IsSigned));
    }

    [Fact]
    public void A_session_of_one_patient_needs_no_topic()
    {
        var session = _clinic.AnIndividualSession(_ann);
        _clinic.LogWhole(session);

        Assert.Single(session.Sign(_clinic.Leader, Given.NoChains, [], session.EndsAt));
    }

    [Fact]
    public void Nothing_is_signed_before_it_began()
    {
        _clinic.LogWhole(_session);

        Assert.Equal("This session has not begun; sign it once it has taken place.", Refused(_session.StartsAt.AddTicks(-1)));
        Assert.Equal(2, _session.Sign(_clinic.Leader, Given.NoChains, [], _session.StartsAt).Count);
    }

    [Fact]
    public void An_absence_is_signed_without_a_note()
    {
        _clinic.LogWhole(_session);
        var other = _clinic.AGroupSession([_ann]);
        _clinic.Saw(other, _ann.PatientId, new Presence(AttendanceStatus.UnexcusedAbsence));
        other.WriteShared(SharedText.Empty with { Topic = "Sleep" }, _clinic.Leader, Timetable.Now);

        var signature = Assert.Single(other.Sign(_clinic.Leader, Given.NoChains, [], other.EndsAt));

        var note = Assert.Single(other.Notes);
        Assert.True(note.IsSigned);
        Assert.Null(note.Text);
        Assert.True(signature.Covers(note.Content(other, other.Attendances[0])));
    }

    [Fact]
    public void Only_an_active_clinician_signs()
    {
        _clinic.LogWhole(_session);
        var clerk = new StaffMember(new PersonName("Cleo", "Day"), "cleo@clinic.example", _clinic.Site.Id, [Role.Administrator]);

        Assert.Equal(
            "Only an active clinician signs notes.",
            Assert.Throws<RuleViolation>(() => _session.Sign(clerk, Given.NoChains, [], _session.EndsAt)).Message);
    }

    [Fact]
    public void What_is_signed_is_not_written_again()
    {
        _clinic.LogWhole(_session);
        _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt);

        Assert.Equal("This note is signed. Add an addendum instead.", Assert.Throws<RuleViolation>(
            () => _session.Write(_ann.PatientId, new NoteText("Other."), _clinic.Leader, Timetable.Now)).Message);
        Assert.Throws<RuleViolation>(() => _clinic.Saw(_session, _ann.PatientId, new Presence(AttendanceStatus.UnexcusedAbsence)));
        Assert.Throws<RuleViolation>(() => _session.WriteShared(SharedText.Empty, _clinic.Leader, Timetable.Now));
        Assert.Equal("Everything in this session is already signed.", Refused());
    }

    [Fact]
    public void A_struck_note_opens_its_row_alone()
    {
        _clinic.LogWhole(_session);
        var first = _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt).ToDictionary(s => s.PatientId);
        var wrong = _session.LiveNoteOf(_ann.PatientId)!;
        wrong.Strike(
            "Meant for Bea", _clinic.Leader, wrong.Content(_session, _session.Attendances.Single(a => a.PatientId == _ann.PatientId)), null, Timetable.Now);
        _session.Write(_ann.PatientId, new NoteText("The right one."), _clinic.Leader, Timetable.Now);
        _clinic.Saw(_session, _ann.PatientId, new Presence(AttendanceStatus.UnexcusedAbsence));

        var again = Assert.Single(_session.Sign(_clinic.Leader, HeadsOf(first.Values), [], _session.EndsAt));
        // What the first signature covers is kept with the struck note, whatever the row says now.
        var kept = CanonicalContent.Kept(wrong.StruckContent!);
        Assert.True(first[_ann.PatientId].Covers(kept));
        var signed = SignedSession.Of(kept);
        Assert.Equal((AttendanceStatus.Present, 75, _session.StartsAt, _session.EndsAt), (signed.Status, signed.Minutes, signed.StartsAt, signed.EndsAt));
        Assert.Equal((_session.Shared!.Topic, _session.Shared.Homework), (signed.Shared!.Topic, signed.Shared.Homework));
        Assert.Equal(_session.Shared.Modalities, signed.Shared.Modalities);

        Assert.Equal((_ann.PatientId, 2, first[_ann.PatientId].Hash), (again.PatientId, again.Sequence, again.PreviousHash));
        Assert.Equal("Took part.", wrong.Text);
        Assert.Equal("The right one.", _session.LiveNoteOf(_ann.PatientId)!.Text);
        Assert.Throws<RuleViolation>(() => _session.Write(_bea.PatientId, new NoteText("Other."), _clinic.Leader, Timetable.Now));
    }

    [Fact]
    public void Supporters_of_a_signed_family_session_stand()
    {
        var patient = new Patient(
            _clinic.Site.Id,
            new Demographics { Name = new PersonName("Fay", "Ito"), BirthDate = new DateOnly(1990, 1, 1) },
            new ContactDetails(),
            Timetable.Monday,
            Timetable.Now);
        var mother = patient.AddSupporter("Mia Ito", "mother", null, mayJoinFamilySessions: true);
        var cousin = patient.AddSupporter("Cal Ito", "cousin", null, mayJoinFamilySessions: false);
        var program = new Domain.Programs.Program(_clinic.Site.Id, "Family", Domain.Programs.LevelOfCare.IntensiveOutpatient);
        var episode = Episode.Admit(
            patient,
            program,
            program.AddTrack("Day", Domain.Programs.PartOfDay.Morning),
            _clinic.Leader,
            Timetable.Monday,
            10,
            AdmissionGrounds.NotAskedFor,
            Timetable.Monday);
        var session = _clinic.AFamilySession(episode, mother);

        Assert.Throws<RuleViolation>(() => session.TakePart([cousin]));
        _clinic.LogWhole(session);
        session.Sign(_clinic.Leader, Given.NoChains, [], session.EndsAt);

        Assert.Equal(
            "This session is signed; who took part stands.", Assert.Throws<RuleViolation>(() => session.TakePart([])).Message);
        Assert.Equal(mother.Id, Assert.Single(session.Participants).SupportPersonId);
    }

    internal static Dictionary<Id<Patient>, ChainLink> HeadsOf(IEnumerable<Signature> signatures) =>
        signatures.GroupBy(s => s.PatientId).ToDictionary(s => s.Key, s => new ChainLink(s.Max(x => x.Sequence), s.MaxBy(x => x.Sequence)!.Hash));

    private string Refused(DateTimeOffset? at = null) =>
        Assert.Throws<RuleViolation>(() => _session.Sign(_clinic.Leader, Given.NoChains, [], at ?? _session.EndsAt)).Message;
}
