using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>A multi-family group: beside each patient those of the family who came, signed with that patient's note and no other.</summary>
public sealed class FamiliesInGroupsTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _ann;
    private readonly Episode _bea;
    private readonly GroupSession _session;
    private readonly SupportPerson _mother;
    private readonly SupportPerson _brother;

    public FamiliesInGroupsTests()
    {
        _clinic.Service.InviteFamilies(true);
        (_ann, _bea) = (_clinic.Admitted("Ann"), _clinic.Admitted("Bea"));
        _session = _clinic.AGroupSession([_ann, _bea]);
        _mother = _clinic.PatientOf(_ann).AddSupporter("Ruth", "Mother", null, mayJoinFamilySessions: true);
        _brother = _clinic.PatientOf(_bea).AddSupporter("Joe", "Brother", null, mayJoinFamilySessions: true);
    }

    [Fact]
    public void Those_whom_their_patient_agreed_to_take_part()
    {
        _session.TakePart([_mother, _brother], _clinic.Service);
        _session.TakePart([_brother], _clinic.Service);

        Assert.Equal((_brother.Id, _bea.PatientId), _session.Participants.Select(p => (p.SupportPersonId, p.PatientId)).Single());
    }

    [Fact]
    public void Nobody_else_does()
    {
        var cousin = _clinic.PatientOf(_ann).AddSupporter("Cy", "Cousin", null, mayJoinFamilySessions: false);
        var stranger = _clinic.PatientOf(_clinic.Admitted("Cleo")).AddSupporter("Sam", "Friend", null, mayJoinFamilySessions: true);

        Assert.Equal("The patient has not agreed that Cy joins family sessions.", Refusal(cousin));
        Assert.Equal("Choose people from this patient's network.", Refusal(stranger));
        _clinic.Service.InviteFamilies(false);
        Assert.Equal("Families take no part in Skills.", Refusal(_mother));
    }

    [Fact]
    public void Only_of_groups_it_is_said() =>
        Assert.Throws<RuleViolation>(() => new Service("One to one", SessionKind.Individual, 50, true).InviteFamilies(true));

    [Fact]
    public void Each_note_is_signed_with_its_own_family_and_without_one_as_ever()
    {
        _clinic.LogWhole(_session);
        var (ann, bea) = (Content(_ann), Content(_bea));
        _session.TakePart([_mother], _clinic.Service);

        Assert.Contains($"{_mother.Id}", Content(_ann).Fields());
        Assert.NotEqual(ann.Print, Content(_ann).Print);
        Assert.Equal(bea.Print, Content(_bea).Print);
        Assert.NotNull(SignedSession.Of(Content(_ann)).Shared);
    }

    [Fact]
    public void What_is_signed_stands_and_what_stands_may_be_sent_again()
    {
        _session.TakePart([_mother], _clinic.Service);
        _clinic.LogWhole(_session);
        _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt);

        _session.TakePart([_mother], _clinic.Service);
        Assert.Equal("This session is signed; who took part stands.", Refusal(_brother));
        Assert.Single(_session.Participants);
    }

    [Fact]
    public void Whoever_is_released_takes_their_family_along()
    {
        _session.TakePart([_mother, _brother], _clinic.Service);
        _session.Release(_ann.PatientId);

        Assert.Equal(_brother.Id, Assert.Single(_session.Participants).SupportPersonId);
    }

    private CanonicalContent Content(Episode episode) => _session.LiveNoteOf(episode.PatientId)!
        .Content(_session, _session.Attendances.Single(a => a.PatientId == episode.PatientId));

    private string Refusal(SupportPerson person) => Assert.Throws<RuleViolation>(() => _session.TakePart([person], _clinic.Service)).Message;
}
