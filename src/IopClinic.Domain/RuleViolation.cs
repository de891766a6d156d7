namespace IopClinic.Domain;

/// <summary>
/// A rule of the clinic refused what was asked. <see cref="Exception.Message"/> is the sentence its user reads;
/// <see cref="Field"/> names the input it belongs to, when it belongs to one.
/// </summary>
public sealed class RuleViolation : Exception
{
    public RuleViolation(string sentence, string? field = null) : base(sentence) => Field = field;

    public RuleViolation(string sentence, Exception cause) : base(sentence, cause)
    {
    }

    public RuleViolation() : this("That is not possible here.")
    {
    }

    /// <summary>The name of the input the sentence stands beside, or null when it concerns the whole form.</summary>
    public string? Field { get; }

    /// <summary>Refuses with <paramref name="sentence"/> unless <paramref name="holds"/>.</summary>
    /// <exception cref="RuleViolation">The condition does not hold.</exception>
    public static void Unless(bool holds, string sentence, string? field = null)
    {
        if (!holds)
        {
            throw new RuleViolation(sentence, field);
        }
    }
}
