using System.Security.Cryptography;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Notes;

/// <summary>What a patient said stands in the note word for word.</summary>
public sealed class TheirWordsTests
{
    private readonly Timetable _clinic = new();
    private readonly Episode _member;
    private readonly GroupSession _session;

    public TheirWordsTests()
    {
        _member = _clinic.Admitted();
        _session = _clinic.AGroupSession([_member]);
        _clinic.LogWhole(_session);
    }

    [Fact]
    public void They_have_their_length()
    {
        Assert.Equal(500, Write(new string('x', 500)).InTheirWords!.Length);
        Assert.Equal("InTheirWords", Assert.Throws<RuleViolation>(() => Write(new string('x', 501))).Field);
        Assert.Null(Write(" ").InTheirWords);
    }

    [Fact]
    public void A_note_without_them_is_signed_as_it_was_before_there_were_any()
    {
        var (note, attendance) = (Write(null), _session.Attendances.Single());
        string?[] fields =
        [
            "progress-note/1", $"{_session.Id}", $"{note.PatientId}", $"{note.Id}", $"{_session.ServiceId}", $"{_session.ClinicDate:yyyy-MM-dd}",
            .. new DateTimeOffset?[] { _session.StartsAt, _session.EndsAt }.Select(at => $"{at!.Value.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}"),
            "Present", null, null, null, $"{attendance.Minutes}", null, null, null, "Took part.", "Saying no", null, "", null, null, null,
        ];

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(CanonicalContent.Of(fields).Bytes.Span)), note.Content(_session, attendance).Print);
    }

    [Fact]
    public void The_signature_covers_them()
    {
        var attendance = _session.Attendances.Single();
        var without = Write(null).Content(_session, attendance);
        var with = Write("I want my mornings back.").Content(_session, attendance);

        Assert.Equal(["\u001ein-their-words/1", "I want my mornings back."], with.Fields().Skip(without.Fields().Count));
        Assert.Equal("Saying no", SignedSession.Of(with).Shared!.Topic);
        var signature = Assert.Single(_session.Sign(_clinic.Leader, Given.NoChains, [], _session.EndsAt));
        Assert.True(signature.Covers(with));
        Assert.False(signature.Covers(without));
    }

    [Fact]
    public void A_lost_race_keeps_them_also_without_a_text()
    {
        var note = Write(null);
        note.KeepDraft(null, _clinic.Leader.Id, Timetable.Now, "Not today.");

        Assert.Equal(("", "Not today."), (Assert.Single(note.Drafts).Text, note.Drafts[0].InTheirWords));
    }

    private ProgressNote Write(string? words) =>
        _session.Write(_member.PatientId, new NoteText("Took part.") { InTheirWords = words }, _clinic.Leader, Timetable.Now);
}
