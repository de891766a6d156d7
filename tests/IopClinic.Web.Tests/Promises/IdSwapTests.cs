using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using IopClinic.Domain.Staff;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// Every key that stands in an address, a hidden field or a choice of any form that a role can open is exchanged for that of the same
/// thing of a patient who is not theirs: nothing of that patient changes, and no answer names them.
/// </summary>
public sealed partial class IdSwapTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Prescriber)]
    [InlineData(Role.Intake)]
    [InlineData(Role.Administrator)]
    public async Task Nobody_reaches_another_patient_through_an_exchanged_key(Role role)
    {
        var made = await Acquaintances.OfAsync(clinic);
        var own = made.Of(Relation.Own, role is Role.Intake ? Stage.Waiting : Stage.InTreatment);
        // An administrator has to do with everybody of the site; of the others, one tries both strangers.
        var strangers = made.All.Where(a => a.Stage is Stage.InTreatment && (role is Role.Administrator or Role.Clinician && a.Relation is Relation.OtherSite
            || role is not Role.Administrator && a.Relation is Relation.None)).ToList();
        var browser = await clinic.SignInAsync(role);
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        var before = await SnapshotAsync(owner, strangers, made.People[role]);
        var faults = new List<string>();
        var sent = 0;
        var tried = new HashSet<string>();
        foreach (var address in await AddressesAsync(own))
        {
            await browser.OpenAsync(address);
            if (browser.Status != HttpStatusCode.OK)
            {
                continue;
            }

            foreach (var (form, index) in browser.Page.QuerySelectorAll("main form").OfType<IHtmlFormElement>().Select((f, i) => (f, i)).ToList())
            {
                if (!"post".Equals(form.GetAttribute("method"), StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                form.SetAttribute("id", $"swapped{index}");
                var (action, fields) = browser.Fill($"#swapped{index}");
                // Whoever hands this device over is signed out: with own keys that form is sent nowhere here.
                var names = action.Query.Contains("handler=Tablet", StringComparison.Ordinal) ? [] : form.Elements.Select(e => e.GetAttribute("name")).OfType<string>()
                    .Where(name => IsKey(form, name)).Distinct().ToList();
                // Of forms that differ in their keys alone, such as one in every row of a list, one speaks for all; so do the first and the last of the rows of a form.
                names = [.. names.GroupBy(name => Digits().Replace(name, "#")).SelectMany(alike => new[] { alike.First(), alike.Last() }).Distinct()];
                if (!tried.Add($"{Keys().Replace(action.PathAndQuery, "#")} {string.Join(' ', fields.Select(f => Digits().Replace(f.Key, "#")).Distinct().Order(StringComparer.Ordinal))}"))
                {
                    continue;
                }

                foreach (var stranger in strangers)
                {
                    foreach (var name in names)
                    {
                        foreach (var key in KeysFor(fields.Where(f => f.Key == name).Select(f => f.Value).FirstOrDefault(), own, stranger))
                        {
                            await SendAsync(action, [.. fields.Where(f => f.Key != name), KeyValuePair.Create(name, key)], stranger, $"{address} {name}");
                        }
                    }

                    // The same in the address: own keys in the fields, and all of them exchanged.
                    var swapped = Exchange(action.PathAndQuery, own, stranger);
                    if (swapped != action.PathAndQuery)
                    {
                        await SendAsync(new Uri(action, swapped), fields, stranger, $"{address} in the address", mustRefuse: true);
                        await SendAsync(
                            new Uri(action, swapped),
                            [.. fields.Select(f => KeyValuePair.Create(f.Key, Exchange(f.Value, own, stranger)))],
                            stranger,
                            $"{address} everywhere",
                            mustRefuse: true);
                    }
                }
            }
        }

        var after = await SnapshotAsync(owner, strangers, made.People[role]);
        faults.AddRange(before.Where(table => after[table.Key] != table.Value).Select(table => $"Rows of strangers changed in {table.Key}."));
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
        Assert.True(sent > 20, $"Only {sent} forms were sent.");

        async Task SendAsync(Uri action, IReadOnlyList<KeyValuePair<string, string>> fields, Acquaintance stranger, string what, bool mustRefuse = false)
        {
            sent++;
            using var answer = await browser.SendAsync(action, fields);
            var body = await answer.Content.ReadAsStringAsync();
            if ((int)answer.StatusCode >= 500)
            {
                faults.Add($"{what}: {answer.StatusCode}");
            }

            if (body.Contains(stranger.Family, StringComparison.Ordinal))
            {
                faults.Add($"{what}: the answer names {stranger.Family} ({answer.StatusCode}).");
            }

            // A session, and a group, are on everybody's schedule; whose it is, is not.
            if (mustRefuse && action.AbsolutePath.StartsWith("/Patients/", StringComparison.Ordinal) && answer.StatusCode != HttpStatusCode.NotFound)
            {
                faults.Add($"{what}: {answer.StatusCode}");
            }
        }
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    /// <summary>Keys, dates and numbers of an address.</summary>
    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9]+(-[0-9]+)*")]
    private static partial Regex Keys();

    private static bool IsKey(IHtmlFormElement form, string name) => form.Elements.Where(e => e.GetAttribute("name") == name).Any(element => element switch
    {
        IHtmlSelectElement select => select.Options.Any(option => Guid.TryParse(option.Value, out _)),
        IHtmlInputElement input => Guid.TryParse(input.Value, out _),
        _ => false,
    });

    /// <summary>What to put in the place of a key: the same thing of the stranger, and where it is not known what it is, all of theirs.</summary>
    private static IEnumerable<string> KeysFor(string? value, Acquaintance own, Acquaintance stranger)
    {
        var kind = own.Keys.FirstOrDefault(key => key.Value == value).Key;
        return kind is not null && stranger.Keys.TryGetValue(kind, out var same)
            ? [same]
            : stranger.Keys.Where(key => key.Key is not "date").Select(key => key.Value);
    }

    private static string Exchange(string text, Acquaintance own, Acquaintance stranger) => own.Keys.Where(key => stranger.Keys.ContainsKey(key.Key))
        .Aggregate(text, (known, key) => known.Replace(key.Value, stranger.Keys[key.Key], StringComparison.OrdinalIgnoreCase));

    /// <summary>Every page that has a key in it, about this patient.</summary>
    private async Task<List<string>> AddressesAsync(Acquaintance own)
    {
        var pages = await ClinicPages.OfAsync(clinic);
        var addresses = new List<string>();
        foreach (var page in pages.Guarded.Where(page => page.Opens && page.HasParts))
        {
            string? missing = null;
            var address = page.With((part, _) =>
            {
                var key = (page.Route.Split('/')[1], part) switch
                {
                    ("Patients", "measure") => "measure",
                    ("Patients", "assessment") => "assessment",
                    ("Patients" or "History", _) => "patient",
                    ("Sessions", "id") => "session",
                    (_, "date") => "date",
                    ("Notes", _) => "note",
                    ("Outreach", _) => "outreach",
                    ("Groups", "id") => "group",
                    ("Groups", _) => "enrollment",
                    _ => null,
                };
                missing = key is null || !own.Keys.ContainsKey(key) ? part : missing;
                return key is null ? "" : own.Keys.GetValueOrDefault(key, "");
            });
            if (missing is null)
            {
                addresses.Add(address);
            }
        }

        addresses.Add($"/Sessions/Book?patient={own.Keys["patient"]}");
        addresses.Add("/Emergency");
        return addresses;
    }

    private static async Task<Dictionary<string, string>> SnapshotAsync(NpgsqlDataSource owner, IEnumerable<Acquaintance> strangers, StaffMember person)
    {
        var patients = strangers.Select(s => s.Patient.Id.Value).ToArray();
        var tables = new Dictionary<string, string>();
        foreach (var table in (await WallTests.TablesAsync(owner)).Except(["audit_events"]))
        {
            await using var ask = owner.CreateCommand(
                $"select count(*) || coalesce(md5(string_agg(t.xmin::text || t.ctid::text, ',' order by t.ctid)), '') from {table} t where {WallTests.Whose(table)} = any($1)"
                // Whoever opened a record may close it again, also when the site is no longer theirs.
                + (table is "glass_openings" ? $" and t.staff_member_id <> '{person.Id}'" : ""));
            ask.Parameters.Add(new NpgsqlParameter { Value = patients });
            tables[table] = (string)(await ask.ExecuteScalarAsync())!;
        }

        return tables;
    }
}
