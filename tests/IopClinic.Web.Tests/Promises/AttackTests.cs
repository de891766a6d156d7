using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using AngleSharp.Html.Parser;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// Generated nonsense at every POST handler, as everybody who may reach it. Whatever arrives, the program does not break, and where
/// it shows a page again the page still says what it is and what is wrong. The seed is fixed: a failure can be run again.
/// <c>IOPCLINIC_FORM_POSTS=100000</c> asks for that many posts, several people at once, however long it takes.
/// </summary>
public sealed class AttackTests(ClinicHost clinic, ITestOutputHelper output) : IClassFixture<ClinicHost>
{
    private const int UsualPosts = 600;
    /// <summary>However slow the machine, every handler is attacked this often as each role; a fast one sends all posts.</summary>
    private const int AtLeastPerHandler = 1;

    private const int MostDepth = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly int? Asked =
        int.TryParse(Environment.GetEnvironmentVariable("IOPCLINIC_FORM_POSTS"), CultureInfo.InvariantCulture, out var asked) ? asked : null;

    private static readonly HtmlParser Parser = new();

    private static readonly string[] Junk =
    [
        "", " ", "0", "-1", "-2147483649", "99999999999999999999", "1e308", "NaN", "3.5", "true", "on", "null", "999", "Nonsense",
        "0001-01-01", "9999-12-31", "1899-12-31", "2026-02-30", "2026-11-23", "24:00", "23:59:59.9999999", "00:00", "-00:01",
        "00000000-0000-0000-0000-000000000000", "not-a-key", "'; drop table patients; --", "%' or '1'='1", "\\", "_", "%%%",
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "=cmd|' /C calc'!A0", "../../etc/passwd",
        "\0", "a\0b", "\u0001", "\u202Eevil", "\uFFFD", "\uD83D", "👩‍⚕️🧠", "Zoë", "İstanbul", "字", "first\r\nsecond", "\t",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z", new('x', 101), new('é', 301), new('x', 5_001), new('9', 400),
    ];

    private readonly Dictionary<int, int> _met = [];
    private readonly SortedDictionary<string, string> _faults = new(StringComparer.Ordinal);
    private readonly Lock _counting = new();
    private readonly Stopwatch _clock = new();
    private int _sent;

    [Fact]
    public async Task Nonsense_breaks_no_page()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var keys = await KeysAsync();
        var visitors = Enum.GetValues<Role>().Select(role => new Visitor(role, clinic)).Append(new Visitor(null, clinic)).ToList();
        var doors = (
            from visitor in visitors
            from page in pages.All
            where visitor.Role is { } role ? page.Permission is not null && page.Seers.Contains(role) : page.Permission is null
            from handler in page.Posts
            select new Door(visitor, page, handler)).ToList();
        Assert.Equal(
            pages.All.SelectMany(page => page.Posts.Select(handler => $"{page} {handler.Name}")).Order(StringComparer.Ordinal),
            doors.Select(door => $"{door.Page} {door.Handler.Name}").Distinct().Order(StringComparer.Ordinal));

        _clock.Start();
        await WeighAsync(doors);
        if (Asked is null)
        {
            // One after the other, so that a failure can be run again.
            await AttackAsync(doors, keys, new Random(20261123));
        }
        else
        {
            await Task.WhenAll(doors.GroupBy(door => door.Visitor).Select((own, number) =>
                Task.Run(() => AttackAsync([.. own], keys, new Random(20261123 + number)))));
        }

        output.WriteLine($"{_sent} posts at {doors.Count} doors in {_clock.Elapsed.TotalSeconds:0} s: "
            + string.Join(", ", _met.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} x {pair.Value}")));
        Assert.True(
            _faults.Count == 0,
            string.Join("\n", _faults.Select(fault => fault.Key + "\n    " + fault.Value)) + "\n" + string.Join(
                "\n", clinic.ReadLog().Split('\n').Where(line => line.Contains("Exception", StringComparison.Ordinal)).TakeLast(5)));
        Assert.True(_sent >= (Asked ?? AtLeastPerHandler * doors.Count), $"Only {_sent} posts.");
    }

    /// <summary>Round by round at each of these doors, until all have sent enough together.</summary>
    private async Task AttackAsync(IReadOnlyList<Door> doors, IReadOnlyList<string> keys, Random random)
    {
        var (posts, longest) = Asked is { } asked ? (asked, TimeSpan.MaxValue) : (UsualPosts, Longest);
        for (var round = 0; round < AtLeastPerHandler || (_sent < posts && _clock.Elapsed < longest); round++)
        {
            foreach (var door in doors.Where(_ => _clock.Elapsed < longest || round < AtLeastPerHandler))
            {
                var fields = await FieldsAsync(door, keys, random);
                var answer = await door.Visitor.PostAsync(PageTests.At(door.Page, door.Handler.Name), fields);
                Interlocked.Increment(ref _sent);
                var fault = await FaultAsync(answer);
                lock (_counting)
                {
                    _met[(int)answer.StatusCode] = _met.GetValueOrDefault((int)answer.StatusCode) + 1;
                    if (fault is not null)
                    {
                        var told = string.Join(" & ", fields.Where(field => field.Key != FormReading.TokenField)
                            .Select(field => $"{field.Key}={(field.Value.Length > 60 ? field.Value[..60] + "…" : field.Value)}"));
                        _faults.TryAdd($"{door.Page} {door.Handler.Name}: {fault}", told);
                    }
                }
            }
        }
    }

