using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>Sessions by telehealth: their link, where the patient is, and the consent without which nothing of them is signed.</summary>
public sealed class TelehealthTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _ann;
    private readonly IndividualSession _session;

    public TelehealthTests()
    {
        _ann = _clinic.Admitted("Ann");
        _session = _clinic.AnIndividualSession(_ann);
        _session.MeetIn(null, SessionMode.Telehealth);
    }

    [Theory]
    [InlineData("http://meet.example/ann")]
    [InlineData("meet.example/ann")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://")]
    [InlineData("https://somebody@meet.example/ann")]
    [InlineData("https://meet.example/a b")]
    public void A_link_is_a_whole_https_address(string typed) =>
        Assert.Equal("Enter the whole link, beginning with https://.", Assert.Throws<RuleViolation>(() => _session.JoinAt(typed)).Message);

    [Fact]
    public void A_link_is_trimmed_bounded_and_taken_away_by_leaving_it_empty()
    {
        _session.JoinAt(" https://meet.example/ann ");
        Assert.Equal("https://meet.example/ann", _session.MeetingLink);

        Assert.Throws<RuleViolation>(() => _session.JoinAt($"https://meet.example/{new string('x', 300)}"));
        _session.JoinAt(" ");
        Assert.Null(_session.MeetingLink);
    }

    [Fact]
    public void Only_what_is_held_by_telehealth_has_a_link()
    {
        _session.JoinAt("https://meet.example/ann");
        _session.MeetIn(_clinic.Room, SessionMode.OnSite);

        Assert.Null(_session.MeetingLink);
        Assert.Equal("MeetingLink", Assert.Throws<RuleViolation>(() => _session.JoinAt("https://meet.example/ann")).Field);
    }

    [Fact]
    public void Who_attended_by_telehealth_was_somewhere_and_consented()
    {
        Attend(where: null);

        Assert.Equal(["where the patient was", "consent to telehealth"], _session.Missing([]).Select(m => m.What));
        Assert.Equal(["where the patient was"], _session.Missing([], [Consent(_session.ClinicDate)]).Select(m => m.What));
    }

    [Fact]
    public void An_absence_and_a_session_on_site_need_neither()
    {
        _clinic.Saw(_session, _ann.PatientId, new Presence(AttendanceStatus.UnexcusedAbsence) { Where = "At home" });
        var onSite = _clinic.AnIndividualSession(_ann);
        _clinic.LogWhole(onSite);

        Assert.Empty(_session.Missing([]));
        Assert.Null(_session.Attendances[0].Where);
        Assert.Empty(onSite.Missing([]));
        Assert.Single(_session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt));
    }

    [Fact]
    public void Without_a_consent_valid_on_that_day_nothing_is_signed()
    {
        Attend("At home");
        var withdrawn = Consent(_session.ClinicDate.AddDays(-3));
        withdrawn.Withdraw(_session.ClinicDate, _clinic.Leader, _session.ClinicDate);
        TelehealthConsent[][] none = [[], [withdrawn], [Consent(_session.ClinicDate.AddDays(1))]];

        Assert.All(none, consents => Assert.Equal(
            Session.NoConsent,
            Assert.Throws<RuleViolation>(() => _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt, consents)).Message));
        Assert.Single(_session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt, [Consent(_session.ClinicDate)]));
    }

    [Fact]
    public void Where_the_patient_was_is_signed_and_read_back()
    {
        Attend("At her sister's");
        var signature = _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt, [Consent(_session.ClinicDate)]).Single();
        var content = _session.Notes[0].Content(_session, _session.Attendances[0]);

        Assert.True(signature.Covers(content));
        Assert.Equal("At her sister's", SignedSession.Of(content).Where);
        Assert.Contains("At her sister's", content.Fields());
    }

    [Fact]
    public void What_was_signed_before_places_were_asked_for_keeps_its_hash()
    {
        var session = _clinic.AnIndividualSession(_ann);
        _clinic.LogWhole(session);
        var content = session.Notes[0].Content(session, session.Attendances[0]);

        Assert.DoesNotContain(content.Fields(), field => field?.StartsWith('\u001e') == true);
        Assert.Null(SignedSession.Of(content).Where);
    }

    [Fact]
    public void A_consent_holds_from_its_day_until_the_day_of_its_withdrawal()
    {
        var monday = Timetable.Monday;
        var consent = Consent(monday);
        Assert.False(consent.IsValidOn(monday.AddDays(-1)));
        Assert.True(consent.IsValidOn(monday));
        Assert.True(consent.IsValidOn(monday.AddDays(400)));

        Assert.Equal("WithdrawnOn", Assert.Throws<RuleViolation>(() => consent.Withdraw(monday.AddDays(-1), _clinic.Leader, monday)).Field);
        Assert.Equal("WithdrawnOn", Assert.Throws<RuleViolation>(() => consent.Withdraw(monday.AddDays(8), _clinic.Leader, monday.AddDays(7))).Field);
        consent.Withdraw(monday.AddDays(7), _clinic.Leader, monday.AddDays(7));

        Assert.True(consent.IsValidOn(monday.AddDays(6)));
        Assert.False(consent.IsValidOn(monday.AddDays(7)));
        Assert.Throws<RuleViolation>(() => consent.Withdraw(monday.AddDays(7), _clinic.Leader, monday.AddDays(7)));
    }

    [Fact]
    public void A_consent_is_not_given_tomorrow() => Assert.Equal(
        "GivenOn",
        Assert.Throws<RuleViolation>(() => new TelehealthConsent(
            Patient(), Timetable.Monday.AddDays(1), ConsentForm.Verbal, _clinic.Leader, Timetable.Monday, Timetable.Now)).Field);

    private void Attend(string? where)
    {
        _clinic.Saw(_session, _ann.PatientId, new Presence(AttendanceStatus.Present) { Where = where });
        _session.Write(_ann.PatientId, new NoteText("Took part."), _clinic.Leader, _session.EndsAt);
    }

    private TelehealthConsent Consent(DateOnly on) => new(Patient(), on, ConsentForm.Written, _clinic.Leader, on, Timetable.Now);

    private Patient Patient() => _clinic.PatientOf(_ann);
}
