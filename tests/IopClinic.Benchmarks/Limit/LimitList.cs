using System.Globalization;
using System.Net;
using IopClinic.Benchmarks.Pages;

namespace IopClinic.Benchmarks.Limit;

/// <summary>The same pages, asked of the limit.</summary>
internal sealed class LimitList(Places places, HttpClient client)
{
    private int _used;
    private int _row;
    private int _version;

    public IReadOnlyList<MeasuredPage> All() =>
    [
        .. LimitReads.Of(places).Keys.Select(name => new MeasuredPage(name, () => Task.FromResult<Func<Task<Answer>>?>(() => SendAsync(HttpMethod.Get, name)))),
        Autosave("autosave-12", places.Twelve, 12),
        Autosave("autosave-40", places.Forty, 40),
        new("save-12", () => Task.FromResult(Next() is { } session ? () => SaveAsync(session) : (Func<Task<Answer>>?)null)) { IsPreparedEachTime = true, Wanted = HttpStatusCode.Redirect },
        new("sign-12", SavedAsync) { IsPreparedEachTime = true, Wanted = HttpStatusCode.Redirect },
        new("sign-in", () => Task.FromResult<Func<Task<Answer>>?>(() => SendAsync(HttpMethod.Post, "sign-in", ("name", places.Clinician), ("password", Visitor.Password)))) { Wanted = HttpStatusCode.Redirect },
    ];

    private MeasuredPage Autosave(string name, Guid session, int rows) => new(name, () =>
    {
        var row = (Interlocked.Increment(ref _row) % rows).ToString(CultureInfo.InvariantCulture);
        return Task.FromResult<Func<Task<Answer>>?>(() => SendAsync(
            HttpMethod.Post, name, ("session", $"{session}"), ("row", row),
            ("text", $"Came on time and spoke of what had been hard since yesterday; tried the exercise once, version {Interlocked.Increment(ref _version)}.")));
    });

    private async Task<Func<Task<Answer>>?> SavedAsync()
    {
        if (Next() is not { } session)
        {
            return null;
        }

        await SaveAsync(session);
        return () => SendAsync(HttpMethod.Post, "sign-12", ("session", $"{session}"));
    }

    private Guid? Next() => Interlocked.Increment(ref _used) is var next && next <= places.Stock.Count ? places.Stock[next - 1] : null;

    private Task<Answer> SaveAsync(Guid session) => SendAsync(
        HttpMethod.Post, "save-12",
        [("session", $"{session}"), .. Enumerable.Range(1, 12).Select(row => ("text", $"Described an evening when a cousin arrived with beer and was sent home again. Mood brighter than on Monday. Will ring the sponsor before shopping, place {row}."))]);

    private async Task<Answer> SendAsync(HttpMethod method, string name, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method, new Uri("/" + name, UriKind.Relative));
        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        }

        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(), null);
    }
}
