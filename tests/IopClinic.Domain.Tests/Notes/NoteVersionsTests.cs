using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Notes;

/// <summary>Which texts of a draft are kept, and how one of them comes back.</summary>
public sealed class NoteVersionsTests
{
    private const string TenWords = "one two three four five six seven eight nine ten";

    private readonly Timetable _clinic = new();
    private readonly Episode _member;
    private readonly GroupSession _session;
    private DateTimeOffset _now = Timetable.Now;

    public NoteVersionsTests()
    {
        _member = _clinic.Admitted();
        _session = _clinic.AGroupSession([_member]);
    }

    [Fact]
    public void What_is_written_without_a_pause_is_kept_once_a_minute()
    {
        var text = TenWords;
        for (var second = 0; second < 180; second += 4)
        {
            Write(text);
            text += $" more{second}";
            _now += TimeSpan.FromSeconds(4);
        }

        Assert.Equal(3, Note.Drafts.Count);
        Assert.Equal(TenWords, Note.Drafts[0].Text);
        Assert.All(Note.Drafts.Zip(Note.Drafts.Skip(1)), pair => Assert.True(pair.Second.WrittenAt - pair.First.WrittenAt >= NoteVersions.Pause));
    }

    [Fact]
    public void The_first_words_are_no_version_until_somebody_paused_at_them()
    {
        Write("Said");
        Write("Said no");
        Assert.Empty(Note.Drafts);

        _now += NoteVersions.Pause;
        Write("Said no to a loan");
        Assert.Equal("Said no", Assert.Single(Note.Drafts).Text);
    }

    [Fact]
    public void What_is_cut_or_emptied_is_kept()
    {
        Write("Said no to a loan.");
        Write("Said no");
        Write(null);

        Assert.Equal(["Said no to a loan."], Note.Drafts.Select(kept => kept.Text));
        Assert.Null(Note.Text);
    }

    [Fact]
    public void What_was_saved_on_purpose_is_kept_when_it_is_replaced()
    {
        Write("Said no.");
        Note.Save(_now);
        Write("Said no. Twice.");
        Write("Said no. Twice. And again.");

        Assert.Equal("Said no.", Assert.Single(Note.Drafts).Text);
        Assert.Null(Note.SavedAt);
    }

    [Fact]
    public void Another_choice_is_no_other_version()
    {
        Write(TenWords);
        _now += NoteVersions.Pause;
        _session.Write(_member.PatientId, new NoteText(TenWords, Participation.Active), _clinic.Leader, _now);

        Assert.Empty(Note.Drafts);
    }

    [Fact]
    public void A_version_names_whoever_wrote_its_words_and_when_and_not_who_chose_something_after_them()
    {
        var colleague = new StaffMember(new PersonName("Ben", "Ito"), "ben@clinic.example", _clinic.Leader.SiteId, [Role.Clinician]);
        var (wrote, chose) = (_now, _now + NoteVersions.Pause);
        Write(TenWords);
        _session.Write(_member.PatientId, new NoteText(TenWords, Participation.Active), colleague, chose);
        Assert.Equal((_clinic.Leader.Id, wrote), (Note.TextById!.Value, Note.TextAt!.Value));
        Assert.Equal((colleague.Id, chose), (Note.WrittenById, Note.WrittenAt));
        _session.Write(_member.PatientId, new NoteText("Other words.", Participation.Active), colleague, chose);

        var kept = Assert.Single(Note.Drafts);
        Assert.Equal((_clinic.Leader.Id, wrote), (kept.AuthorId, kept.WrittenAt));
        Assert.Equal(colleague.Id, Note.TextById);

        // Whoever brings words back has not written them.
        _session.Restore(_member.PatientId, kept, colleague, chose);
        Assert.Equal((_clinic.Leader.Id, wrote, colleague.Id), (Note.TextById!.Value, Note.TextAt!.Value, Note.WrittenById));
    }

    [Fact]
    public void A_version_comes_back_and_what_stood_there_is_one_itself()
    {
        Write("Said no to a loan.", "No means no.");
        Write("Gone.");
        var first = Assert.Single(Note.Drafts);
        Restore(first);

        Assert.Equal(("Said no to a loan.", "No means no."), (Note.Text, Note.InTheirWords));
        Assert.Equal("Gone.", Note.Drafts[1].Text);

        // There and back again keeps nothing twice.
        Restore(Note.Drafts[1]);
        Restore(first);
        Restore(first);
        Assert.Equal(2, Note.Drafts.Count);
    }

    [Fact]
    public void Nothing_comes_back_from_another_note_or_into_a_signed_one()
    {
        var other = _clinic.AGroupSession([_member]);
        var theirs = other.Write(_member.PatientId, new NoteText("Theirs."), _clinic.Leader, _now);
        theirs.KeepDraft("Kept.", _clinic.Leader.Id, _now);
        Write("Mine.");
        Note.KeepDraft("Mine before.", _clinic.Leader.Id, _now);

        Assert.Equal("There is no such version of this note.", Assert.Throws<RuleViolation>(() => Restore(theirs.Drafts[0])).Message);
        _clinic.LogWhole(_session);
        _session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt);
        Assert.Equal("This note is signed. Add an addendum instead.", Assert.Throws<RuleViolation>(() => Restore(Note.Drafts[0])).Message);
    }

    private ProgressNote Note => _session.LiveNoteOf(_member.PatientId)!;

    private void Write(string? text, string? words = null) => _session.Write(_member.PatientId, new NoteText(text) { InTheirWords = words }, _clinic.Leader, _now);

    private void Restore(NoteDraft version) => _session.Restore(_member.PatientId, version, _clinic.Leader, _now);
}
