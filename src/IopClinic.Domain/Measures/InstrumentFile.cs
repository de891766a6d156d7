using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace IopClinic.Domain.Measures;

/// <summary>
/// Reads an instrument's file strictly: a key that is not known, a sentence that cannot be read, numbers that contradict each other
/// are faults, each with its place. A file with a fault is no instrument.
/// </summary>
public sealed partial class InstrumentFile
{
    private const string Id = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private const string AnyWord = "*";

    private static readonly Dictionary<string, LicenceStatus> LicenceWords = new()
    {
        ["public-domain"] = LicenceStatus.PublicDomain,
        ["free-noncommercial"] = LicenceStatus.FreeNoncommercial,
        ["free-noncommercial-with-credit"] = LicenceStatus.FreeNoncommercialWithCredit,
        ["permission-terms-apply"] = LicenceStatus.PermissionTermsApply,
        ["permission-required"] = LicenceStatus.PermissionRequired,
    };

    private static readonly Dictionary<string, Administration> AdministrationWords = new()
    {
        ["self"] = Administration.Self,
        ["self-or-interview"] = Administration.SelfOrInterview,
        ["clinician"] = Administration.Clinician,
    };

    private static readonly Dictionary<string, ScoringMethod> MethodWords = new()
    {
        ["sum"] = ScoringMethod.Sum,
        ["mean"] = ScoringMethod.Mean,
        ["subscales-only"] = ScoringMethod.SubscalesOnly,
        ["rules"] = ScoringMethod.Rules,
    };

    private static readonly Dictionary<string, MissingMethod> MissingWords = new()
    {
        ["none"] = MissingMethod.None,
        ["prorate"] = MissingMethod.Prorate,
        ["mean-impute"] = MissingMethod.MeanImpute,
        ["mean-of-answered"] = MissingMethod.MeanOfAnswered,
    };

    private static readonly Dictionary<string, ChangeDirection> DirectionWords = new()
    {
        ["lower-is-better"] = ChangeDirection.LowerIsBetter,
        ["higher-is-better"] = ChangeDirection.HigherIsBetter,
        ["per-subscale"] = ChangeDirection.PerSubscale,
    };

    private static readonly Dictionary<string, Severity> SeverityWords = new()
    {
        ["high"] = Severity.High,
        ["moderate"] = Severity.Moderate,
        ["low"] = Severity.Low,
    };

    private static readonly Dictionary<string, MeasureSex> SexWords = new()
    {
        ["male"] = MeasureSex.Male,
        ["female"] = MeasureSex.Female,
        ["otherOrUnknown"] = MeasureSex.OtherOrUnknown,
    };

    private readonly string _file;
    private readonly List<Fault> _faults = [];
    private readonly List<InstrumentItem> _items = [];
    private readonly List<string> _levels = [];

    private InstrumentFile(string file) => _file = file;

    /// <summary>The instrument, or null with the faults that keep the file from being one.</summary>
    public static (Instrument? Instrument, IReadOnlyList<Fault> Faults) Read(string file, ReadOnlyMemory<byte> content)
    {
        var reading = new InstrumentFile(file);
        var root = JsonFields.Open(file, content, mostBytes: 1_000_000, reading._faults);
        var instrument = root is null ? null : reading.Instrument(root, Convert.ToHexStringLower(SHA256.HashData(content.Span))[..12]);
        return (reading._faults.Count == 0 ? instrument : null, reading._faults);
    }

