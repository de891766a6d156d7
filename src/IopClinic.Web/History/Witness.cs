using System.Security.Claims;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;

namespace IopClinic.Web.History;

/// <summary>
/// Says of each request where it came from and what was asked, has the database watch what it shows, and writes down what was
/// refused: a page that the person may not open, a key that opens nothing, and what pages refuse by <see cref="Actor.Refuse"/>.
/// </summary>
internal sealed class Witness(RequestDelegate next, RefusalLog refusals)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // An error page is part of the request that failed.
        if (context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            await next(context);
            return;
        }

        var actor = context.RequestServices.GetRequiredService<Actor>();
        actor.Name = "Nobody signed in";
        actor.Page = RequestLog.RouteOf(context);
        actor.RequestId = context.TraceIdentifier;
        actor.Address = context.Connection.RemoteIpAddress?.ToString();
        // Commands and background work have no witness: nobody looks at what they read.
        var db = context.RequestServices.GetRequiredService<ClinicDb>();
        db.Seen.IsWatched = true;
        // Read now: an error page takes the place of the page that was asked for.
        var endpoint = context.GetEndpoint();
        var ids = RequestLog.IdsOf(context);
        try
        {
            await next(context);
        }
        finally
        {
            // A request that never came to its page: what it was refused is written by another connection.
            await db.GiveBackAsync();
            if (endpoint is not null && Refused(context, endpoint, ids) is { } refusal)
            {
                await refusals.NoteAsync(actor, refusal);
            }

            foreach (var told in actor.TakeRefusals())
            {
                await refusals.NoteAsync(actor, told);
            }
        }
    }

    private static Refusal? Refused(HttpContext context, Endpoint endpoint, string? ids) => context.Response.StatusCode switch
    {
        StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound when Lacks(context.User, endpoint) is { } permission =>
            new Refusal("Permission", ids is null ? permission : $"{permission} {ids}"),
        StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound when context.User.Identity?.IsAuthenticated == true =>
            new Refusal("Missing", ids),
        StatusCodes.Status429TooManyRequests => new Refusal("TooMany", ids),
        _ => null,
    };

    /// <summary>The permission of the page that somebody who is signed in does not have.</summary>
    private static string? Lacks(ClaimsPrincipal person, Endpoint endpoint) =>
        person.Identity?.IsAuthenticated != true
            ? null
            : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(asked => asked.Policy)
                .FirstOrDefault(policy => policy is not null && !person.May(policy));
}