    /// <summary>As much text as a form may weigh, once for every handler.</summary>
    private async Task WeighAsync(IEnumerable<Door> doors)
    {
        var most = new string('m', 1_000_000);
        foreach (var door in doors.DistinctBy(door => (door.Page, door.Handler)))
        {
            if (Known(door).FirstOrDefault(field => field.Type == typeof(string)) is { } text)
            {
                var answer = await door.Visitor.PostAsync(PageTests.At(door.Page, door.Handler.Name), [KeyValuePair.Create(text.Name, most)]);
                if (await FaultAsync(answer) is { } fault)
                {
                    _faults.TryAdd($"{door.Page} {door.Handler.Name}: {fault}", "a megabyte in " + text.Name);
                }
            }
        }
    }

    private static List<Field> Known(Door door) =>
    [
        .. door.Page.Forms.SelectMany(form => Names(form.Name, form.ParameterType, 0)),
        .. door.Handler.Parameters.Select(parameter => new Field(parameter.Name!, parameter.ParameterType)),
    ];

    /// <summary>What is wrong with an answer; null when it is one that a person can live with.</summary>
    private static async Task<string?> FaultAsync(HttpResponseMessage answer)
    {
        // Many people at once may be asked to come back in a moment; one alone never is.
        if (answer.StatusCode >= HttpStatusCode.InternalServerError
            && !(Asked is not null && answer.StatusCode is HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null))
        {
            return $"{(int)answer.StatusCode}";
        }

        if (answer.StatusCode is not (HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict))
        {
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync();
        if (answer.Content.Headers.ContentType?.MediaType is "application/json")
        {
            // A handler that answers scripts says its sentence to them.
            return text.StartsWith("{\"sentence\":\"", StringComparison.Ordinal) ? null : $"{(int)answer.StatusCode} without a sentence for the script";
        }

        var page = await Parser.ParseDocumentAsync(text);
        var sentences = page.QuerySelectorAll(".form-errors li, .field-error, .notice").Select(element => element.TextContent.Trim());
        return page.QuerySelectorAll("h1").Length != 1 ? $"{(int)answer.StatusCode} without its h1"
            : !sentences.Any(sentence => sentence.Length > 0) ? $"{(int)answer.StatusCode} without a sentence"
            : page.QuerySelector("script:not([src]):not([nonce]), [onerror]") is not null ? "what was typed became markup"
            : null;
    }

    private static async Task<List<KeyValuePair<string, string>>> FieldsAsync(Door door, IReadOnlyList<string> keys, Random random)
    {
        var fields = (await door.Visitor.ShownAsync(door.Page, door.Handler.Name)).ToList();
        var known = Known(door);
        var way = random.Next(10);
        if (way == 0 || known.Count == 0)
        {
            return [.. fields.Where(_ => random.Next(2) == 0)];
        }

        if (way < 4)
        {
            // Everything at once.
            return [.. known.Select(field => KeyValuePair.Create(field.Name, Value(field.Type, keys, random)))];
        }

        // The form as it stands there, and a few fields gone wrong.
        fields.AddRange(known.Where(field => fields.TrueForAll(shown => shown.Key != field.Name))
            .Select(field => KeyValuePair.Create(field.Name, Plausible(field.Type, keys, random))));
        for (var times = random.Next(1, 4); times > 0 && fields.Count > 0; times--)
        {
            var at = random.Next(fields.Count);
            var type = known.Find(field => field.Name == fields[at].Key)?.Type ?? typeof(string);
            switch (random.Next(4))
            {
                case 0:
                    fields.RemoveAt(at);
                    break;
                case 1:
                    fields.Add(KeyValuePair.Create(fields[at].Key, Value(type, keys, random)));
                    break;
                default:
                    fields[at] = KeyValuePair.Create(fields[at].Key, Value(type, keys, random));
                    break;
            }
        }

        return fields;
    }

    private static string Value(Type type, IReadOnlyList<string> keys, Random random) =>
        random.Next(3) == 0 ? Plausible(type, keys, random) : Junk[random.Next(Junk.Length)];

    private static string Plausible(Type type, IReadOnlyList<string> keys, Random random)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? Enum.GetNames(type)[random.Next(Enum.GetNames(type).Length)]
            : type == typeof(bool) ? "true"
            : type == typeof(DateOnly) ? $"20{random.Next(24, 37)}-0{random.Next(1, 10)}-1{random.Next(10)}"
            : type == typeof(TimeOnly) ? $"1{random.Next(10)}:{random.Next(10, 60)}"
            : type == typeof(string) ? "Plausible"
            : type.IsGenericType ? keys[random.Next(keys.Count)]
            : $"{random.Next(0, 300)}";
    }

