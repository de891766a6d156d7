using System.Globalization;
using System.Text.Json;

namespace IopClinic.Domain.Measures;

/// <summary>Worked examples: answers with the result they must come to, and pairs of scores with the change they mean.</summary>
public sealed class ExampleFile
{
    private readonly string _file;
    private readonly List<Fault> _faults;
    private readonly List<Example> _examples = [];

    private ExampleFile(string file, List<Fault> faults) => (_file, _faults) = (file, faults);

    /// <summary>Every example of the file, or the faults that keep it from being read.</summary>
    public static (IReadOnlyList<Example> Examples, IReadOnlyList<Fault> Faults) Read(string file, ReadOnlyMemory<byte> content)
    {
        var faults = new List<Fault>();
        var reading = new ExampleFile(file, faults);
        if (JsonFields.Open(file, content, mostBytes: 50_000_000, faults) is { } root)
        {
            reading.Root(root);
        }

        return (reading._examples, faults);
    }

    private void Root(JsonFields root)
    {
        root.OptionalText("format");
        root.OptionalText("computedBy");
        root.Texts("statusValues");
        root.OptionalText("recoveredMeans");
        root.OptionalText("note");
        foreach (var entry in root.Objects("examples", required: !root.Has("change")))
        {
            Scored(entry);
        }

        foreach (var entry in root.Objects("change"))
        {
            Changed(entry);
        }

        root.Close();
    }

    private void Scored(JsonFields entry)
    {
        var (instrument, place) = (entry.Text("instrument"), entry.Place(""));
        var name = entry.OptionalText("name") ?? place.TrimEnd('.');
        var sex = entry.OptionalText("sex");
        entry.OptionalText("note");
        var answers = new List<KeyValuePair<string, int?>>();
        foreach (var (id, value) in entry.Object("answers")?.Entries() ?? [])
        {
            if (value.ValueKind is JsonValueKind.Null)
            {
                answers.Add(new(id, null));
            }
            else if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var option))
            {
                answers.Add(new(id, option));
            }
            else
            {
                entry.Refuse($"answers.{id}", $"Expected the place of an option or null, not {JsonFields.Show(value)}.");
            }
        }

        var expected = Expected(entry);
        entry.Close();
        _examples.Add(new ScoreExample(_file, place.TrimEnd('.'), instrument, name, sex, answers, expected));
    }

    private void Changed(JsonFields entry)
    {
        var (instrument, place) = (entry.Text("instrument"), entry.Place(""));
        var (baseline, current) = (entry.Number("baseline"), entry.Number("current"));
        var name = entry.OptionalText("name")
            ?? string.Create(CultureInfo.InvariantCulture, $"change from {baseline} to {current}");
        entry.OptionalText("note");
        var expected = Expected(entry);
        entry.Close();
        _examples.Add(new ChangeExample(_file, place.TrimEnd('.'), instrument, name, baseline, current, expected));
    }

    private static IReadOnlyList<(string Key, JsonElement Value)> Expected(JsonFields entry)
    {
        var expected = entry.Object("expected")?.Entries() ?? [];
        if (expected.Count == 0 && entry.Has("expected"))
        {
            entry.Refuse("expected", "An example without an expectation proves nothing.");
        }

        return expected;
    }
}

/// <summary>One worked example.</summary>
public abstract record Example(string File, string Place, string Instrument, string Name, IReadOnlyList<(string Key, JsonElement Value)> Expected)
{
    /// <summary>What differs from the expectation, a line each; empty when the example comes out as it says.</summary>
    /// <exception cref="RuleViolation">The example does not fit the instrument.</exception>
    public abstract IReadOnlyList<string> Differences(Instrument instrument);

    public sealed override string ToString() => $"{Instrument}, {Name}";

    private protected static void Compare(List<string> differences, string key, JsonElement expected, object? found)
    {
        var same = found switch
        {
            null => expected.ValueKind is JsonValueKind.Null,
            decimal number => expected.ValueKind is JsonValueKind.Number && expected.TryGetDecimal(out var value) && value == number,
            bool flag => expected.ValueKind is (JsonValueKind.True or JsonValueKind.False) && expected.GetBoolean() == flag,
            _ => expected.ValueKind is JsonValueKind.String && expected.GetString() == (string)found,
        };
        if (!same)
        {
            differences.Add($"{key} is {Show(found)}, expected {expected.GetRawText()}");
        }
    }

    /// <summary>Each named entry of a map, of which the instrument must have one.</summary>
    private protected static void CompareEach<T>(
        List<string> differences, string key, JsonElement expected, IReadOnlyDictionary<string, T> found, Func<T?, object?> value)
    {
        if (expected.ValueKind is not JsonValueKind.Object)
        {
            differences.Add($"{key} is expected to be {expected.GetRawText()}, which is no object");
            return;
        }

        foreach (var entry in expected.EnumerateObject())
        {
            Compare(differences, $"{key}.{entry.Name}", entry.Value, value(found.GetValueOrDefault(entry.Name)));
        }
    }

