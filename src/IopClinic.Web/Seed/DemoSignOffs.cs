using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Hours;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Seed;

/// <summary>The weeks before the last one are signed off: one of them twice, and of one a late arrival was recorded only afterwards.</summary>
internal static class DemoSignOffs
{
    private const int Oldest = 7;
    private const int SignedTwice = 4;
    private const int ChangedSince = 2;

    public static async Task AddAsync(ClinicDb db, Site site, IReadOnlyList<Program> programs, StaffMember signer, DateOnly today, DateTimeOffset now, CancellationToken cancel)
    {
        var current = ClinicWeek.Of(today);
        foreach (var program in programs)
        {
            for (var back = Oldest; back > 1; back--)
            {
                var week = new ClinicWeek(current.Monday.AddDays(-7 * back));
                var hours = (await db.HoursOfWeekAsync([program], week, today, now, cancel)).Select(line => line.Hours).ToList();
                if (hours.Count == 0 || WeekSignOff.Unrecorded(hours) > 0)
                {
                    continue;
                }

                var asThought = back is SignedTwice or ChangedSince ? OnTime(hours) : hours;
                var first = new WeekSignOff(program, week, asThought, elsewhere: 0, before: null, remark: null, signer, today, At(week, 1));
                db.WeekSignOffs.Add(first);
                if (back is SignedTwice && HoursChange.Between(first.Hours, hours).Count > 0)
                {
                    db.WeekSignOffs.Add(new WeekSignOff(program, week, hours, elsewhere: 0, first, "A late arrival was recorded after the sign-off.", signer, today, At(week, 3)));
                }
            }
        }

        DateTimeOffset At(ClinicWeek week, int daysAfter) => ClinicClock.InstantOf(week.Sunday.AddDays(daysAfter), new TimeOnly(10, 20), site.Zone);
    }

    /// <summary>The same hours, before anybody knew that the first who came late did.</summary>
    private static List<HoursOfWeek> OnTime(List<HoursOfWeek> hours)
    {
        var late = hours.FindIndex(one => one.Ledger.Rows.Any(row => row.Status is AttendanceStatus.Late));
        return late < 0 ? hours
            : [.. hours.Select((one, i) => i != late ? one : one with { Ledger = one.Ledger with { Rows = [.. one.Ledger.Rows.Select(Present)] } })];

        static LedgerRow Present(LedgerRow row) => row.Status is AttendanceStatus.Late ? row with { Status = AttendanceStatus.Present, Attended = row.Booked } : row;
    }
}
