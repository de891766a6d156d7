using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;

namespace IopClinic.Web.Plumbing;

/// <summary>What one person may do only so often.</summary>
public enum Often
{
    /// <summary>Look for patients by words.</summary>
    Search,

    /// <summary>Take a list out of the clinic as a file.</summary>
    Export,

    /// <summary>Look who else is at work on a roll, which the page does by itself.</summary>
    Roll,

    /// <summary>Open the chart of one more patient: never refused, since care cannot wait, but told to whoever looks after privacy.</summary>
    Chart,
}

/// <summary>Marks a handler that one person may use only so often; beyond it the answer is 429 and stands in the history.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LimitedAttribute(Often what) : Attribute
{
    public Often What => what;
}

/// <summary>
/// Counts what each person does. It counts for this node alone: a person's requests mostly reach one node, and with several the limits
/// are as many times wider, which still stops a script that empties the record.
/// </summary>
internal sealed class PersonLimits : IDisposable
{
    private const int Segments = 6;

    private readonly PartitionedRateLimiter<(string Person, Often What)> _counts;
    private readonly Dictionary<(string Person, string Patient), DateTimeOffset> _charts = [];
    private readonly Lock _counting = new();
    private readonly int _charted;
    private readonly TimeSpan _chartsWithin;

    public PersonLimits(IConfiguration settings)
    {
        var most = new Dictionary<Often, (int Times, TimeSpan Within)>
        {
            [Often.Search] = (settings.GetValue("Limits:SearchesPerMinute", 60), TimeSpan.FromMinutes(1)),
            [Often.Roll] = (settings.GetValue("Limits:RollsPerMinute", 120), TimeSpan.FromMinutes(1)),
            [Often.Export] = (settings.GetValue("Limits:ExportsPerHour", 5), TimeSpan.FromHours(1)),
        };
        (_charted, _chartsWithin) = (settings.GetValue("Limits:ChartsInTenMinutes", 60), TimeSpan.FromMinutes(10));
        _counts = PartitionedRateLimiter.Create<(string Person, Often What), (string Person, Often What)>(asked =>
            RateLimitPartition.GetSlidingWindowLimiter(asked, key => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = most[key.What].Times,
                Window = most[key.What].Within,
                SegmentsPerWindow = Segments,
                QueueLimit = 0,
            }));
    }

    /// <summary>False when this person has done so too often by now, with the seconds to wait for the answer's Retry-After.</summary>
    public bool Allows(ClaimsPrincipal person, Often what, out string wait)
    {
        using var lease = _counts.AttemptAcquire((Of(person), what));
        wait = Math.Ceiling((lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromMinutes(1)).TotalSeconds)
            .ToString(CultureInfo.InvariantCulture);
        return lease.IsAcquired;
    }

    /// <summary>True once, when with this chart somebody has opened those of more patients within ten minutes than care explains.</summary>
    public bool IsRemarkable(ClaimsPrincipal person, string patient, DateTimeOffset now)
    {
        var who = Of(person);
        // Two charts opened at once are counted one after the other: otherwise both could step over the limit unseen.
        lock (_counting)
        {
            foreach (var (chart, _) in _charts.Where(opened => opened.Value < now - _chartsWithin).ToList())
            {
                _charts.Remove(chart);
            }

            return _charts.TryAdd((who, patient), now) && _charts.Keys.Count(chart => chart.Person == who) == _charted + 1;
        }
    }

    public void Dispose() => _counts.Dispose();

    private static string Of(ClaimsPrincipal person) => person.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
}
