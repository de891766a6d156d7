using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace IopClinic.Benchmarks.Pages;

/// <summary>
/// What the program allocates from the beginning of a request to its end. It means something only where one request is answered at a time;
/// no program has it that was not started to be measured.
/// </summary>
public sealed class Allocations : IStartupFilter
{
    /// <summary>Where the bytes of the request before are told.</summary>
    public const string Address = "/benchmark/allocated";

    private long _last;

    /// <summary>Bytes of the last request that has ended.</summary>
    public long Last => Interlocked.Read(ref _last);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (HttpContext context, RequestDelegate onward) =>
        {
            if (context.Request.Path == Address)
            {
                await context.Response.WriteAsync($"{Last}");
                return;
            }

            var before = GC.GetTotalAllocatedBytes(precise: true);
            await onward(context);
            Interlocked.Exchange(ref _last, GC.GetTotalAllocatedBytes(precise: true) - before);
        });
        next(app);
    };
}
