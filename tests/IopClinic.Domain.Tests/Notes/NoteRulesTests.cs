using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Notes;

/// <summary>When a note is due and when it is late, and what is signed although something in it is marked.</summary>
public sealed class NoteRulesTests
{
    private static readonly TimeZoneInfo Zone = ClinicClock.Zone("America/New_York");

    private readonly Timetable _clinic = new();

    [Theory]
    [InlineData("2026-11-23", 3, "2026-11-27")]
    [InlineData("2026-11-25", 3, "2026-12-01")]
    [InlineData("2026-11-27", 1, "2026-12-01")]
    [InlineData("2026-11-28", 1, "2026-12-01")]
    [InlineData("2028-02-28", 2, "2028-03-02")]
    public void A_late_entry_begins_with_the_day_after_the_last_business_day(string session, int days, string from) => Assert.Equal(
        ClinicClock.InstantOf(DateOnly.Parse(from, null), TimeOnly.MinValue, Zone),
        (NoteRules.Usual with { LateDays = days }).LateFrom(DateOnly.Parse(session, null), Zone));

    [Fact]
    public void A_note_is_due_so_many_hours_after_the_session() =>
        Assert.Equal(Timetable.Now.AddHours(24), NoteRules.Usual.DueAt(Timetable.Now));

    [Theory]
    [InlineData(29, 24, 3, "Alike")]
    [InlineData(101, 24, 3, "Alike")]
    [InlineData(50, 0, 3, "DueHours")]
    [InlineData(50, 337, 3, "DueHours")]
    [InlineData(50, 24, 0, "LateDays")]
    [InlineData(50, 24, 31, "LateDays")]
    public void Numbers_out_of_range_are_refused(int alike, int hours, int days, string field) =>
        Assert.Equal(field, Assert.Throws<RuleViolation>(() => new NoteRules(alike, hours, days).Checked()).Field);

    [Fact]
    public void A_marked_note_is_signed_with_its_reason_and_no_other()
    {
        var (session, ann, bea) = Logged();
        Assert.Throws<RuleViolation>(() => Sign(session, (ann, NoteFindings.None with { IsMarked = true, Reason = " " })));
        Assert.Throws<RuleViolation>(() => Sign(session, (ann, NoteFindings.None with { IsSharedMarked = true })));
        Assert.False(session.IsSigned);

        var signatures = Sign(
            session,
            (ann, new NoteFindings(IsMarked: true, " They worked as a pair. ", IsSharedMarked: true, "The author of the book.", IsLate: true)),
            (bea, NoteFindings.None with { Reason = "The mark was gone by then." }));
        var (hers, other) = (session.LiveNoteOf(ann)!, session.LiveNoteOf(bea)!);
        Assert.Equal(("They worked as a pair.", "The author of the book.", true), (hers.SignedDespite, hers.SharedDespite, hers.IsLateEntry));
        Assert.Equal((null, null, false), (other.SignedDespite, other.SharedDespite, other.IsLateEntry));
        var attendance = session.Attendances.Single(a => a.PatientId == ann);
        Assert.True(signatures.Single(s => s.PatientId == ann).Covers(hers.Content(session, attendance)));
        var fields = hers.Content(session, attendance).Fields();
        Assert.Equal(["They worked as a pair.", "The author of the book."], fields.SkipWhile(field => field != "\u001edespite/1").Skip(1).Take(2));
        Assert.Equal("\u001elate/1", fields[^1]);
        // What was signed without a mark keeps the hash that it had before there were marks.
        Assert.DoesNotContain(other.Content(session, session.Attendances.Single(a => a.PatientId == bea)).Fields(), field => field is ['\u001e', 'd' or 'l', ..]);
    }

    [Fact]
    public void A_reason_is_not_endless()
    {
        var (session, ann, _) = Logged();
        Assert.Equal("Reason", Assert.Throws<RuleViolation>(() => Sign(session, (ann, NoteFindings.None with { IsMarked = true, Reason = new string('y', 301) }))).Field);
    }

    private (GroupSession Session, Id<Patient> Ann, Id<Patient> Bea) Logged()
    {
        var (ann, bea) = (_clinic.Admitted("Ann"), _clinic.Admitted("Bea"));
        var session = _clinic.AGroupSession([ann, bea]);
        _clinic.LogWhole(session);
        return (session, ann.PatientId, bea.PatientId);
    }

    private IReadOnlyList<Signature> Sign(GroupSession session, params (Id<Patient> Patient, NoteFindings Found)[] found) =>
        session.Sign(_clinic.Leader, Given.NoChains, [], session.EndsAt, null, found.ToDictionary(one => one.Patient, one => one.Found));
}