    private Instrument Instrument(JsonFields root, string version)
    {
        if (root.Number("schemaVersion") is not 1 and var schema && _faults.Count == 0)
        {
            root.Refuse("schemaVersion", $"This program reads version 1, not {schema}.");
        }

        var licence = Licence(root.Object("licence"));
        var population = root.Object("population");
        var recall = root.Object("recallPeriod");
        var loinc = root.OptionalObject("loinc");
        var identity = new InstrumentIdentity(Code(root, "code", "[A-Z0-9]+(-[A-Z0-9]+)*"), root.Text("title"), root.Text("construct"), version, licence)
        {
            Administration = root.Choice("administration", AdministrationWords),
            MinimumAge = population?.OptionalWhole("minAge", 0, 130),
            MaximumAge = population?.OptionalWhole("maxAge", 0, 130),
            RecallPeriod = recall?.Text("text") ?? "",
            RecallDays = recall?.OptionalWhole("days", 0, 36_600),
            Stem = root.OptionalText("stem"),
            PanelLoinc = Loinc(loinc, "panel"),
            TotalLoinc = Loinc(loinc, "total"),
        };
        Loinc(loinc, "riskLevel");
        if (identity.MinimumAge > identity.MaximumAge)
        {
            population!.Refuse("maxAge", "The greatest age lies below the least.");
        }

        population?.Close();
        recall?.Close();
        loinc?.Close();

        Items(root);
        var scoring = ScoringOf(root.Object("scoring"));
        var algorithms = Algorithms(root, scoring);
        var on = root.OptionalFlag("enabledByDefault") ?? true;
        if (on && !licence.WordingIncluded)
        {
            root.Refuse("enabledByDefault", "An instrument without its official wording stays off until the clinic has loaded it: say false.");
        }

        var instrument = new Instrument(identity, _items, scoring)
        {
            Bands = Bands(root, "bands", scoring, required: !root.Has("bandsBySex")),
            BandsBySex = BandsBySex(root, scoring),
            Algorithms = algorithms,
            CriticalRules = CriticalRules(root, scoring),
            Change = Change(root.Object("change")),
            Occasions = Occasions(root.Object("schedule")),
            IsOnByDefault = on,
            MayBeAnonymous = root.OptionalFlag("anonymousAllowed") ?? false,
            Notes = root.Texts("notes"),
        };
        Remarks(root);
        root.Close();
        if (_faults.Count == 0)
        {
            EveryAnswerHasALevel(root, instrument);
        }

        return instrument;
    }

    /// <summary>A finished form that no rule of risk knows would show no risk at all.</summary>
    private static void EveryAnswerHasALevel(JsonFields root, Instrument instrument)
    {
        const int most = 20_000;
        var forms = instrument.Items.Aggregate(1L, (count, item) => Math.Min(most + 1, count * item.Options.Count));
        for (var form = 0; instrument.Scoring.Method is ScoringMethod.Rules && forms <= most && form < forms; form++)
        {
            var rest = form;
            var answers = new List<KeyValuePair<string, int?>>();
            foreach (var item in instrument.Items)
            {
                answers.Add(new(item.Id, rest % item.Options.Count));
                rest /= item.Options.Count;
            }

            if (instrument.Score(new AnswerSheet(instrument, answers)).Risk is null)
            {
                root.Refuse("scoring.riskRules", "No rule holds when the answers are " + string.Join(", ", answers.Select(answer =>
                    $"{answer.Key} “{instrument.Item(answer.Key)!.Options[answer.Value!.Value].Label}”")) + ".");
                return;
            }
        }
    }

    /// <summary>What is kept for people and changes nothing.</summary>
    private void Remarks(JsonFields root)
    {
        root.Texts("source");
        foreach (var (key, value) in root.OptionalObject("verification")?.Entries() ?? [])
        {
            if (value.ValueKind is not System.Text.Json.JsonValueKind.String)
            {
                _faults.Add(new Fault(_file, $"verification.{key}", $"Expected a text, not {JsonFields.Show(value)}."));
            }
        }

        foreach (var variant in root.Objects("variants"))
        {
            variant.Text("code");
            variant.Text("change");
            variant.Close();
        }
    }

    private static Licence Licence(JsonFields? fields)
    {
        if (fields is null)
        {
            return new Licence(LicenceStatus.PermissionRequired, "", "", WordingIncluded: false, IsUnclear: true);
        }

        var licence = new Licence(
            fields.Choice("status", LicenceWords),
            fields.Text("holder"),
            fields.Text("text"),
            fields.Flag("bundleWording"),
            fields.OptionalFlag("unclear") ?? false);
        fields.Close();
        return licence;
    }

