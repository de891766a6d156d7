using System.Globalization;
using IopClinic.Domain.Hours;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Groups;

/// <summary>When a group meets, in a few words.</summary>
public static class Weekly
{
    /// <summary>"Mon, Wed, Fri 9:00 AM – 10:15 AM"; the week begins on Monday, as hours are counted.</summary>
    public static string Words(IEnumerable<DayOfWeek> weekdays, TimeOnly startsAt, int minutes) =>
        $"{Days(weekdays)} {Show.Times(startsAt, startsAt.AddMinutes(minutes))}";

    public static string Days(IEnumerable<DayOfWeek> weekdays) => string.Join(
        ", ", weekdays.OrderBy(FromMonday).Select(CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName));

    /// <summary>Place of a day in the week: Monday 0, Sunday 6.</summary>
    public static int FromMonday(DayOfWeek day) => ClinicWeek.PlaceOf(day);
}
