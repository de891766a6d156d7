using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace IopClinic.Web.Account;

/// <summary>
/// How often one address may try to sign in. The wait of each account stops guessing at one password; this stops one address from
/// trying many accounts. A clinic often has one address for all its people, so the limit is not tight.
/// </summary>
internal static class Limits
{
    public const string Door = "door";

    /// <summary>Questions for passkeys: they cost little, and every opened sign-in page asks one.</summary>
    public const string Questions = "questions";

    /// <summary>Links that are tried: also looking at one counts.</summary>
    public const string Links = "links";

    /// <summary>Calendar feeds that are read: programs do it every few minutes, often many of them from one address.</summary>
    public const string Feeds = "feeds";

    private const int Segments = 5;

    public static void AddTo(IServiceCollection services, IConfiguration settings)
    {
        var most = settings.GetValue("Limits:SignInsPerAddress", 60);
        var window = TimeSpan.FromMinutes(settings.GetValue("Limits:SignInMinutes", 5));
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : window / Segments;
                rejected.HttpContext.Response.Headers.RetryAfter =
                    Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            options.AddPolicy(Door, context => PerAddress(context, most, window));
            options.AddPolicy(Questions, context => PerAddress(context, 10 * most, window));
            options.AddPolicy(Links, context => PerAddress(context, most, window, alsoLooking: true));
            options.AddPolicy(Feeds, context => PerAddress(context, 10 * most, window, alsoLooking: true));
        });
    }

    private static RateLimitPartition<string> PerAddress(HttpContext context, int most, TimeSpan window, bool alsoLooking = false) =>
        alsoLooking || HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetSlidingWindowLimiter(
                Of(context.Connection.RemoteIpAddress),
                _ => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = most,
                    Window = window,
                    SegmentsPerWindow = Segments,
                    QueueLimit = 0,
                })
            : RateLimitPartition.GetNoLimiter("not limited");

    /// <summary>Who counts as one: an IPv4 address, or the network of an IPv6 address, which one household has to itself.</summary>
    internal static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
