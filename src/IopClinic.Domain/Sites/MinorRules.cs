namespace IopClinic.Domain.Sites;

/// <summary>What the law of a site's state says of minors, in years of age.</summary>
/// <param name="AgeOfMajority">From when somebody is of age and consents alone to everything.</param>
/// <param name="MentalHealthAloneFrom">From when a minor consents alone to outpatient mental-health treatment.</param>
/// <param name="SubstanceUseAloneFrom">From when a minor consents alone to substance-use treatment.</param>
public sealed record MinorRules(int AgeOfMajority, int MentalHealthAloneFrom, int SubstanceUseAloneFrom)
{
    /// <summary>The careful start: of age at 18, and nobody consents alone before, until the clinic enters what its state allows.</summary>
    public static readonly MinorRules Careful = new(18, 18, 18);

    /// <summary>From which age somebody consents alone to this kind of treatment.</summary>
    public int AloneFrom(bool isSubstanceUse) => Math.Min(AgeOfMajority, isSubstanceUse ? SubstanceUseAloneFrom : MentalHealthAloneFrom);
}
