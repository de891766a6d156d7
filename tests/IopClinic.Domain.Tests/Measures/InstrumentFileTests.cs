using System.Text;
using System.Text.Json.Nodes;
using IopClinic.Domain.Measures;

namespace IopClinic.Domain.Tests.Measures;

public sealed class InstrumentFileTests
{
    [Fact]
    public void Every_shipped_file_is_valid_and_what_lacks_its_wording_is_off()
    {
        foreach (var file in Directory.EnumerateFiles(Shipped.Folder, "*.json").Where(file => Path.GetFileName(file) != "examples.json"))
        {
            Assert.Empty(InstrumentFile.Read(Path.GetFileName(file), File.ReadAllBytes(file)).Faults);
        }

        Assert.Equal(["ISI", "WHODAS-12"], Shipped.All.Where(instrument => !instrument.IsOnByDefault).Select(instrument => instrument.Code).Order());
        Assert.All(Shipped.All, instrument => Assert.Equal(12, instrument.Version.Length));
    }

    [Theory]
    [InlineData("{", "line 1, byte 2", "no valid JSON")]
    [InlineData("", "line 1, byte 1", "no valid JSON")]
    [InlineData("[]", "", "no JSON object")]
    [InlineData("{\"code\":\"A\",\"code\":\"B\"}", "", "no valid JSON")]
    [InlineData("{}", "items", "missing")]
    public void What_is_no_object_of_json_is_told(string content, string place, string part)
    {
        var (instrument, faults) = InstrumentFile.Read("x.json", Encoding.UTF8.GetBytes(content));

        Assert.Null(instrument);
        Assert.Contains(faults, fault => fault.Place.StartsWith(place, StringComparison.Ordinal) && fault.Sentence.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("phq-9.json", "scoring.missing.maxMising", "2", "scoring.missing.maxMising", "Is “maxMissing” meant?")]
    [InlineData("phq-9.json", "colour", "2", "colour", "not known")]
    [InlineData("phq-9.json", "schemaVersion", "2", "schemaVersion", "reads version 1")]
    [InlineData("phq-9.json", "items.0.options.1.score", "\"1\"", "items[0].options[1].score", "Expected a number")]
    [InlineData("phq-9.json", "items.0.options.1.score", "9", "scoring.max", "come to 0 to 33, not 0 to 27")]
    [InlineData("phq-9.json", "items.1.id", "\"phq9-1\"", "items[1].id", "Another item has the id")]
    [InlineData("phq-9.json", "items.0.scored", "false", "scoring.items", "says that it is not scored")]
    [InlineData("phq-9.json", "items.9.scored", "true", "scoring.items", "counts nowhere")]
    [InlineData("phq-9.json", "scoring.items.0", "\"phq9-99\"", "scoring.items", "There is no item phq9-99")]
    [InlineData("phq-9.json", "scoring.method", "\"average\"", "scoring.method", "is none of sum, mean")]
    [InlineData("phq-9.json", "scoring.missing.method", "\"none\"", "scoring.missing.method", "Nothing says what is done")]
    [InlineData("phq-9.json", "scoring.missing.formula", "\"round(sum of answered * 8 / number answered), half up\"", "scoring.missing.formula", "cannot be read")]
    [InlineData("phq-9.json", "scoring.missing.ifMore", "\"guess\"", "scoring.missing.ifMore", "cannot be read")]
    [InlineData("phq-9.json", "bands.1.min", "6", "bands", "leave a gap: 5 to 5")]
    [InlineData("phq-9.json", "bands.1.min", "4", "bands", "overlap")]
    [InlineData("phq-9.json", "bands.4.max", "28", "bands", "above its greatest value 27")]
    [InlineData("phq-9.json", "bands.4.max", "26", "bands", "leave a gap: 27 to 27")]
    [InlineData("phq-9.json", "bands.4.scale", "\"totl\"", "bands", "There is no scale totl")]
    [InlineData("phq-9.json", "criticalItems.0.item", "\"phq9-99\"", "criticalItems[0].item", "There is no item")]
    [InlineData("phq-9.json", "criticalItems.0.when", "\"score > = 1\"", "criticalItems[0].when", "cannot be read")]
    [InlineData("phq-9.json", "criticalItems.0.when", "\"answer >= 1\"", "criticalItems[0].when", "nothing that can be compared here")]
    [InlineData("phq-9.json", "algorithms.0.rule", "\"most items score >=2\"", "algorithms[0].rule", "cannot be read")]
    [InlineData("phq-9.json", "algorithms.0.rule", "\"at least 12 items score >= 2\"", "algorithms[0].rule", "there are 9 items")]
    [InlineData("phq-9.json", "algorithms.1.rule", "\"2 to 4 such items and item 11 scores >=2\"", "algorithms[1].rule", "no item's id ends in -11")]
    [InlineData("pcl-5.json", "algorithms.0.rule", "\"count items scored >= 2: B (1-6) >= 1\"", "algorithms[0].rule", "made of other items")]
    [InlineData("phq-9.json", "change.response", "\"half\"", "change.response", "cannot be read")]
    [InlineData("phq-9.json", "change.remission", "\"sum <= 4\"", "change.remission", "cannot be read")]
    [InlineData("phq-9.json", "schedule.default.1", "\"every week\"", "schedule.default[1]", "cannot be read")]
    [InlineData("phq-9.json", "loinc.total", "\"44261\"", "loinc.total", "no LOINC code")]
    [InlineData("phq-9.json", "licence.status", "\"free\"", "licence.status", "is none of")]
    [InlineData("phq-9.json", "title", "\" \"", "title", "empty")]
    [InlineData("isi.json", "enabledByDefault", "true", "enabledByDefault", "stays off")]
    [InlineData("audit.json", "items.1.skipWhen", "\"audit-3 = 0\"", "items[1].skipWhen", "nothing that can be compared here")]
    [InlineData("audit.json", "scoring.skippedCountsAs", "null", "scoring.skippedCountsAs", "may be skipped")]
    [InlineData("dast-10.json", "scoring.reverse.0", "\"dast10-1\"", "scoring.reverse", "are not reversed")]
    [InlineData("c-ssrs-screen.json", "scoring.riskRules.3.when", "\"cssrs-1 = 2\"", "scoring.riskRules", "No rule holds")]
    [InlineData("c-ssrs-screen.json", "bands.0.code", "\"nothing\"", "bands", "The level none has no band")]
    [InlineData("c-ssrs-screen.json", "criticalItems.0.when", "\"risk >= grave\"", "criticalItems[0].when", "no level of risk")]
    [InlineData("c-ssrs-screen.json", "criticalItems.0.when", "\"risk >= 2\"", "criticalItems[0].when", "compared with a level")]
    [InlineData("whodas-12.json", "scoring.derived.0.formula", "\"total / 0\"", "scoring.derived[0].formula", "divided by 0")]
    [InlineData("noms-poc.json", "bands.1.min", "3.6", "bands", "leave a gap: 3.51 to 3.59")]
    public void A_fault_is_told_with_its_place(string file, string key, string value, string place, string part)
    {
        var root = JsonNode.Parse(Shipped.Text(file))!;
        var path = key.Split('.');
        var parent = path[..^1].Aggregate(root, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!);
        if (int.TryParse(path[^1], out var last))
        {
            parent[last] = JsonNode.Parse(value);
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(value);
        }

        var (instrument, faults) = InstrumentFile.Read(file, Encoding.UTF8.GetBytes(root.ToJsonString()));

        Assert.Null(instrument);
        Assert.Contains(faults, fault => fault.File == file && fault.Place == place && fault.Sentence.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_that_is_left_out_or_of_another_kind_breaks_the_reading()
    {
        foreach (var file in new[] { "phq-9.json", "c-ssrs-screen.json", "whodas-12.json", "audit-c.json", "bam.json" })
        {
            foreach (var (parent, key) in Keys(JsonNode.Parse(Shipped.Text(file))!).ToList())
            {
                foreach (var wrong in new[] { "null", "[]", "{}", "-7", "\"?\"", "true", "[null]", "[[]]", "1e300" })
                {
                    var kept = parent[key]?.DeepClone();
                    parent[key] = JsonNode.Parse(wrong);
                    var (instrument, faults) = InstrumentFile.Read(file, Encoding.UTF8.GetBytes(parent.Root.ToJsonString()));
                    Assert.Equal(instrument is null, faults.Count > 0);
                    parent[key] = kept;
                }
            }
        }
    }

    [Fact]
    public void Another_wording_is_another_version()
    {
        var text = Shipped.Text("gad-7.json");

        var changed = InstrumentFile.Read("x.json", Encoding.UTF8.GetBytes(text.Replace("Trouble relaxing", "Hard to relax", StringComparison.Ordinal)));

        Assert.NotEqual(Shipped.Instrument("GAD-7").Version, changed.Instrument!.Version);
    }

    /// <summary>Every key of the first levels, and of the first item, band and rule.</summary>
    private static IEnumerable<(JsonObject Parent, string Key)> Keys(JsonNode node) => node switch
    {
        JsonObject parent => parent.ToList().SelectMany(entry =>
            (entry.Value is null ? [] : Keys(entry.Value)).Prepend((parent, entry.Key))),
        JsonArray { Count: > 0 } list when list[0] is not null => Keys(list[0]!),
        _ => [],
    };
}
