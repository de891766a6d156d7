using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Notes;

/// <summary>A note before and after it is signed.</summary>
public sealed class NoteTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _member;
    private readonly GroupSession _session;

    public NoteTests()
    {
        _member = _clinic.Admitted();
        _session = _clinic.AGroupSession([_member]);
    }

    [Fact]
    public void A_draft_is_changed_and_takes_neither_addendum_nor_strike()
    {
        var note = Write("First.");
        Assert.Same(note, Write("Second."));
        Assert.Equal("Second.", note.Text);

        const string Sentence = "This note is still a draft: change it directly.";
        Assert.Equal(Sentence, Assert.Throws<RuleViolation>(() => note.Append("More", "Late", _clinic.Leader, null, Timetable.Now)).Message);
        Assert.Equal(Sentence, Assert.Throws<RuleViolation>(() => note.Strike("Wrong", _clinic.Leader, CanonicalContent.Of([]), null, Timetable.Now)).Message);
    }

    [Fact]
    public void A_note_has_its_length_and_its_choices()
    {
        Assert.Equal(20_000, Write(new string('x', 20_000)).Text!.Length);
        Assert.Equal("Text", Assert.Throws<RuleViolation>(() => Write(new string('x', 20_001))).Field);
        Assert.Equal("Participation", Assert.Throws<RuleViolation>(() => Write(new NoteText("x", (Participation)6))).Field);
        Assert.Equal("Affect", Assert.Throws<RuleViolation>(() => Write(new NoteText("x", Affect: (Affect)99))).Field);
        Assert.Equal("Response", Assert.Throws<RuleViolation>(() => Write(new NoteText("x", Response: (Response)99))).Field);
    }

    [Fact]
    public void A_signed_note_takes_an_addendum_with_text_and_reason()
    {
        var (note, head) = Signed();
        var signature = note.Append(" He called. ", "Call after the session", _clinic.Leader, head, Timetable.Now.AddDays(1));

        var addendum = Assert.Single(note.Addenda);
        Assert.Equal("He called.", addendum.Text);
        Assert.Equal((SignatureMeaning.Addendum, 2, head.Hash, addendum.Id), (signature.Meaning, signature.Sequence, signature.PreviousHash, signature.AddendumId));
        Assert.True(signature.Covers(addendum.Content()));
        Assert.Equal("Took part.", note.Text);
    }

    [Theory]
    [InlineData("", "Late", "Text")]
    [InlineData("More", "  ", "Reason")]
    public void An_addendum_without_text_or_reason_is_refused(string text, string reason, string field)
    {
        var (note, head) = Signed();

        Assert.Equal(field, Assert.Throws<RuleViolation>(() => note.Append(text, reason, _clinic.Leader, head, Timetable.Now)).Field);
        Assert.Empty(note.Addenda);
    }

    [Fact]
    public void A_strike_has_a_reason_happens_once_and_ends_addenda()
    {
        var (note, head) = Signed();
        Assert.Throws<RuleViolation>(() => note.Strike(" ", _clinic.Leader, CanonicalContent.Of([]), null, Timetable.Now));
        note.Strike("Other patient", _clinic.Leader, CanonicalContent.Of([]), null, Timetable.Now);

        Assert.True(note is { IsStruck: true, IsSigned: true, Text: "Took part." });
        Assert.Equal("This note is already struck.", Assert.Throws<RuleViolation>(() => note.Strike("Again", _clinic.Leader, CanonicalContent.Of([]), null, Timetable.Now)).Message);
        Assert.Equal(
            "This note is struck and takes no addenda.",
            Assert.Throws<RuleViolation>(() => note.Append("More", "Late", _clinic.Leader, head, Timetable.Now)).Message);
        Assert.Null(_session.LiveNoteOf(_member.PatientId));
    }

    [Fact]
    public void A_struck_note_says_whom_it_was_meant_for_and_that_is_somebody_else()
    {
        var (note, _) = Signed();
        Assert.Equal("MeantForId", Assert.Throws<RuleViolation>(() => note.Strike("Wrong", _clinic.Leader, CanonicalContent.Of([]), note.PatientId, Timetable.Now)).Field);
        Assert.False(note.IsStruck);

        var other = Id<Patient>.New();
        note.Strike("Wrong", _clinic.Leader, CanonicalContent.Of([]), other, Timetable.Now);
        Assert.Equal(other, note.MeantForId);
    }

    [Fact]
    public void Who_is_no_clinician_neither_adds_nor_strikes()
    {
        var (note, head) = Signed();
        var clerk = new StaffMember(new PersonName("Cleo", "Day"), "cleo@clinic.example", _clinic.Site.Id, [Role.Intake]);

        Assert.Throws<RuleViolation>(() => note.Append("More", "Late", clerk, head, Timetable.Now));
        Assert.Throws<RuleViolation>(() => note.Strike("Wrong", clerk, CanonicalContent.Of([]), null, Timetable.Now));
    }

    [Fact]
    public void A_signature_names_the_credential_of_that_day()
    {
        _clinic.Leader.Hold([
            new Credential("LPC", "1", Timetable.Monday.AddYears(-1), Timetable.Monday),
            new Credential("LCSW", "2", Timetable.Monday.AddDays(1), null)]);
        _clinic.LogWhole(_session);

        Assert.Equal("LPC", Assert.Single(_session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt)).Credential);
    }

    [Fact]
    public void A_lost_text_is_kept_beside_the_note()
    {
        var note = Write("Theirs.");
        note.KeepDraft("Mine.", _clinic.Leader.Id, Timetable.Now);

        Assert.Equal("Mine.", Assert.Single(note.Drafts).Text);
        Assert.Throws<RuleViolation>(() => note.KeepDraft(" ", _clinic.Leader.Id, Timetable.Now));
    }

    [Fact]
    public void The_words_of_a_note_do_not_print_themselves() => Assert.Equal("NoteText", new NoteText("Secret").ToString());

    private ProgressNote Write(string text) => Write(new NoteText(text));

    private ProgressNote Write(NoteText text) => _session.Write(_member.PatientId, text, _clinic.Leader, Timetable.Now);

    private (ProgressNote Note, ChainLink Head) Signed()
    {
        _clinic.LogWhole(_session);
        var signature = Assert.Single(_session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt));
        return (_session.Notes[0], new ChainLink(signature.Sequence, signature.Hash));
    }
}
