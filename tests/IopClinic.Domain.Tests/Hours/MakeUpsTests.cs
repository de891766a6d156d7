using IopClinic.Domain.Hours;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Hours;

/// <summary>Which free seats are offered to somebody who missed sessions, in which order, and how one is booked.</summary>
public sealed class MakeUpsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private readonly Timetable _clinic = new();

    [Fact]
    public void What_brings_all_that_is_missing_comes_first_and_the_sooner_before_the_later()
    {
        var (shortSoon, wholeLater, wholeSoon) = (Session(1, 9, 60), Session(3, 9, 180), Session(2, 9, 180));
        var offers = Weeks(missing: 120).Among([shortSoon, wholeLater, wholeSoon], Now);

        Assert.Equal([wholeSoon, wholeLater, shortSoon], offers.Select(o => o.Session));
        Assert.Equal([true, true, false], offers.Select(o => o.CoversAll));
        Assert.All(offers, o => Assert.True(o.Fits));
    }

    [Fact]
    public void What_something_speaks_against_stands_below_what_fits()
    {
        var (kept, free) = (Session(1, 9, 180), Session(4, 9, 60));
        var constraint = new PatientConstraint(
            Id<Domain.Patients.Patient>.New(), ConstraintKind.Work, [kept.Date.DayOfWeek], new TimeOnly(8, 0), new TimeOnly(10, 0), new DateRange(Monday, null), _clinic.Leader, Now);
        var offers = (Weeks(missing: 120) with { Constraints = [constraint] }).Among([kept, free], Now);

        Assert.Equal([free, kept], offers.Select(o => o.Session));
        Assert.StartsWith("The patient cannot come then: work, ", Assert.Single(offers[1].Concerns), StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_the_weeks_maximum_is_a_concern_and_exactly_the_maximum_none()
    {
        var most = Weeks(missing: 60) with { Weeks = [new WeekOfTreatment(Monday, 400, 0, 460, 500)] };

        Assert.Empty(Assert.Single(most.Among([Session(1, 9, 100)], Now)).Concerns);
        Assert.Contains("maximum", Assert.Single(Assert.Single(most.Among([Session(1, 9, 101)], Now)).Concerns), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_begun_is_full_brings_nothing_or_lies_in_taken_time_is_not_offered()
    {
        var taken = Session(2, 9, 60);
        var offers = (Weeks(missing: 120) with { Taken = [(taken.StartsAt.AddMinutes(59), taken.EndsAt.AddHours(1))] }).Among(
            [
                Session(1, 9, 60) with { StartsAt = Now }, Session(1, 9, 60) with { SeatsFree = 0 }, Session(1, 9, 60) with { Minutes = 0 }, taken, Session(15, 9, 60),
            ],
            Now);

        Assert.Empty(offers);
    }

    [Fact]
    public void Time_that_only_touches_is_free()
    {
        var session = Session(2, 9, 60);
        Assert.Single((Weeks(missing: 120) with { Taken = [(session.EndsAt, session.EndsAt.AddHours(1))] }).Among([session], Now));
    }

    [Fact]
    public void A_week_that_lacks_nothing_makes_up_for_the_one_before_it()
    {
        var weeks = Weeks(missing: 120) with { Weeks = [new WeekOfTreatment(Monday, 400, 20, 540, 900), new WeekOfTreatment(Monday.AddDays(7), 0, 600, 540, 900)] };
        var offer = Assert.Single(weeks.Among([Session(8, 9, 120)], Now));

        Assert.Equal(120, offer.Missing);
        Assert.True(offer.CoversAll);
        // As long as the week itself can be filled, the next one does not make up for it.
        Assert.Equal([120, 0], weeks.Among([Session(8, 9, 120), Session(6, 9, 60)], Now).OrderBy(o => o.Session.StartsAt).Select(o => o.Missing));
        Assert.False(Assert.Single((weeks with { Weeks = [new WeekOfTreatment(Monday, 600, 0, 540, 900)] }).Among([Session(1, 9, 60)], Now)).CoversAll);
    }

    [Fact]
    public void A_seat_is_booked_once_before_the_session_begins_and_given_back_until_something_is_recorded()
    {
        var (member, guest) = (_clinic.Admitted("Ada"), _clinic.Admitted("Bea"));
        var session = _clinic.AGroupSession([member]);
        var before = session.StartsAt.AddHours(-1);

        Assert.Throws<RuleViolation>(() => session.SeatForMakeUp(guest, null, _clinic.Leader, session.StartsAt));
        Assert.Throws<RuleViolation>(() => session.SeatForMakeUp(member, null, _clinic.Leader, before));
        Assert.True(session.SeatForMakeUp(guest, " She asked for it ", _clinic.Leader, before) is { IsMakeUp: true, MakeUpReason: "She asked for it" });
        Assert.Throws<RuleViolation>(() => session.SeatForMakeUp(guest, null, _clinic.Leader, before));
        // Whoever joins the group afterwards keeps the one place.
        Assert.True(session.Seat(guest).IsMakeUp);

        Assert.Throws<RuleViolation>(() => session.GiveBack(member.PatientId));
        session.GiveBack(guest.PatientId);
        Assert.Equal(member.PatientId, Assert.Single(session.Roster).PatientId);

        session.SeatForMakeUp(guest, null, _clinic.Leader, before);
        _clinic.Saw(session, guest.PatientId, new Presence(AttendanceStatus.Present));
        Assert.Equal("This session already has a record of the patient.", Assert.Throws<RuleViolation>(() => session.GiveBack(guest.PatientId)).Message);
    }

    [Fact]
    public void A_cancelled_session_takes_nobody()
    {
        var session = _clinic.AGroupSession([_clinic.Admitted("Ada")]);
        session.Cancel("Storm", _clinic.Leader, session.StartsAt.AddDays(-1));

        Assert.Equal(
            "This session is cancelled.",
            Assert.Throws<RuleViolation>(() => session.SeatForMakeUp(_clinic.Admitted("Bea"), null, _clinic.Leader, session.StartsAt.AddHours(-1))).Message);
    }

    private static MakeUps Weeks(int missing) =>
        new([new WeekOfTreatment(Monday, 0, 540 - missing, 540, 900), new WeekOfTreatment(Monday.AddDays(7), 0, 540, 540, 900)], [], []);

    private static SessionToJoin Session(int day, int hour, int minutes)
    {
        var date = Monday.AddDays(day);
        var starts = new DateTimeOffset(date, new TimeOnly(hour, 0), TimeSpan.Zero);
        return new SessionToJoin(Id<Session>.New(), date, new TimeOnly(hour, 0), new TimeOnly(hour, 0).AddMinutes(minutes), starts, starts.AddMinutes(minutes), minutes, 3);
    }
}
