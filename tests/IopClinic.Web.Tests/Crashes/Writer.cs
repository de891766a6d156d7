using System.Globalization;
using System.Net;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Tests.Crashes;

/// <summary>
/// A clinician who logs one session after another: rows while typing, the whole roll, the signature. What got no answer is sent again,
/// the very same form, until there is one; so does a person who presses the button once more. Asked who they are, before a signature
/// and after its answer with the new key of their session was lost, they say so.
/// </summary>
internal sealed class Writer(string name, string email, Browser browser)
{
    private const int LongestDelay = 19;

    private static readonly (string Name, string Value) Password = ("Confirm.Password", DemoSignIns.Password);

    private static readonly string PasswordField = $"[name='{Password.Name}']";

    private int _count;
    private Post? _pending;
    private bool _keyWasLost;

    public string Name => name;

    /// <summary>What this clinician has to log; the first is being written.</summary>
    public Queue<WrittenSession> ToDo { get; } = new();

    public List<WrittenSession> Begun { get; } = [];

    /// <summary>Something was sent and is not answered yet.</summary>
    public bool IsSaving => Begun.Count > 0 && Begun[^1].Unanswered is not null;

    public int Saves { get; private set; }

    public int WholeSaves { get; private set; }

    public int Signings { get; private set; }

    /// <summary>Saves that were sent again because their answer was lost, and were then acknowledged.</summary>
    public int Repeated { get; private set; }

    /// <summary>Proofs that they were asked for before signing, and sign-ins because the answer to one was lost.</summary>
    public int Proofs { get; private set; }

    /// <summary>When the last save was acknowledged.</summary>
    public DateTimeOffset LastAcknowledged { get; private set; }