    private static string Show(object? found) => found switch
    {
        null => "null",
        decimal number => number.ToString("0.######", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => $"\"{found}\"",
    };
}

/// <summary>Answers and their result.</summary>
public sealed record ScoreExample(
    string File,
    string Place,
    string Instrument,
    string Name,
    string? Sex,
    IReadOnlyList<KeyValuePair<string, int?>> Answers,
    IReadOnlyList<(string Key, JsonElement Value)> Expected)
    : Example(File, Place, Instrument, Name, Expected)
{
    public override IReadOnlyList<string> Differences(Instrument instrument)
    {
        var sex = Sex?.ToUpperInvariant() switch
        {
            "MALE" => MeasureSex.Male,
            "FEMALE" => MeasureSex.Female,
            null or "UNKNOWN" or "OTHER" or "OTHERORUNKNOWN" => MeasureSex.OtherOrUnknown,
            _ => throw new RuleViolation($"“{Sex}” is none of male, female, other, unknown."),
        };
        var score = instrument.Score(new AnswerSheet(instrument, Answers), sex);
        var differences = new List<string>();
        foreach (var (key, expected) in Expected)
        {
            switch (key)
            {
                case "status":
                    Compare(differences, key, expected, StatusWord(score.Status));
                    break;
                case "total":
                    Compare(differences, key, expected, score.Total);
                    break;
                case "band":
                    Compare(differences, key, expected, score.Band?.Code);
                    break;
                case "risk":
                    Compare(differences, key, expected, score.Risk);
                    break;
                case "bands":
                    Known(expected, key, score.Subscales.Keys.Concat(score.Derived.Keys).Append(Band.Total).Append(Band.Risk));
                    CompareEach(differences, key, expected, score.Bands, band => band?.Code);
                    break;
                case "subscales":
                    Known(expected, key, score.Subscales.Keys);
                    CompareEach(differences, key, expected, score.Subscales, value => value);
                    break;
                case "algorithms":
                    Known(expected, key, score.Algorithms.Keys);
                    CompareEach(differences, key, expected, score.Algorithms, value => value);
                    break;
                case "criticalItems":
                    Critical(differences, expected, [.. score.Critical.Select(rule => rule.Name)]);
                    break;
                default:
                    Compare(
                        differences,
                        key,
                        expected,
                        score.Derived.TryGetValue(key, out var derived)
                            ? derived
                            : throw new RuleViolation($"“{key}” is nothing that {instrument.Code} gives."));
                    break;
            }
        }

        return differences;
    }

    private static void Known(JsonElement expected, string key, IEnumerable<string> names)
    {
        if (expected.ValueKind is JsonValueKind.Object)
        {
            foreach (var name in expected.EnumerateObject().Select(entry => entry.Name).Except(names))
            {
                throw new RuleViolation($"The instrument has no {key} called {name}.");
            }
        }
    }

    private static void Critical(List<string> differences, JsonElement expected, IReadOnlyList<string> found)
    {
        var names = expected.ValueKind is JsonValueKind.Array
            ? expected.EnumerateArray().Select(entry => entry.ValueKind is JsonValueKind.String ? entry.GetString()! : entry.GetRawText()).ToList()
            : null;
        if (names is null || !names.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)))
        {
            differences.Add($"criticalItems is [{string.Join(", ", found)}], expected {expected.GetRawText()}");
        }
    }

    private static string StatusWord(ScoreStatus status) => status switch
    {
        ScoreStatus.Complete => "complete",
        ScoreStatus.Prorated => "prorated",
        _ => "incomplete",
    };
}

/// <summary>Two scores of one person and what their difference means.</summary>
public sealed record ChangeExample(
    string File,
    string Place,
    string Instrument,
    string Name,
    decimal Baseline,
    decimal Current,
    IReadOnlyList<(string Key, JsonElement Value)> Expected)
    : Example(File, Place, Instrument, Name, Expected)
{
    public override IReadOnlyList<string> Differences(Instrument instrument)
    {
        foreach (var score in new[] { Baseline, Current })
        {
            RuleViolation.Unless(
                score >= instrument.Scoring.Minimum && score <= instrument.Scoring.Maximum,
                string.Create(CultureInfo.InvariantCulture, $"{score} is no score of {instrument.Code}."));
        }

        var change = instrument.Change.Between(Baseline, Current);
        var differences = new List<string>();
        foreach (var (key, expected) in Expected)
        {
            Compare(differences, key, expected, key switch
            {
                "delta" => change.Delta,
                "percent" => change.Percent,
                "reliable" => change.IsReliable,
                "reliableDeterioration" => change.IsReliableDeterioration,
                "clinicallyMeaningful" => change.IsMeaningful,
                "response" => change.IsResponse,
                "remission" => change.IsRemission,
                "recovered" => change.HasRecovered,
                "clinicallySignificant" => change.IsClinicallySignificant,
                _ => throw new RuleViolation($"“{key}” is nothing that a change has."),
            });
        }

        return differences;
    }
}
