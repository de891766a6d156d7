namespace IopClinic.Domain.Measures;

/// <summary>
/// A questionnaire as a file describes it: its wording, how it is scored, what a score means, and who may use it. Read by
/// <see cref="InstrumentFile"/>; it never changes afterwards.
/// </summary>
public sealed class Instrument
{
    private readonly Dictionary<string, InstrumentItem> _items;

    internal Instrument(InstrumentIdentity identity, IReadOnlyList<InstrumentItem> items, ScoringRule scoring)
    {
        Identity = identity;
        Items = items;
        Scoring = scoring;
        _items = items.ToDictionary(item => item.Id, StringComparer.Ordinal);
    }

    public InstrumentIdentity Identity { get; }

    /// <summary>The name that examples, administrations and addresses use, for example PHQ-9.</summary>
    public string Code => Identity.Code;

    public string Title => Identity.Title;

    /// <summary>The first twelve hexadecimal digits of the file's SHA-256: what exactly was asked and how it was scored.</summary>
    public string Version => Identity.Version;

    public Licence Licence => Identity.Licence;

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<InstrumentItem> Items { get; }

    public ScoringRule Scoring { get; }

    public IReadOnlyList<Band> Bands { get; internal init; } = [];

    /// <summary>Bands that differ by the sex recorded for clinical use; null when they do not.</summary>
    public IReadOnlyDictionary<MeasureSex, IReadOnlyList<Band>>? BandsBySex { get; internal init; }

    public IReadOnlyList<Algorithm> Algorithms { get; internal init; } = [];

    public IReadOnlyList<CriticalRule> CriticalRules { get; internal init; } = [];

    public ChangeRule Change { get; internal init; } = new(ChangeDirection.LowerIsBetter);

    /// <summary>When it is given unless a program says otherwise.</summary>
    public IReadOnlyList<Occasion> Occasions { get; internal init; } = [];

    /// <summary>False where the clinic first has to load licensed wording, or to decide.</summary>
    public bool IsOnByDefault { get; internal init; } = true;

    /// <summary>True where the form may be filled in without a name.</summary>
    public bool MayBeAnonymous { get; internal init; }

    public IReadOnlyList<string> Notes { get; internal init; } = [];

    public InstrumentItem? Item(string id) => _items.GetValueOrDefault(id);

    /// <summary>The bands that hold for a person of <paramref name="sex"/>.</summary>
    public IReadOnlyList<Band> BandsFor(MeasureSex sex) =>
        BandsBySex is null ? Bands : BandsBySex.GetValueOrDefault(sex) ?? BandsBySex[MeasureSex.OtherOrUnknown];

    public override string ToString() => Code;
}

/// <summary>Who an instrument is for and where it comes from.</summary>
public sealed record InstrumentIdentity(string Code, string Title, string Construct, string Version, Licence Licence)
{
    public Administration Administration { get; init; }

    /// <summary>Full years of age; null where the file names no limit.</summary>
    public int? MinimumAge { get; init; }

    public int? MaximumAge { get; init; }

    /// <summary>The time the questions ask about, in words.</summary>
    public string RecallPeriod { get; init; } = "";

    public int? RecallDays { get; init; }

    /// <summary>The sentence above the questions.</summary>
    public string? Stem { get; init; }

    public string? PanelLoinc { get; init; }

    public string? TotalLoinc { get; init; }

    /// <summary>Whether somebody born then is, on that day, of the age it is made for.</summary>
    public bool Fits(DateOnly birthDate, DateOnly on) =>
        (MinimumAge is not { } least || birthDate.AddYears(least) <= on) && (MaximumAge is not { } most || birthDate.AddYears(most + 1) > on);
}

/// <summary>On what terms an instrument may be used.</summary>
/// <param name="WordingIncluded">False: item texts are topic labels, and the clinic loads the licensed text itself.</param>
/// <param name="IsUnclear">The terms of redistribution in software could not be settled: the file stays replaceable.</param>
public sealed record Licence(LicenceStatus Status, string Holder, string Text, bool WordingIncluded, bool IsUnclear);

public enum LicenceStatus
{
    PublicDomain,
    FreeNoncommercial,
    FreeNoncommercialWithCredit,
    PermissionTermsApply,
    PermissionRequired,
}

/// <summary>Who fills an instrument in.</summary>
public enum Administration
{
    Self,
    SelfOrInterview,
    Clinician,
}

/// <summary>The sex that bands of an instrument ask for: the one recorded for clinical use.</summary>
public enum MeasureSex
{
    OtherOrUnknown,
    Female,
    Male,
}

/// <summary>One question.</summary>
public sealed record InstrumentItem(string Id, string Text, IReadOnlyList<AnswerOption> Options)
{
    public string? Loinc { get; init; }

    /// <summary>Counts in a total or a subscale.</summary>
    public bool IsScored { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Not asked when this is true.</summary>
    public Condition? SkipWhen { get; init; }

    /// <summary>Asked only when this is true.</summary>
    public Condition? AskWhen { get; init; }

    /// <summary>The look-back of this question where it differs from the instrument's.</summary>
    public string? Period { get; init; }

    public string? Topic { get; init; }
}

public sealed record AnswerOption(string Label, decimal Score, string? Loinc = null);

/// <summary>What a range of a scale means. Both ends belong to it; levels of risk have no ends.</summary>
public sealed record Band(string Scale, decimal? Minimum, decimal? Maximum, string Code, string Label, string? Action)
{
    public const string Total = "total";
    public const string Risk = "risk";

    public bool Covers(decimal value) => Minimum <= value && value <= Maximum;
}

/// <summary>A yes or no that a total cannot say, such as a diagnostic screen.</summary>
public sealed record Algorithm(string Code, string Label, Condition Rule);

/// <summary>An answer or a result that somebody must look at today, whatever the total is.</summary>
/// <param name="Name">The item, or <c>risk</c> or <c>total</c> where the whole form is judged.</param>
/// <param name="Item">The item it judges; null where the whole form is judged.</param>
public sealed record CriticalRule(string Name, string? Item, Condition When, Severity Severity, string Action);

public enum Severity
{
    Low,
    Moderate,
    High,
}
