using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace IopClinic.Web.Tests;

/// <summary>What a person does with a browser: opens addresses, reads pages, fills in forms and sends them, form token included.</summary>
public sealed class Browser(HttpClient client)
{
    private static readonly HtmlParser Parser = new();

    private HttpResponseMessage? _response;
    private IHtmlDocument? _page;

    public Uri Address { get; private set; } = client.BaseAddress!;

    public HttpResponseMessage Response => _response ?? throw new InvalidOperationException("Nothing was opened yet.");

    public IHtmlDocument Page => _page ?? throw new InvalidOperationException("Nothing was opened yet.");

    public HttpStatusCode Status => Response.StatusCode;

    public string Heading => Text("h1");

    /// <summary>The sentences on top of a refused form.</summary>
    public IReadOnlyList<string> Refusals => [.. Page.QuerySelectorAll(".form-errors li").Select(Words)];

    public string? Toast => Page.QuerySelector(".toast-note p")?.TextContent.Trim();

    /// <summary>The words of the first element that fits; fails when there is none.</summary>
    public string Text(string selector) => Words(Element(selector));

    public IElement Element(string selector) =>
        Page.QuerySelector(selector) ?? throw new InvalidOperationException($"No {selector} on {Address}:\n{Page.Body?.InnerHtml}");

    /// <summary>The value that stands in an input.</summary>
    public string Value(string name) => Element($"[name='{name}']") switch
    {
        IHtmlInputElement input => input.Value,
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value ?? "",
        var other => throw new InvalidOperationException($"{name} is a {other.LocalName}."),
    };

    /// <summary>Opens an address and follows where it leads.</summary>
    public async Task<Browser> OpenAsync(string address)
    {
        await GoAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(Address, address)));
        return this;
    }

    /// <summary>Follows a link of the page.</summary>
    public Task<Browser> FollowAsync(string selector) => OpenAsync(Element(selector).GetAttribute("href")!);

    /// <summary>
    /// Fills in the form that fits <paramref name="selector"/>, sends it and follows where it leads. A field that the form does not
    /// have is a mistake of the test; a value of null leaves the field out, as an empty box does.
    /// </summary>
    public async Task<Browser> SubmitAsync(string selector, params (string Name, string? Value)[] answers)
    {
        var (address, fields) = Fill(selector, answers);
        return await PostAsync(address, fields);
    }

    /// <summary>The same by the button with these words, which may lead elsewhere than its form.</summary>
    public async Task<Browser> SubmitAsync(string selector, string button, params (string Name, string? Value)[] answers)
    {
        var (address, fields) = Fill(selector, answers);
        var pressed = Element(selector).QuerySelectorAll("button").Single(one => one.TextContent.Trim() == button);
        return await PostAsync(pressed.GetAttribute("formaction") is { } elsewhere ? new Uri(Address, elsewhere) : address, fields);
    }

    /// <summary>Sends these fields as a form and follows where it leads.</summary>
    public async Task<Browser> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        await GoAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) });
        return this;
    }

    /// <summary>Where the form goes, and all its fields as the browser would send them.</summary>
    public (Uri Address, List<KeyValuePair<string, string>> Fields) Fill(string selector, params (string Name, string? Value)[] answers)
    {
        var form = (IHtmlFormElement)Element(selector);
        var fields = Fields(form).ToList();
        var names = form.Elements.Select(element => element.GetAttribute("name")).ToHashSet();
        foreach (var answered in answers.GroupBy(answer => answer.Name))
        {
            if (!names.Contains(answered.Key))
            {
                throw new InvalidOperationException($"The form has no field {answered.Key}, only {string.Join(", ", names)}.");
            }

            fields.RemoveAll(field => field.Key == answered.Key);
            fields.AddRange(answered.Where(answer => answer.Value is not null)
                .Select(answer => KeyValuePair.Create(answer.Name, answer.Value!)));
        }

        var action = form.GetAttribute("action");
        return (string.IsNullOrEmpty(action) ? Address : new Uri(Address, action), fields);
    }

    /// <summary>Sends exactly this, with this browser's cookies, and follows nothing.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request);

    /// <summary>Sends these fields as a form and follows nothing.</summary>
    public Task<HttpResponseMessage> SendAsync(Uri address, IEnumerable<KeyValuePair<string, string>> fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) });

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string address) =>
        SendAsync(new HttpRequestMessage(method, new Uri(client.BaseAddress!, address)));

    private static IEnumerable<KeyValuePair<string, string>> Fields(IHtmlFormElement form)
    {
        foreach (var element in form.Elements.Where(element =>
            element.GetAttribute("name") is { Length: > 0 } && !element.HasAttribute("disabled")))
        {
            var name = element.GetAttribute("name")!;
            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }:
                case IHtmlInputElement { Type: "submit" or "button" or "reset" or "file" or "image" }:
                case IHtmlButtonElement:
                    break;
                case IHtmlInputElement input:
                    yield return KeyValuePair.Create(name, input.Value);
                    break;
                case IHtmlTextAreaElement area:
                    yield return KeyValuePair.Create(name, area.Value);
                    break;
                case IHtmlSelectElement select:
                    foreach (var option in select.Options.Where(option => option.IsSelected))
                    {
                        yield return KeyValuePair.Create(name, option.Value);
                    }

                    break;
            }
        }
    }

    private static string Words(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task GoAsync(HttpRequestMessage request)
    {
        for (var steps = 0; steps < 10; steps++)
        {
            _response = await client.SendAsync(request);
            Address = request.RequestUri!;
            if (_response.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.MovedPermanently))
            {
                _page = await Parser.ParseDocumentAsync(await _response.Content.ReadAsStringAsync());
                return;
            }

            request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, _response.Headers.Location!));
        }

        throw new InvalidOperationException($"Redirected in a circle at {Address}.");
    }
}
