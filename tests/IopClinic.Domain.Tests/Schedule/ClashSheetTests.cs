using System.Diagnostics;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Schedule;

/// <summary>A Morning IOP of thirty-six occurrences, and everything that could stand against it.</summary>
public sealed class ClashSheetTests
{
    private readonly Timetable _clinic = new();
    private readonly Room _oak;
    private readonly StaffMember _other;
    private readonly IReadOnlyList<Occurrence> _series;

    public ClashSheetTests()
    {
        _oak = _clinic.Site.AddRoom("Oak", 20);
        _other = new StaffMember(new PersonName("Bo", "Lind"), "bo@clinic.example", _clinic.Site.Id, [Role.Clinician]);
        _clinic.Site.OpenAt(Enum.GetValues<DayOfWeek>().Select(day => new OpeningHours(day, new TimeOnly(8, 0), new TimeOnly(18, 0))));
        var group = _clinic.Group(Timetable.Nine(60));
        _series = group.Propose(_clinic.Service, group.Recurrence.Dates());
    }

    [Fact]
    public void Nothing_is_invented()
    {
        var sheet = ClashSheet.Of(_series, Facts(
            // Before, after, elsewhere, and by somebody else at the same time.
            Room(_clinic.Room, 0, new(8, 0), 60), Room(_clinic.Room, 0, new(10, 0), 60), Room(_oak, 0, new(9, 0), 60), Led(_other, 0, new(9, 0), 60),
            Room(_clinic.Room, 1, new(9, 0), 60)));

        Assert.Empty(sheet.Causes);
        Assert.True(sheet.IsClean);
    }

    [Fact]
    public void Eleven_kinds_are_found_each_where_it_is_and_nowhere_else()
    {
        var patient = new Id<Patient>(Guid.CreateVersion7(Timetable.Now));
        var service = new Service("Prescribing", SessionKind.Group, 60, true);
        service.Demand(["PMHNP"]);
        var small = _clinic.Site.AddRoom("Nook", 3);
        List<Occurrence> occurrences =
        [
            .. _series.Select(o => o with { Patients = [patient] }),
            new Occurrence(1, "Prescribing", service, Day(1), new TimeOnly(12, 0), 60) { Room = small.Id, Leaders = [_other.Id], Places = 8 },
        ];
        _clinic.Leader.WorkAt(Enumerable.Range(1, 4).Select(day => new WorkingHours((DayOfWeek)day, new TimeOnly(8, 0), new TimeOnly(18, 0))));
        var facts = new ScheduleFacts
        {
            Site = _clinic.Site,
            Rooms = [_clinic.Room, _oak, small],
            // Ana does not work on Fridays.
            Leaders = [_clinic.Leader, _other],
            Closures = [(new DateRange(Day(23), Day(24)), "Thanksgiving")],
            Taken =
            [
                Room(_clinic.Room, 0, new(9, 30), 60),
                Led(_clinic.Leader, 2, new(8, 30), 60),
                new Taken(Resource.Patient, patient.Value, At(7, new(9, 59)), At(7, new(10, 30)), "Individual therapy", NewSession()),
                new Taken(Resource.Clinician, _clinic.Leader.Id.Value, At(14, new(0, 0)), At(16, new(0, 0)), null, null),
            ],
            Constraints =
            [
                Constraint(patient, ConstraintKind.Work, DayOfWeek.Monday, new TimeOnly(9, 45), new TimeOnly(12, 0), Day(35)),
            ],
            Weeks = [new BookedWeek(patient, Day(42), 500)],
            WeeklyMaximum = new Dictionary<Id<Patient>, int> { [patient] = 600 },
            Patients = new Dictionary<Id<Patient>, string> { [patient] = "Rosalind Achterberg" },
        };

        // Twelve Fridays without Ana; the others once each.
        var sheet = ClashSheet.Of(occurrences, facts);

        Assert.Equal(
            [
                (ClashKind.Room, "0"),
                (ClashKind.Leader, "2"),
                (ClashKind.Patient, "7"),
                (ClashKind.Leave, "14"),
                (ClashKind.Credential, "1"),
                (ClashKind.RoomTooSmall, "1"),
                (ClashKind.Closure, "23"),
                (ClashKind.Availability, "4 11 18 25 32 39 46 53 60 67 74 81"),
                (ClashKind.Constraint, "35"),
                (ClashKind.WeeklyMaximum, "46"),
            ],
            sheet.Causes.OrderBy(cause => cause.Kind).Select(cause => (cause.Kind, string.Join(' ', cause.Dates.Select(d => d.DayNumber - Timetable.Monday.DayNumber)))));
        Assert.Equal(6, sheet.Causes.TakeWhile(cause => cause.IsHard).Count());
        Assert.Contains(sheet.Causes, cause => cause.Sentence == "Rosalind Achterberg cannot come when Morning skills meets.");

        _clinic.Site.OpenAt([new OpeningHours(DayOfWeek.Monday, new TimeOnly(9, 30), new TimeOnly(18, 0))]);
        Assert.Equal(36, ClashSheet.Of(_series, Facts()).Causes.Single(cause => cause.Kind is ClashKind.OpeningHours).Clashes.Count);
    }