    /// <summary>Answers that nobody should get, whatever fails.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Writes until told to stop, or until the program no longer answers when <paramref name="patient"/> is false.</summary>
    public async Task WriteAsync(bool patient, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Faults.Count == 0)
        {
            try
            {
                _pending ??= await NextAsync();
                if (_pending is null)
                {
                    return;
                }

                if (!await SendAsync(_pending))
                {
                    await Task.Delay(20, CancellationToken.None);
                }
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException or IOException)
            {
                if (!patient)
                {
                    return;
                }

                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    /// <summary>Opens the page and fills in what comes next; null when everything is logged, or the page could not be opened.</summary>
    private async Task<Post?> NextAsync()
    {
        while (ToDo.TryPeek(out var session))
        {
            if (session.Acknowledged.IsSigned)
            {
                ToDo.Dequeue();
                continue;
            }

            if (!Begun.Contains(session))
            {
                Begun.Add(session);
            }

            var step = _count++ % 5;
            if (step == 4 && session.Acknowledged.Rows.Count == session.Patients.Count && session.Acknowledged.Topic is not null)
            {
                return await OpenAsync(session.Address + "/Sign") ? Signing(session) : Again();
            }

            return !await OpenAsync(session.Address) ? Again() : step % 2 == 0 ? Draft(session) : Whole(session);
        }

        return null;
    }

    private Post? Again()
    {
        _count--;
        return Post.None;
    }

    private async Task<bool> OpenAsync(string address)
    {
        await browser.OpenAsync(address);
        if (IsAtTheDoor)
        {
            await SignInAgainAsync("GET " + address);
            return false;
        }

        if (browser.Status is HttpStatusCode.OK)
        {
            return true;
        }

        Judge(browser.Response, "GET " + address);
        return false;
    }

    private bool IsAtTheDoor => browser.Status is HttpStatusCode.OK && browser.Address.AbsolutePath == "/Account/SignIn";

    /// <summary>A session outlives every crash, except that its new key may have been in an answer that never came.</summary>
    private async Task SignInAgainAsync(string what)
    {
        if (!_keyWasLost)
        {
            Faults.Add($"{name}: {what} was answered as if nobody had signed in.");
            return;
        }

        await browser.OpenAsync("/Account/SignIn");
        if (IsAtTheDoor)
        {
            await browser.SubmitAsync("form[action='/Account/SignIn']", ("Form.Name", email), ("Form.Password", DemoSignIns.Password));
        }

        if (browser.Status is not HttpStatusCode.OK)
        {
            Judge(browser.Response, "signing in again");
        }
        else if (!IsAtTheDoor)
        {
            _keyWasLost = false;
            Proofs++;
        }
    }

    /// <summary>What the script sends while somebody types: the rows that were touched, and nothing else.</summary>
    private Post Draft(WrittenSession session)
    {
        var touched = session.Patients.Where((_, at) => at % 2 == _count % 2).ToList();
        var (rows, answers) = Rows(session, touched);
        var (address, fields) = browser.Fill("#roll", answers);
        var indexes = touched.Select(patient => browser.RowOf(patient)).ToList();
        var sent = fields.Where(field => field.Key == FormReading.TokenField
            || indexes.Exists(row => field.Key.StartsWith($"Form.Rows[{row}].", StringComparison.Ordinal)
                || (field.Key == "Form.Rows.Index" && field.Value == row.ToString(CultureInfo.InvariantCulture)))).ToList();
        return new Post(session, new Uri(address, "?handler=Autosave"), sent, session.Acknowledged.With(rows), Kind.Draft);
    }

    private Post Whole(WrittenSession session)
    {
        var (rows, answers) = Rows(session, session.Patients);
        var topic = $"Topic {name} {_count}";
        var (address, fields) = browser.Fill("#roll", [.. answers, ("Form.Shared.Topic", topic)]);
        return new Post(session, address, fields, session.Acknowledged.With(rows, topic), Kind.Whole);
    }

    private Post Signing(WrittenSession session)
    {
        (string, string?)[] proof = browser.Page.QuerySelector(PasswordField) is null ? [] : [Password];
        var (address, fields) = browser.Fill(Given.SignForm, proof);
        Proofs += proof.Length;
        return new Post(session, address, fields, session.Acknowledged with { IsSigned = true }, Kind.Signing);
    }

    private (Dictionary<Id<Patient>, WrittenRow> Rows, (string Name, string? Value)[] Answers) Rows(
        WrittenSession session, IEnumerable<Id<Patient>> patients)
    {
        var rows = patients.ToDictionary(
            patient => patient,
            patient => new WrittenRow(1 + ((_count + session.Patients.ToList().IndexOf(patient)) % LongestDelay), $"{name} {_count} on {$"{patient}"[24..]}"));
        var answers = rows.SelectMany(pair =>
        {
            var row = browser.RowOf(pair.Key);
            return new (string, string?)[]
            {
                (Given.Row(row, "Status"), "Late"),
                (Given.Row(row, "Arrived"), pair.Value.MinutesLate.ToString(CultureInfo.InvariantCulture)),
                (Given.Row(row, "Participation"), "Active"),
                (Given.Row(row, "Text"), pair.Value.Note),
            };
        });
        return (rows, answers.ToArray());
    }

    /// <summary>Sends what is to be saved; false when there was no answer, or the clinic asks to come back.</summary>
    private async Task<bool> SendAsync(Post post)
    {
        if (post == Post.None)
        {
            _pending = null;
            return false;
        }

        var session = post.Session;
        var again = session.Unanswered is not null;
        session.Unanswered = post.Leads;
        _keyWasLost |= again && post.Fields.Any(field => field.Key == Password.Name);
        using var answer = await browser.SendAsync(post.Address, post.Fields);
        if (answer.StatusCode is HttpStatusCode.Unauthorized
            || answer.Headers.Location?.OriginalString.Contains("/Account/SignIn", StringComparison.Ordinal) == true)
        {
            await SignInAgainAsync("POST " + post.Address.PathAndQuery);
            return false;
        }

        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable)
        {
            Judge(answer, "POST " + post.Address.PathAndQuery);
            return false;
        }

        var said = await answer.Content.ReadAsStringAsync();
        if (AsksForPassword(post, answer, said))
        {
            // The last proof grew too old between the page and its form; the same form goes with the password then.
            session.Unanswered = again ? session.Unanswered : null;
            _pending = post with { Fields = [.. post.Fields, KeyValuePair.Create(Password.Name, Password.Value)] };
            Proofs++;
            return true;
        }

        if (!IsSaved(post, answer, said))
        {
            Faults.Add($"{name}: POST {post.Address.PathAndQuery} ({post.Kind}{(again ? ", again" : "")}) was answered "
                + $"{(int)answer.StatusCode} {answer.Headers.Location}\n{Telling(answer, said)}");
            return false;
        }

        session.Acknowledged = post.Leads;
        session.Unanswered = null;
        LastAcknowledged = TimeProvider.System.GetUtcNow();
        Saves++;
        WholeSaves += post.Kind is Kind.Whole ? 1 : 0;
        Signings += post.Kind is Kind.Signing ? 1 : 0;
        Repeated += again ? 1 : 0;
        _pending = null;
        return true;
    }

    private static bool IsSaved(Post post, HttpResponseMessage answer, string said)
    {
        if (post.Kind is not Kind.Draft)
        {
            return answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther
                && answer.Headers.Location?.OriginalString.Contains("/Sessions/", StringComparison.Ordinal) == true;
        }

        return answer.StatusCode is HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "application/json"
            && JsonSerializer.Deserialize<JsonElement>(said).GetProperty("rows").EnumerateArray().All(row =>
                row.GetProperty("refused").ValueKind is JsonValueKind.Null && row.GetProperty("theirs").ValueKind is JsonValueKind.Null);
    }

    private static bool AsksForPassword(Post post, HttpResponseMessage answer, string said) =>
        post.Kind is Kind.Signing
        && answer.StatusCode is HttpStatusCode.UnprocessableEntity
        && said.Contains($"name=\"{Password.Name}\"", StringComparison.Ordinal)
        && post.Fields.All(field => field.Key != Password.Name);

    /// <summary>What the page says, without its markup.</summary>
    private static string Telling(HttpResponseMessage answer, string said) =>
        answer.Content.Headers.ContentType?.MediaType == "text/html" && said.IndexOf("<main", StringComparison.Ordinal) is var main and > 0
            ? said[main..Math.Min(said.Length, main + 4000)]
            : said[..Math.Min(said.Length, 4000)];

    /// <summary>A fault is told as "come back in a moment" and in no other way.</summary>
    private void Judge(HttpResponseMessage answer, string what)
    {
        if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null)
        {
            Faults.Add($"{name}: {what} was answered {(int)answer.StatusCode}{(answer.Headers.RetryAfter is null ? " without Retry-After" : "")}.");
        }
    }

    private enum Kind
    {
        Draft,
        Whole,
        Signing,
    }

    /// <param name="Session">The session that is written.</param>
    /// <param name="Address">Where the form goes.</param>
    /// <param name="Fields">What it says.</param>
    /// <param name="Leads">What the session holds once this is saved.</param>
    /// <param name="Kind">Which of the ways to save.</param>
    private sealed record Post(
        WrittenSession Session, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Fields, Content Leads, Kind Kind)
    {
        /// <summary>The page could not be opened: there is nothing to send yet.</summary>
        public static readonly Post None = new(null!, null!, [], Content.Empty, Kind.Draft);
    }
}
