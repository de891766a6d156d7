using System.Globalization;

namespace IopClinic.Domain.Billing;

/// <summary>In what a service is billed.</summary>
public enum BilledBy
{
    Nothing,

    /// <summary>It is a part of the program's day: one unit per patient and day whose attended minutes reach the minimum.</summary>
    Day,

    /// <summary>One unit a session, with the code that its minutes reach.</summary>
    Session,

    /// <summary>Units of 15 minutes of each session.</summary>
    QuarterHours,
}

/// <summary>A code, and the minutes from which it is billed.</summary>
public sealed record BillingStep(string Code, int FromMinutes);

/// <summary>How sessions of a service are billed. Payers differ, so all of it is the clinic's to set.</summary>
/// <param name="By">In what.</param>
/// <param name="Codes">Codes by minutes: "90832 from 16, 90834 from 38, 90837 from 53"; a code without minutes is billed from the first one on.</param>
/// <param name="WithoutPatient">The same for a family session to which the patient did not come; null where it is not billed.</param>
/// <param name="TelehealthModifier">What is added to the code of a telehealth session; null for nothing.</param>
/// <param name="BesideDay">Whether it is billed also on a day that is billed as a whole, which otherwise includes it.</param>
/// <param name="NeedsAuthorization">Whether a payer has to approve it beforehand.</param>
public sealed record ServiceBilling(BilledBy By, string Codes, string? WithoutPatient, string? TelehealthModifier, bool BesideDay, bool NeedsAuthorization)
{
    /// <summary>The most codes of one service.</summary>
    public const int MostCodes = 10;

    /// <summary>The longest text of codes.</summary>
    public const int LongestCodes = 200;

    /// <summary>How codes are written.</summary>
    public const string HowToWrite = "Write each code with the minutes from which it is billed, such as 90832 from 16, 90834 from 38.";

    /// <summary>Of a service nobody has said how it is billed.</summary>
    public static readonly ServiceBilling None = new(BilledBy.Nothing, "", null, null, BesideDay: false, NeedsAuthorization: false);

    /// <summary>The codes, those of fewer minutes first.</summary>
    public IReadOnlyList<BillingStep> Steps => Read(Codes) ?? [];

    /// <summary>The codes of a family session without the patient.</summary>
    public IReadOnlyList<BillingStep> StepsWithoutPatient => Read(WithoutPatient) ?? [];

    /// <summary>The same, written as it is kept.</summary>
    /// <exception cref="RuleViolation">A code is missing or cannot be read.</exception>
    public ServiceBilling Checked()
    {
        RuleViolation.Unless(Enum.IsDefined(By), "Choose how it is billed.", nameof(By));
        if (By is BilledBy.Nothing)
        {
            return None;
        }

        RuleViolation.Unless(!string.IsNullOrWhiteSpace(Codes), "Enter the code, such as 90853.", nameof(Codes));
        var steps = Read(Codes) ?? throw new RuleViolation(HowToWrite, nameof(Codes));
        RuleViolation.Unless(By is BilledBy.Session || steps.Count == 1, "By day or by 15 minutes there is one code.", nameof(Codes));
        var without = Read(WithoutPatient) ?? throw new RuleViolation(HowToWrite, nameof(WithoutPatient));
        RuleViolation.Unless(By is BilledBy.Session || without.Count == 0, "Only sessions that are billed one by one have a code without the patient.", nameof(WithoutPatient));
        var modifier = FreeText.OrNull(TelehealthModifier, 2, nameof(TelehealthModifier))?.ToUpperInvariant();
        RuleViolation.Unless(
            modifier is null || (modifier.Length == 2 && modifier.All(char.IsAsciiLetterOrDigit)), "A modifier has two letters or digits, such as 95.", nameof(TelehealthModifier));
        RuleViolation.Unless(By is not BilledBy.Day || !BesideDay, "What is a part of the day is not billed beside it.", nameof(BesideDay));
        return this with { Codes = Write(steps)!, WithoutPatient = Write(without), TelehealthModifier = modifier };
    }

    /// <summary>The code that so many minutes reach; null where they are too few for any.</summary>
    public static BillingStep? Reached(IReadOnlyList<BillingStep> steps, int minutes) => steps.LastOrDefault(step => step.FromMinutes <= minutes);

    /// <summary>Null where it cannot be read.</summary>
    private static List<BillingStep>? Read(string? text)
    {
        if (text is { Length: > LongestCodes })
        {
            return null;
        }

        var steps = new List<BillingStep>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var minutes = 1;
            if (words is not ([_] or [_, _, _])
                || words[0].Length is < 3 or > 10 || !words[0].All(char.IsAsciiLetterOrDigit)
                || (words is [_, var from, var number]
                    && (!string.Equals(from, "from", StringComparison.OrdinalIgnoreCase)
                        || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out minutes) || minutes is < 1 or > 480)))
            {
                return null;
            }

            steps.Add(new BillingStep(words[0].ToUpperInvariant(), minutes));
        }

        return steps.Count <= MostCodes && steps.Select(step => step.FromMinutes).Distinct().Count() == steps.Count
            ? [.. steps.OrderBy(step => step.FromMinutes)]
            : null;
    }

    private static string? Write(List<BillingStep> steps) => steps.Count == 0
        ? null
        : string.Join(", ", steps.Select(step => step.FromMinutes == 1 ? step.Code : string.Create(CultureInfo.InvariantCulture, $"{step.Code} from {step.FromMinutes}")));
}