    /// <summary>All fields that a form of this type can have, rows of lists included.</summary>
    private static IEnumerable<Field> Names(string name, Type type, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsValueType || plain == typeof(string))
        {
            return [new Field(name, type)];
        }

        if (depth == MostDepth)
        {
            return [];
        }

        if (typeof(IEnumerable).IsAssignableFrom(plain))
        {
            var row = plain.IsGenericType ? plain.GetGenericArguments()[^1] : typeof(string);
            return Names($"{name}[0]", row, depth + 1).Concat(Names($"{name}[1]", row, depth + 1));
        }

        return plain.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .SelectMany(property => Names($"{name}.{property.Name}", property.PropertyType, depth + 1));
    }

    /// <summary>Keys of all kinds of things, most of them somebody else's or of the wrong kind.</summary>
    private Task<List<string>> KeysAsync() => clinic.InDatabaseAsync(async db =>
    {
        var keys = new List<string> { $"{Guid.CreateVersion7()}", $"{Guid.Empty}" };
        foreach (var page in (await ClinicPages.OfAsync(clinic)).All.SelectMany(page => page.Samples.Values))
        {
            if (Guid.TryParse(page, out _) && !keys.Contains(page))
            {
                keys.Add(page);
            }
        }

        keys.AddRange(db.Episodes.Select(episode => episode.Id).Take(5).AsEnumerable().Select(id => $"{id}"));
        keys.AddRange(db.Rooms.Select(room => room.Id).Take(5).AsEnumerable().Select(id => $"{id}"));
        keys.AddRange(db.Tracks.Select(track => track.Id).Take(5).AsEnumerable().Select(id => $"{id}"));
        keys.AddRange(db.Staff.Select(member => member.Id).Take(5).AsEnumerable().Select(id => $"{id}"));
        return keys;
    });

    private sealed record Field(string Name, Type Type);

    private sealed record Door(Visitor Visitor, ClinicPages.ServedPage Page, HandlerMethodDescriptor Handler);

    /// <summary>Somebody who means no good; signs in again when an attack threw them out.</summary>
    private sealed class Visitor(Role? role, ClinicHost clinic)
    {
        private readonly Dictionary<string, List<KeyValuePair<string, string>>> _shown = [];
        private Browser? _browser;
        private KeyValuePair<string, string> _token;

        /// <summary>Null for somebody who never signs in.</summary>
        public Role? Role => role;

        public async Task<HttpResponseMessage> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string>> fields)
        {
            for (var again = false; ; again = true)
            {
                var browser = await BrowserAsync();
                var answer = await browser.SendAsync(address, fields.Where(field => field.Key != FormReading.TokenField).Prepend(_token));
                if (again || role is null || answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Redirect)
                    || (answer.StatusCode is HttpStatusCode.Redirect
                        && answer.Headers.Location?.OriginalString.Contains("/Account/SignIn", StringComparison.Ordinal) != true))
                {
                    return answer;
                }

                _browser = null;
            }
        }

        /// <summary>The fields of the page's own form for a handler, as they stand when it is opened.</summary>
        public async Task<IReadOnlyList<KeyValuePair<string, string>>> ShownAsync(ClinicPages.ServedPage page, string? handler)
        {
            var key = $"{page.Route} {handler}";
            if (!_shown.TryGetValue(key, out var fields))
            {
                var browser = await (await BrowserAsync()).OpenAsync(page.Address);
                var form = browser.Page.QuerySelectorAll("main form[method=post]").FirstOrDefault(form =>
                    (form.GetAttribute("action") ?? "").Contains("handler=" + handler, StringComparison.OrdinalIgnoreCase)
                    || (string.IsNullOrEmpty(handler) && !(form.GetAttribute("action") ?? "").Contains("handler=", StringComparison.Ordinal)));
                form?.SetAttribute("id", "attacked");
                _shown[key] = fields = form is null ? [] : browser.Fill("#attacked").Fields;
                // Without its key, which would answer the second time as the first.
                fields.RemoveAll(field => field.Key == FormKeys.Field);
            }

            return fields;
        }

        private async Task<Browser> BrowserAsync()
        {
            if (_browser is null)
            {
                _browser = role is { } known ? await clinic.SignInAsync(known) : clinic.Browser();
                _token = await PageTests.TokenAsync(_browser);
            }

            return _browser;
        }
    }
}
