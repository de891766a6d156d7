using System.Text.Json.Serialization;
using IopClinic.Domain.Services;

namespace IopClinic.Domain.Treatment;

/// <summary>A goal as a patient might say it.</summary>
/// <param name="Type">What kind of goal it is.</param>
/// <param name="Text">In plain words of the first person.</param>
public sealed record LibraryGoal([property: JsonConverter(typeof(JsonStringEnumConverter<GoalType>))] GoalType Type, string Text)
{
    /// <summary>The most characters of each text of the library.</summary>
    public const int LongestText = 300;

    public override string ToString() => Text;

    internal LibraryGoal Checked(string field)
    {
        RuleViolation.Unless(Enum.IsDefined(Type), "Choose what kind of goal this is.", $"{field}.{nameof(Type)}");
        return this with { Text = FreeText.Required(Text, LongestText, "Write the goal.", $"{field}.{nameof(Text)}") };
    }
}

/// <summary>A measurable step toward a goal.</summary>
/// <param name="Text">What the patient will do or be able to do.</param>
/// <param name="Measure">By what it is seen.</param>
/// <param name="Target">How much, and how often.</param>
/// <param name="Weeks">Weeks until it should be reached: 1 to 104.</param>
/// <param name="Instrument">Code of the questionnaire that shows it, such as PHQ-9.</param>
/// <param name="AtMost">The score of that questionnaire at or below which it is reached.</param>
/// <param name="Interventions">What the clinic does toward it.</param>
public sealed record LibraryObjective(
    string Text, string? Measure, string? Target, int Weeks, string? Instrument, int? AtMost, IReadOnlyList<LibraryIntervention> Interventions)
{
    public const int MostWeeks = 104;

    public const int LongestInstrument = 40;

    public const int HighestScore = 1000;

    public const int MostInterventions = 10;

    /// <summary>Two that say the same are the same: a library that is saved unchanged does not change.</summary>
    public bool Equals(LibraryObjective? other) =>
        other is not null
        && (Text, Measure, Target, Weeks, Instrument, AtMost) == (other.Text, other.Measure, other.Target, other.Weeks, other.Instrument, other.AtMost)
        && Interventions.SequenceEqual(other.Interventions);

    public override int GetHashCode() =>
        Interventions.Aggregate(HashCode.Combine(Text, Measure, Target, Weeks, Instrument, AtMost), (hash, item) => HashCode.Combine(hash, item));

    public override string ToString() => Interventions.Count == 0 ? Text : $"{Text} ({string.Join("; ", Interventions)})";

    internal LibraryObjective Checked(string field)
    {
        var instrument = FreeText.OrNull(Instrument, LongestInstrument, $"{field}.{nameof(Instrument)}");
        RuleViolation.Unless(Weeks is >= 1 and <= MostWeeks, $"An objective takes 1 to {MostWeeks} weeks.", $"{field}.{nameof(Weeks)}");
        RuleViolation.Unless(AtMost is null || instrument is not null, "Choose the questionnaire that this score is of.", $"{field}.{nameof(Instrument)}");
        RuleViolation.Unless(AtMost is null or (>= 0 and <= HighestScore), $"A score lies between 0 and {HighestScore}.", $"{field}.{nameof(AtMost)}");
        RuleViolation.Unless(
            Interventions.Count <= MostInterventions, $"Keep an objective to {MostInterventions} interventions.", $"{field}.{nameof(Interventions)}");
        return new LibraryObjective(
            FreeText.Required(Text, LibraryGoal.LongestText, "Write the objective.", $"{field}.{nameof(Text)}"),
            FreeText.OrNull(Measure, LibraryGoal.LongestText, $"{field}.{nameof(Measure)}"),
            FreeText.OrNull(Target, LibraryGoal.LongestText, $"{field}.{nameof(Target)}"),
            Weeks,
            instrument,
            AtMost,
            [.. Interventions.Select((item, at) => item.Checked($"{field}.{nameof(Interventions)}[{at}]"))]);
    }
}

/// <summary>What the clinic does toward an objective.</summary>
/// <param name="Text">In a sentence.</param>
/// <param name="ServiceId">The service in which it is done; null where any may be.</param>
/// <param name="Times">How often: 1 to 21 times ...</param>
/// <param name="EveryWeeks">... in so many weeks: 1 to 12.</param>
/// <param name="Minutes">Minutes each time: 5 to 480.</param>
public sealed record LibraryIntervention(string Text, Id<Service>? ServiceId, int Times, int EveryWeeks, int Minutes)
{
    public const int MostTimes = 21;

    public const int MostEveryWeeks = 12;

    public override string ToString() => Text;

    internal LibraryIntervention Checked(string field)
    {
        RuleViolation.Unless(Times is >= 1 and <= MostTimes, $"It happens 1 to {MostTimes} times.", $"{field}.{nameof(Times)}");
        RuleViolation.Unless(EveryWeeks is >= 1 and <= MostEveryWeeks, $"It happens every 1 to {MostEveryWeeks} weeks.", $"{field}.{nameof(EveryWeeks)}");
        RuleViolation.Unless(Minutes is >= 5 and <= 480, "It takes 5 to 480 minutes.", $"{field}.{nameof(Minutes)}");
        return this with { Text = FreeText.Required(Text, LibraryGoal.LongestText, "Write what is done.", $"{field}.{nameof(Text)}") };
    }
}
