using System.Globalization;

namespace IopClinic.Web.Programs;

/// <summary>Weekly minutes, as a program is spoken of: in hours.</summary>
internal static class Hours
{
    public static decimal Of(int minutes) => Math.Round(minutes / 60m, 2, MidpointRounding.AwayFromZero);

    /// <summary>To the nearest whole minute.</summary>
    public static int ToMinutes(decimal hours) => (int)Math.Round(hours * 60, MidpointRounding.AwayFromZero);

    public static string Say(int minutes) => Of(minutes).ToString("0.##", CultureInfo.CurrentCulture);
}
