using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Seed;

/// <summary>A weekly appointment that nobody and nothing else is booked for.</summary>
internal sealed record Appointment(DayOfWeek Day, TimeOnly StartsAt, int Minutes, Room? Room);

/// <summary>
/// Finds weekly times for one-to-ones between the groups. The database would refuse a double booking; the diary sees to it that
/// there is none to refuse.
/// </summary>
internal sealed class Diary
{
    private static readonly TimeOnly[] Starts =
    [
        new(13, 30), new(14, 25), new(15, 20), new(16, 15), new(9, 0), new(10, 0), new(11, 0), new(12, 35),
        new(17, 5), new(18, 5), new(19, 5),
    ];

    private static readonly DayOfWeek[] Days =
        [DayOfWeek.Wednesday, DayOfWeek.Monday, DayOfWeek.Thursday, DayOfWeek.Tuesday, DayOfWeek.Friday];

    private readonly HashSet<(Guid Who, DayOfWeek Day, TimeOnly From, TimeOnly Until)> _busy = [];

    /// <summary>Keeps a group's leaders free while it meets.</summary>
    public void Block(Group group)
    {
        foreach (var day in group.Weekdays)
        {
            foreach (var leader in group.Facilitators)
            {
                Take(leader.StaffMemberId.Value, day, group.StartsAt, group.Minutes);
            }

            if (group.RoomId is { } room)
            {
                Take(room.Value, day, group.StartsAt, group.Minutes);
            }
        }
    }

    /// <summary>Keeps a patient free while a group of theirs meets.</summary>
    public void Block(Group group, Id<Patient> patient)
    {
        foreach (var day in group.Weekdays)
        {
            Take(patient.Value, day, group.StartsAt, group.Minutes);
        }
    }

    /// <summary>The first time of the week that suits everybody; without rooms it is a time for telehealth.</summary>
    public Appointment Find(Id<Patient> patient, StaffMember clinician, int minutes, IReadOnlyList<Room> rooms, DayOfWeek? on = null)
    {
        foreach (var start in Starts)
        {
            foreach (var day in on is { } only ? [only] : Days)
            {
                if (!IsFree(patient.Value, day, start, minutes) || !IsFree(clinician.Id.Value, day, start, minutes))
                {
                    continue;
                }

                var room = rooms.FirstOrDefault(candidate => IsFree(candidate.Id.Value, day, start, minutes));
                if (room is null && rooms.Count > 0)
                {
                    continue;
                }

                Take(patient.Value, day, start, minutes);
                Take(clinician.Id.Value, day, start, minutes);
                if (room is not null)
                {
                    Take(room.Id.Value, day, start, minutes);
                }

                return new Appointment(day, start, minutes, room);
            }
        }

        throw new InvalidOperationException("The demo timetable has no time left for a one-to-one.");
    }

    private void Take(Guid who, DayOfWeek day, TimeOnly from, int minutes) => _busy.Add((who, day, from, from.AddMinutes(minutes)));

    private bool IsFree(Guid who, DayOfWeek day, TimeOnly from, int minutes)
    {
        var until = from.AddMinutes(minutes);
        return !_busy.Any(taken => taken.Who == who && taken.Day == day && taken.From < until && from < taken.Until);
    }
}
