using System.Globalization;

namespace IopClinic.Web.Tests;

/// <summary>
/// The real time, moved by what a test asks for. <c>IOPCLINIC_DAYS_AHEAD=2</c> moves the whole run, so that it can be made on every day of
/// the week.
/// </summary>
public sealed class MovableTime : TimeProvider
{
    private TimeSpan _ahead = TimeSpan.FromDays(int.Parse(Environment.GetEnvironmentVariable("IOPCLINIC_DAYS_AHEAD") ?? "0", CultureInfo.InvariantCulture));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public void Pass(TimeSpan time) => _ahead += time;
}