    [Fact]
    public void Lines_of_one_plan_clash_with_each_other()
    {
        var twin = _series.Select(o => o with { Line = 1, Title = "Art", Starts = new TimeOnly(9, 30), Room = _oak.Id }).ToList();

        var sheet = ClashSheet.Of([.. _series, .. twin], Facts());

        Assert.Equal([(ClashKind.Leader, 0, 36), (ClashKind.Leader, 1, 36)], sheet.Causes.Select(cause => (cause.Kind, cause.Line, cause.Clashes.Count)));
        Assert.StartsWith("Art, ", sheet.Causes[0].Clashes[0].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_offered_settles_the_cause_on_all_its_dates()
    {
        var facts = Facts(
            Room(_clinic.Room, 0, new(9, 0), 60), Room(_clinic.Room, 2, new(9, 0), 60), Room(_oak, 2, new(9, 30), 60),
            Led(_clinic.Leader, 4, new(9, 0), 90), Led(_other, 4, new(10, 15), 30));
        var sheet = ClashSheet.Of(_series, facts);

        var room = sheet.Causes.Single(cause => cause.Kind is ClashKind.Room);
        // Oak is taken on one of the two days, and so it is no way out of both.
        Assert.Equal([FixKind.OtherTime, FixKind.Skip], room.Fixes.Select(fix => fix.Kind));
        Assert.Equal(new TimeOnly(8, 0), room.Fixes[0].Starts);
        var leader = sheet.Causes.Single(cause => cause.Kind is ClashKind.Leader);
        Assert.Equal((FixKind.OtherLeader, _other.Id.Value), (leader.Fixes[0].Kind, leader.Fixes[0].Target));

        var group = _clinic.Group(Timetable.Nine(60));
        OccurrenceChange[] settled = [.. room.Settle(room.Fixes[0]), .. leader.Settle(leader.Fixes[0])];
        var mended = group.Propose(_clinic.Service, group.Recurrence.Dates(), settled);
        Assert.True(ClashSheet.Of(mended, facts).IsClean);
        Assert.Equal([new TimeOnly(8, 0), new TimeOnly(8, 0), new TimeOnly(9, 0)], mended.Take(3).Select(o => o.Starts));
        Assert.Equal(_other.Id, mended[2].Leaders.Single());
        Assert.Equal(34, group.Propose(_clinic.Service, group.Recurrence.Dates(), [.. room.Settle(room.Fixes[^1])]).Count);
    }

    [Fact]
    public void A_session_does_not_clash_with_the_one_it_takes_the_place_of()
    {
        var session = NewSession();
        var facts = Facts(new Taken(Resource.Room, _clinic.Room.Id.Value, At(0, new(9, 0)), At(0, new(10, 0)), "Morning skills", session));

        Assert.Single(ClashSheet.Of([_series[0]], facts).Causes);
        Assert.Empty(ClashSheet.Of([_series[0] with { Of = session, Starts = new TimeOnly(9, 30) }], facts).Causes);
    }

    [Fact]
    public void Both_odd_nights_are_held_against_the_instant_and_not_the_clock()
    {
        // Clocks go back on 2026-11-01 in New York: 1:30 comes twice, and a session means the first of them.
        var day = new DateOnly(2026, 11, 1);
        var night = new Occurrence(0, "Night", null, day, new TimeOnly(1, 30), 30) { Room = _clinic.Room.Id };
        var second = new DateTimeOffset(2026, 11, 1, 6, 30, 0, TimeSpan.Zero);

        Assert.False(ClashSheet.Of([night], Facts(new Taken(Resource.Room, _clinic.Room.Id.Value, second, second.AddMinutes(30), "Later", NewSession()))).HasHard);
        Assert.Single(ClashSheet.Of([night], Facts(new Taken(Resource.Room, _clinic.Room.Id.Value, second.AddHours(-1), second.AddMinutes(-30), "First", NewSession()))).Causes,
            cause => cause.IsHard);
    }

    [Fact]
    public void Ten_groups_of_twelve_weeks_are_looked_through_within_a_second()
    {
        var plan = Enumerable.Range(0, 10).SelectMany(line => _series.Select(o => o with { Line = line, Starts = new TimeOnly(9, 0).AddMinutes(line % 3 * 70) })).ToList();
        var taken = Enumerable.Range(0, 84).SelectMany(day => Enumerable.Range(8, 9).SelectMany(hour => new[]
        {
            Room(_clinic.Room, day, new(hour, 0), 55), Room(_oak, day, new(hour, 0), 55), Led(_clinic.Leader, day, new(hour, 0), 55), Led(_other, day, new(hour, 0), 55),
        })).ToArray();
        var started = Stopwatch.GetTimestamp();

        var sheet = ClashSheet.Of(plan, Facts(taken));

        Assert.True(sheet.HasHard);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1), $"{Stopwatch.GetElapsedTime(started)}");
    }

    private ScheduleFacts Facts(params Taken[] taken) => new()
    {
        Site = _clinic.Site,
        Rooms = [_clinic.Room, _oak],
        Leaders = [_clinic.Leader, _other],
        Taken = taken,
    };

    private Taken Room(Room room, int day, TimeOnly at, int minutes) => Busy(Resource.Room, room.Id.Value, day, at, minutes);

    private Taken Led(StaffMember leader, int day, TimeOnly at, int minutes) => Busy(Resource.Clinician, leader.Id.Value, day, at, minutes);

    private Taken Busy(Resource resource, Guid id, int day, TimeOnly at, int minutes) =>
        new(resource, id, At(day, at), At(day, at).AddMinutes(minutes), "Something else", NewSession());

    private PatientConstraint Constraint(Id<Patient> patient, ConstraintKind kind, DayOfWeek weekday, TimeOnly from, TimeOnly until, DateOnly on) =>
        new(patient, kind, [weekday], from, until, new DateRange(on, on), _clinic.Leader, Timetable.Now);

    private static Id<Session> NewSession() => Id<Session>.New();

    private static DateOnly Day(int day) => Timetable.Monday.AddDays(day);

    private DateTimeOffset At(int day, TimeOnly time) => ClinicClock.InstantOf(Day(day), time, _clinic.Site.Zone);
}
