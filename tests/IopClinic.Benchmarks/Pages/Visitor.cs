using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace IopClinic.Benchmarks.Pages;

/// <summary>An answer as it came, with everything of it read.</summary>
public sealed record Answer(HttpStatusCode Status, byte[] Body, string? Location)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>
/// One person's browser: keeps cookies, reads forms and sends them with their tokens. Several of its requests may be under way at once.
/// It speaks as a proxy does that took the encryption off.
/// </summary>
public sealed class Visitor(HttpClient client)
{
    /// <summary>The public password of the demo clinic's people.</summary>
    public const string Password = "quiet-lantern-over-maple-river";

    private static readonly HtmlParser Parser = new();

    private readonly Dictionary<string, string> _cookies = [];
    private string _sent = "";

    /// <summary>Signs in as this person; fails when the clinic does not let them in.</summary>
    public async Task<Visitor> SignInAsync(string email)
    {
        var answer = await PostAsync("/Account/SignIn", await SignInFormAsync(email));
        return answer.Status is HttpStatusCode.Redirect
            ? this
            : throw new InvalidOperationException($"{email} was not let in ({answer.Status}): is this a database with the demo clinic's sign-ins?");
    }

    /// <summary>The form by which this person signs in, filled in.</summary>
    public async Task<List<KeyValuePair<string, string>>> SignInFormAsync(string email)
    {
        var fields = Fill(Parse(await GetAsync("/Account/SignIn")), "form[action='/Account/SignIn']");
        Put(fields, "Form.Name", email);
        Put(fields, "Form.Password", Password);
        return fields;
    }

    public Task<Answer> GetAsync(string address) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative)), keepsCookies: true);

    /// <summary>Sends a form; without <paramref name="keepsCookies"/> it stays who it was, whatever the answer hands it.</summary>
    public Task<Answer> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields, bool byScript = false, bool keepsCookies = true)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative)) { Content = new FormUrlEncodedContent(fields) };
        if (byScript)
        {
            request.Headers.Add("X-Requested-With", "fetch");
        }

        return SendAsync(request, keepsCookies);
    }

    public static IHtmlDocument Parse(Answer answer) => Parser.ParseDocument(answer.Text);

    /// <summary>What a page says that is not the one that was wanted: its heading, and why it refuses.</summary>
    public static string Said(Answer answer) =>
        string.Join('\n', Parse(answer).QuerySelectorAll("h1, .form-errors li, .field-error, [data-obstacle]").Select(one => one.TextContent.Trim()));

    /// <summary>What the browser would send of this form.</summary>
    public static List<KeyValuePair<string, string>> Fill(IHtmlDocument page, string selector)
    {
        var form = (IHtmlFormElement)(page.QuerySelector(selector) ?? throw new InvalidOperationException($"No {selector} on the page: {page.Title}"));
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in form.Elements.Where(element => element.GetAttribute("name") is { Length: > 0 } && !element.HasAttribute("disabled")))
        {
            var name = element.GetAttribute("name")!;
            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }:
                case IHtmlInputElement { Type: "submit" or "button" or "reset" or "file" or "image" }:
                    break;
                case IHtmlInputElement input:
                    fields.Add(new(name, input.Value));
                    break;
                case IHtmlTextAreaElement area:
                    fields.Add(new(name, area.Value));
                    break;
                case IHtmlSelectElement select:
                    fields.AddRange(select.Options.Where(option => option.IsSelected).Select(option => new KeyValuePair<string, string>(name, option.Value)));
                    break;
            }
        }

        return fields;
    }

    /// <summary>Types an answer into a form.</summary>
    public static void Put(List<KeyValuePair<string, string>> fields, string name, string value)
    {
        fields.RemoveAll(field => field.Key == name);
        fields.Add(new(name, value));
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, bool keepsCookies)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
            if (Volatile.Read(ref _sent) is { Length: > 0 } cookies)
            {
                request.Headers.TryAddWithoutValidation("Cookie", cookies);
            }

            using var response = await client.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            if (keepsCookies && response.Headers.TryGetValues("Set-Cookie", out var handed))
            {
                Keep(handed);
            }

            return new Answer(response.StatusCode, body, response.Headers.Location?.OriginalString);
        }
    }

    private void Keep(IEnumerable<string> handed)
    {
        lock (_cookies)
        {
            foreach (var cookie in handed)
            {
                var pair = cookie.Split(';', 2)[0].Split('=', 2);
                if (pair[1].Length == 0)
                {
                    _cookies.Remove(pair[0]);
                }
                else
                {
                    _cookies[pair[0]] = pair[1];
                }
            }

            Volatile.Write(ref _sent, string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }
    }
}