    private void Items(JsonFields root)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fields in root.Objects("items", required: true))
        {
            var id = Code(fields, "id", Id);
            if (id.Length > 0 && !known.Add(id))
            {
                fields.Refuse("id", $"Another item has the id {id} too.");
                fields.OptionalText("text");
                continue;
            }

            // A question may depend on what was asked before it: so nothing depends on itself, and the form is asked from top to bottom.
            var before = new ConditionGrammar([.. _items.Select(item => item.Id)], []);
            var item = new InstrumentItem(id, fields.Text("text"), Options(fields))
            {
                Loinc = Loinc(fields, "loinc"),
                IsScored = fields.Flag("scored"),
                IsRequired = fields.Flag("required"),
                SkipWhen = Condition(fields, "skipWhen", before.Read),
                AskWhen = Condition(fields, "askWhen", before.Read),
                Period = fields.OptionalText("period"),
                Topic = fields.OptionalText("topic"),
            };
            fields.OptionalText("domain");
            if (fields.OptionalText("textStatus") is not (null or "topic-label-not-official-wording") and var status)
            {
                fields.Refuse("textStatus", $"“{status}” is not topic-label-not-official-wording.");
            }

            fields.Close();
            _items.Add(item);
        }

        if (root.Has("items") && _items.Count == 0 && _faults.Count == 0)
        {
            root.Refuse("items", "An instrument has at least one item.");
        }
    }

    private static List<AnswerOption> Options(JsonFields fields)
    {
        var options = new List<AnswerOption>();
        foreach (var option in fields.Objects("options", required: true))
        {
            var label = option.Text("label");
            if (options.Exists(known => known.Label == label))
            {
                option.Refuse("label", $"Another option is called “{label}” too.");
            }

            options.Add(new AnswerOption(label, option.Number("score"), Loinc(option, "loinc", answer: true)));
            option.Close();
        }

        if (options.Count is < 2 or > 20 && fields.Has("options"))
        {
            fields.Refuse("options", $"A question has 2 to 20 options, not {options.Count}.");
        }

        return options;
    }

    private ScoringRule ScoringOf(JsonFields? fields)
    {
        if (fields is null)
        {
            return new ScoringRule(ScoringMethod.Sum, [], new MissingRule(0, MissingMethod.None));
        }

        var method = fields.Choice("method", MethodWords);
        var items = KnownItems(fields, "items", required: method is ScoringMethod.Sum or ScoringMethod.Mean);
        Reversed(fields);
        fields.OptionalText("note");
        var skipped = fields.OptionalNumber("skippedCountsAs");
        var subscales = Subscales(fields, skipped);
        RiskRules(fields, method, out var rules);
        var scoring = new ScoringRule(method, items, Missing(fields, method, items))
        {
            Minimum = fields.OptionalNumber("min"),
            Maximum = fields.OptionalNumber("max"),
            Decimals = fields.OptionalWhole("decimals", 0, 6) ?? 0,
            SkippedCountsAs = skipped,
            Subscales = subscales,
            Derived = Derived(fields),
            RiskRules = rules,
        };
        Range(fields, scoring);
        Consistent(fields, scoring);
        fields.Close();
        return scoring;
    }

    private void Reversed(JsonFields fields)
    {
        fields.OptionalFlag("reverseAlreadyInOptions");
        foreach (var id in KnownItems(fields, "reverse", required: false))
        {
            var options = _items.Find(item => item.Id == id)!.Options;
            if (options.Count > 1 && options[0].Score <= options[^1].Score)
            {
                fields.Refuse("reverse", $"The options of {id} are not reversed: they must carry the scores that count.");
            }
        }
    }

    private List<Subscale> Subscales(JsonFields fields, decimal? skipped)
    {
        var subscales = new List<Subscale>();
        foreach (var entry in fields.Objects("subscales"))
        {
            var code = Code(entry, "code", "[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*");
            if (subscales.Exists(known => known.Code == code) || code == Band.Total || _items.Exists(item => item.Id == code))
            {
                entry.Refuse("code", $"Something else is called {code} too.");
            }

            var subscale = new Subscale(code, entry.Text("label"), KnownItems(entry, "items", required: true), entry.Number("min"), entry.Number("max"))
            {
                Cut = entry.OptionalNumber("cut"),
                HigherIsBetter = entry.Has("direction") && entry.Choice("direction", DirectionWords) is ChangeDirection.HigherIsBetter,
                Loinc = Loinc(entry, "loinc"),
            };
            var (least, most) = Reach(subscale.Items, skipped);
            if (subscale.Items.Count > 0 && (subscale.Minimum, subscale.Maximum) != (least, most))
            {
                entry.Refuse("max", $"The options add up to {least} to {most}, not {subscale.Minimum} to {subscale.Maximum}.");
            }

            if (subscale.Cut < subscale.Minimum || subscale.Cut > subscale.Maximum)
            {
                entry.Refuse("cut", $"The cut {subscale.Cut} lies outside {subscale.Minimum} to {subscale.Maximum}.");
            }

            entry.Close();
            subscales.Add(subscale);
        }

        return subscales;
    }

    private void RiskRules(JsonFields fields, ScoringMethod method, out List<RiskRule> rules)
    {
        rules = [];
        var grammar = new ConditionGrammar([.. _items.Select(item => item.Id)], []);
        foreach (var entry in fields.Objects("riskRules", required: method is ScoringMethod.Rules))
        {
            var level = Code(entry, "level", Id);
            if (_levels.Contains(level))
            {
                entry.Refuse("level", $"Another rule gives the level {level} too.");
            }

            if (Condition(entry, "when", grammar.Read, required: true) is { } when)
            {
                rules.Add(new RiskRule(level, when));
            }

            _levels.Add(level);
            entry.Close();
        }

        if (method is not ScoringMethod.Rules && _levels.Count > 0)
        {
            fields.Refuse("riskRules", "Rules of risk belong to the method rules.");
        }
    }

    private MissingRule Missing(JsonFields scoring, ScoringMethod method, List<string> items)
    {
        var fields = scoring.Object("missing");
        if (fields is null)
        {
            return new MissingRule(0, MissingMethod.None);
        }

        var most = fields.OptionalWhole("maxMissing", 0, 1000);
        if (!fields.Has("maxMissing"))
        {
            fields.Refuse("maxMissing", "This is missing.");
        }

        var how = fields.Choice("method", MissingWords);
        var fitting = how switch
        {
            MissingMethod.None => most is null or 0,
            MissingMethod.MeanOfAnswered => method is ScoringMethod.Mean,
            _ => method is ScoringMethod.Sum,
        };
        if (!fitting)
        {
            fields.Refuse("method", how is MissingMethod.None
                ? $"Nothing says what is done about up to {most} missing answers."
                : "This way of filling in does not belong to the method of scoring.");
        }

        if (most >= items.Count && items.Count > 0)
        {
            fields.Refuse("maxMissing", $"There are only {items.Count} items.");
        }

        CheckFormula(fields, items.Count);
        fields.OptionalText("note");
        if (fields.OptionalText("per") is not (null or "subscale"))
        {
            fields.Refuse("per", "Only “subscale” is known here.");
        }

        var rule = new MissingRule(most ?? 0, how)
        {
            LevelShownUnfinished = Read(fields, "ifMore", IfMore, required: true),
            Recency = Read(fields, "ifLifetimeYesWithoutRecency", Recency),
        };
        fields.Close();
        return rule;
    }

    /// <summary>The formula is told for people; it must tell what the program does.</summary>
    private static void CheckFormula(JsonFields fields, int count)
    {
        if (fields.OptionalText("formula") is not { } text)
        {
            return;
        }

        var told = $"round(sum of answered * {count} / number answered), half up";
        if (text != told)
        {
            fields.Refuse("formula", $"“{text}” cannot be read: expected “{told}”.");
        }
    }

    /// <summary>
    /// <c>incomplete</c>, with what is then not there; or <c>incomplete: if any answered item already gives high risk, show high; else
    /// incomplete</c>; or <c>that subscale incomplete</c>.
    /// </summary>
    private string? IfMore(string text)
    {
        var words = new Words(text);
        if (words.Take("that", "subscale", "incomplete"))
        {
            words.ExpectEnd();
            return null;
        }

        words.Expect("incomplete");
        if (words.Take(","))
        {
            words.Expect("no");
            if (!words.Take("total") && !words.Take("score"))
            {
                throw words.Refusal("expected “total” or “score”");
            }
        }
        else if (words.Take(":"))
        {
            words.Expect("if", "any", "answered", "item", "already", "gives");
            var level = Level(words);
            words.Expect("risk", ",", "show", level, ";", "else", "incomplete");
            words.ExpectEnd();
            return level;
        }

        words.ExpectEnd();
        return null;
    }

    /// <summary><c>treat as high until answered</c>: of the one item that asks how long ago something in a lifetime was.</summary>
    private RecencyRule Recency(string text)
    {
        var words = new Words(text);
        words.Expect("treat", "as");
        var level = Level(words);
        words.Expect("until", "answered");
        words.TakeRemark();
        words.ExpectEnd();
        var lifetime = _items.Where(item => item.Period == "Lifetime").Select(item => item.Id).ToHashSet();
        var recency = _items.Where(item => item.AskWhen is { } ask && ask.Names.Any(lifetime.Contains)).ToList();
        return recency.Count == 1
            ? new RecencyRule(recency[0].Id, level)
            : throw words.Refusal("this needs one item that is asked when an item of the period “Lifetime” is answered with yes; found "
                + recency.Count);
    }

    private string Level(Words words)
    {
        var level = words.Name();
        return _levels.Contains(level) ? level : throw words.Refusal($"“{level}” is no level of the risk rules", back: 1);
    }

    private static List<DerivedScale> Derived(JsonFields fields)
    {
        var scales = new List<DerivedScale>();
        foreach (var entry in fields.Objects("derived"))
        {
            var code = Code(entry, "code", Id);
            if (Read(entry, "formula", Formula.Read, required: true) is { } formula)
            {
                scales.Add(new DerivedScale(code, formula));
            }

            entry.Close();
        }

        return scales;
    }

    private void Range(JsonFields fields, ScoringRule scoring)
    {
        if (scoring.Method is not (ScoringMethod.Sum or ScoringMethod.Mean))
        {
            if (scoring.Items.Count > 0 || scoring.Minimum is not null || scoring.Maximum is not null)
            {
                fields.Refuse("method", "This method gives no total, so items, min and max of one have no meaning.");
            }

            return;
        }

        var (least, most) = Reach(scoring.Items, scoring.SkippedCountsAs);
        if (scoring.Method is ScoringMethod.Mean && scoring.Items.Count > 0)
        {
            (least, most) = (HalfUp.Round(least / scoring.Items.Count, scoring.Decimals), HalfUp.Round(most / scoring.Items.Count, scoring.Decimals));
        }

        if (scoring.Items.Count > 0 && (scoring.Minimum, scoring.Maximum) != (least, most))
        {
            fields.Refuse(
                "max", $"The options come to {least} to {most}, not {Shown(scoring.Minimum)} to {Shown(scoring.Maximum)}.");
        }

        static string Shown(decimal? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing";
    }

    /// <summary>The least and the greatest sum of these items.</summary>
    private (decimal Least, decimal Most) Reach(IReadOnlyList<string> ids, decimal? skipped)
    {
        var (least, most) = (0m, 0m);
        foreach (var item in ids.Select(id => _items.Find(item => item.Id == id)!).Where(item => item.Options.Count > 0))
        {
            var (low, high) = (item.Options.Min(option => option.Score), item.Options.Max(option => option.Score));
            if (skipped is { } counts && (item.SkipWhen ?? item.AskWhen) is not null)
            {
                (low, high) = (Math.Min(low, counts), Math.Max(high, counts));
            }

            (least, most) = (least + low, most + high);
        }

        return (least, most);
    }

    private void Consistent(JsonFields fields, ScoringRule scoring)
    {
        var counted = scoring.Items.Concat(scoring.Subscales.SelectMany(subscale => subscale.Items)).ToHashSet(StringComparer.Ordinal);
        foreach (var item in _items)
        {
            if (item.IsScored != counted.Contains(item.Id))
            {
                fields.Refuse(
                    "items", item.IsScored ? $"{item.Id} is scored, but counts nowhere." : $"{item.Id} counts, but says that it is not scored.");
            }

            if (counted.Contains(item.Id) && (item.SkipWhen ?? item.AskWhen) is not null && scoring.SkippedCountsAs is null)
            {
                fields.Refuse("skippedCountsAs", $"This is missing: {item.Id} may be skipped, and it counts.");
            }
        }

        if (scoring.Method is ScoringMethod.SubscalesOnly && scoring.Subscales.Count == 0)
        {
            fields.Refuse("subscales", "The method subscales-only needs subscales.");
        }
    }

    private List<Algorithm> Algorithms(JsonFields root, ScoringRule scoring)
    {
        var algorithms = new List<Algorithm>();
        var ids = _items.ConvertAll(item => item.Id);
        var names = ids.Concat(scoring.Subscales.Select(subscale => subscale.Code)).Append(Band.Total).ToList();
        var grammar = new AlgorithmGrammar(ids, scoring.Items, scoring.Subscales, new ConditionGrammar(names, []));
        foreach (var entry in root.Objects("algorithms"))
        {
            var code = Code(entry, "code", Id);
            if (algorithms.Exists(known => known.Code == code))
            {
                entry.Refuse("code", $"Another algorithm is called {code} too.");
            }

            var label = entry.Text("label");
            if (Condition(entry, "rule", grammar.Read, required: true) is { } rule)
            {
                algorithms.Add(new Algorithm(code, label, rule));
            }

            entry.Close();
        }

        return algorithms;
    }

    private Dictionary<MeasureSex, IReadOnlyList<Band>>? BandsBySex(JsonFields root, ScoringRule scoring)
    {
        if (root.OptionalObject("bandsBySex") is not { } fields)
        {
            return null;
        }

        var bySex = SexWords.ToDictionary(sex => sex.Value, sex => (IReadOnlyList<Band>)Bands(fields, sex.Key, scoring, required: true));
        fields.Close();
        return bySex;
    }

    private List<Band> Bands(JsonFields fields, string key, ScoringRule scoring, bool required)
    {
        var bands = new List<Band>();
        foreach (var entry in fields.Objects(key, required))
        {
            var scale = entry.Text("scale");
            var isRisk = scoring.Method is ScoringMethod.Rules && scale == Band.Risk;
            var band = new Band(
                scale,
                isRisk ? null : entry.Number("min"),
                isRisk ? null : entry.Number("max"),
                Code(entry, "code", Id),
                entry.Text("label"),
                entry.OptionalText("action"));
            if (band.Minimum > band.Maximum)
            {
                entry.Refuse("max", $"The band ends at {band.Maximum}, before it begins at {band.Minimum}.");
            }

            if (bands.Exists(known => known.Scale == scale && known.Code == band.Code))
            {
                entry.Refuse("code", $"Another band of {scale} is called {band.Code} too.");
            }

            entry.Close();
            bands.Add(band);
        }

        foreach (var scale in bands.GroupBy(band => band.Scale))
        {
            Whole(fields, key, scoring, scale.Key, [.. scale.OrderBy(band => band.Minimum)]);
        }

        return bands;
    }

    /// <summary>The bands of one scale follow each other without overlap or gap, from its least to its greatest value.</summary>
    private void Whole(JsonFields fields, string key, ScoringRule scoring, string scale, List<Band> bands)
    {
        if (scoring.Method is ScoringMethod.Rules && scale == Band.Risk)
        {
            foreach (var level in _levels.Except(bands.Select(band => band.Code)))
            {
                fields.Refuse(key, $"The level {level} has no band.");
            }

            foreach (var code in bands.Select(band => band.Code).Except(_levels))
            {
                fields.Refuse(key, $"No rule of risk gives the level {code}.");
            }

            return;
        }

        var (least, most, decimals) = (scoring.Minimum, scoring.Maximum, scoring.Decimals);
        if (scoring.Derived.FirstOrDefault(derived => derived.Code == scale) is { } derived && least is not null && most is not null)
        {
            (least, most, decimals) = (derived.Formula.Of(least.Value), derived.Formula.Of(most.Value), 0);
        }
        else if (scoring.Subscales.FirstOrDefault(known => known.Code == scale) is { } subscale)
        {
            (least, most, decimals) = (subscale.Minimum, subscale.Maximum, 0);
        }
        else if (scale != Band.Total || scoring.Method is ScoringMethod.Rules or ScoringMethod.SubscalesOnly)
        {
            fields.Refuse(key, $"There is no scale {scale}.");
            return;
        }

        var step = 1m;
        for (var place = 0; place < decimals; place++)
        {
            step /= 10;
        }

        var next = least;
        foreach (var band in bands)
        {
            if (band.Minimum > next)
            {
                fields.Refuse(key, $"The bands of {scale} leave a gap: {next} to {band.Minimum - step} is in none.");
            }
            else if (band.Minimum < next)
            {
                fields.Refuse(key, band == bands[0]
                    ? $"The first band of {scale} begins at {band.Minimum}, below its least value {least}."
                    : $"The bands of {scale} overlap: {band.Code} begins at {band.Minimum}, where another has not ended.");
            }

            next = band.Maximum + step;
        }

        if (next <= most)
        {
            fields.Refuse(key, $"The bands of {scale} leave a gap: {next} to {most} is in none.");
        }
        else if (next - step > most)
        {
            fields.Refuse(key, $"The last band of {scale} ends at {next - step}, above its greatest value {most}.");
        }
    }

    private List<CriticalRule> CriticalRules(JsonFields root, ScoringRule scoring)
    {
        var rules = new List<CriticalRule>();
        var levels = scoring.Method is ScoringMethod.Rules ? _levels : [];
        var forms = scoring.Subscales.Select(subscale => subscale.Code).Append(Band.Total).ToList();
        if (levels.Count > 0)
        {
            forms.Add(Band.Risk);
        }

        foreach (var entry in root.Objects("criticalItems"))
        {
            var item = entry.Text("item");
            var wholeForm = item == AnyWord;
            if (!wholeForm && item.Length > 0 && !_items.Exists(known => known.Id == item))
            {
                entry.Refuse("item", $"There is no item {item}.");
            }

            var grammar = new ConditionGrammar(wholeForm ? [.. forms, Scoring.ScoreName] : [Scoring.ScoreName], levels);
            var severity = entry.Choice("severity", SeverityWords);
            var action = entry.Text("action");
            if (Condition(entry, "when", grammar.Read, required: true) is { } when)
            {
                // Any item may be meant, or the form as a whole.
                var ids = !wholeForm ? [item] : when.Names.Contains(Scoring.ScoreName) ? _items.Select(known => known.Id) : [];
                rules.AddRange(ids.Select(id => new CriticalRule(id, id, when, severity, action)));
                if (!ids.Any())
                {
                    rules.Add(new CriticalRule(when.Names.FirstOrDefault() ?? AnyWord, null, when, severity, action));
                }
            }

            entry.Close();
        }

        return rules;
    }

    private static ChangeRule Change(JsonFields? fields)
    {
        if (fields is null)
        {
            return new ChangeRule(ChangeDirection.LowerIsBetter);
        }

        var direction = fields.Choice("direction", DirectionWords);
        var total = new ConditionGrammar([Band.Total], []);
        fields.OptionalText("note");
        decimal? caseCut = null;
        if (fields.OptionalObject("recoveryCut") is { } cut)
        {
            caseCut = cut.Number("caseAtOrAbove");
            cut.Close();
        }

        var response = Read<ResponseRule>(fields, "response", text => new(ReliableChangeGrammar.Response(text, direction)));
        var change = new ChangeRule(direction)
        {
            ReliableChange = Points(fields, "reliableChange"),
            ReliableChangeConservative = Points(fields, "reliableChangeConservative"),
            Meaningful = Points(fields, "clinicallyMeaningful"),
            ResponsePercent = response?.Percent,
            Remission = Condition(fields, "remission", total.Read),
            ClinicallySignificant = Condition(fields, "clinicallySignificant", ReliableChangeGrammar.Significant),
            CaseAtOrAbove = caseCut,
            NotImproving = Read(fields, "notImproving", text => ReliableChangeGrammar.NotImproving(text, direction)),
        };
        fields.Close();
        return change;
    }

    private sealed record ResponseRule(decimal? Percent);

    private static decimal? Points(JsonFields fields, string key)
    {
        var points = fields.OptionalNumber(key);
        if (points <= 0)
        {
            fields.Refuse(key, "A change has more than 0 points.");
        }

        return points;
    }

    private List<Occasion> Occasions(JsonFields? fields)
    {
        var occasions = new List<Occasion>();
        foreach (var (text, index) in (fields?.Texts("default", required: true) ?? []).Select((text, index) => (text, index)))
        {
            try
            {
                var occasion = Occasion.Read(text);
                if (occasion.Level is { } level && !_levels.Contains(level))
                {
                    throw new WordsRefused($"“{text}” cannot be read: “{level}” is no level of the risk rules.");
                }

                occasions.Add(occasion);
            }
            catch (WordsRefused refused)
            {
                fields!.Refuse($"default[{index}]", refused.Message);
            }
        }

        fields?.Close();
        return occasions;
    }

    private List<string> KnownItems(JsonFields fields, string key, bool required)
    {
        var known = new List<string>();
        foreach (var id in fields.Texts(key, required))
        {
            if (known.Contains(id))
            {
                fields.Refuse(key, $"{id} stands here twice.");
            }
            else if (_items.Exists(item => item.Id == id))
            {
                known.Add(id);
            }
            else
            {
                fields.Refuse(key, $"There is no item {id}.");
            }
        }

        if (required && known.Count == 0 && fields.Has(key))
        {
            fields.Refuse(key, "This needs at least one item.");
        }

        return known;
    }

    private static Condition? Condition(JsonFields fields, string key, Func<string, Condition> read, bool required = false) =>
        Read(fields, key, read, required);

    /// <summary>What a sentence says; a sentence that cannot be read is a fault at its place.</summary>
    private static T? Read<T>(JsonFields fields, string key, Func<string, T> read, bool required = false)
        where T : class?
    {
        var text = required ? fields.Text(key) : fields.OptionalText(key);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return read(text);
        }
        catch (WordsRefused refused)
        {
            fields.Refuse(key, refused.Message);
            return null;
        }
    }

    private static string Code(JsonFields fields, string key, string pattern)
    {
        var code = fields.Text(key);
        if (code.Length > 0 && (code.Length > 40 || !Regex.IsMatch(code, $"^(?:{pattern})$", RegexOptions.CultureInvariant)))
        {
            fields.Refuse(key, $"“{code}” is no code: up to 40 letters and digits, in parts joined by hyphens.");
        }

        return code;
    }

    private static string? Loinc(JsonFields? fields, string key, bool answer = false)
    {
        var code = fields?.OptionalText(key);
        if (code is not null && !(answer ? AnswerCode() : LoincCode()).IsMatch(code))
        {
            fields!.Refuse(key, $"“{code}” is no LOINC {(answer ? "answer " : "")}code.");
        }

        return code;
    }

    [GeneratedRegex(@"^\d{1,7}-\d$")]
    private static partial Regex LoincCode();

    [GeneratedRegex(@"^LA\d{1,7}-\d$")]
    private static partial Regex AnswerCode();
}
