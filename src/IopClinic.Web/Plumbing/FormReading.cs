using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Reads a posted form once, before anybody asks who sent it, so that what is too large, of another kind or broken is answered as
/// such and never becomes a fault further in, and so that a form met by an expired session can be kept.
/// </summary>
internal sealed class FormReading(RequestDelegate next)
{
    /// <summary>
    /// The most that a form may weigh: a megabyte of pasted text arrives, and is refused at its field. An upload page names its own limit
    /// with <c>[RequestSizeLimit]</c>.
    /// </summary>
    public const long Limit = 2_097_152;

    /// <summary>The hidden field with the form token.</summary>
    public const string TokenField = "__RequestVerificationToken";

    /// <summary>Larger bodies are left for their page to stream.</summary>
    private const long ReadAtMost = 4 * Limit;

    public async Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method) && !IsErrorPage(context) && await RefusalAsync(context) is { } status)
        {
            // The error page must not try to read what was just refused.
            context.Request.ContentType = null;
            context.Response.StatusCode = status;
            return;
        }

        await next(context);
    }

    /// <summary>Whether the body is still to come when the page is met: a large upload, which may take its time.</summary>
    internal static bool IsLeftToPage(HttpContext context) => HttpMethods.IsPost(context.Request.Method) && LimitOf(context) > ReadAtMost;

    private static long LimitOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } named
        ? named.MaxRequestBodySize ?? long.MaxValue
        : Limit;

    private static async Task<int?> RefusalAsync(HttpContext context)
    {
        var request = context.Request;
        var limit = LimitOf(context);
        if (request.ContentLength > limit)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        if (request.ContentType is null && request.ContentLength is null or 0 && !request.Headers.ContainsKey(HeaderNames.TransferEncoding))
        {
            return null;
        }

        if (!IsForm(request) || request.Headers.ContainsKey(HeaderNames.ContentEncoding))
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }

        if (IsLeftToPage(context))
        {
            return null;
        }

        try
        {
            await request.ReadFormAsync(context.RequestAborted);
            return null;
        }
        catch (BadHttpRequestException broken)
        {
            return broken.StatusCode;
        }
        catch (InvalidDataException)
        {
            return StatusCodes.Status400BadRequest;
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return StatusCodes.Status400BadRequest;
        }
    }

    private static bool IsErrorPage(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;

    private static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}
