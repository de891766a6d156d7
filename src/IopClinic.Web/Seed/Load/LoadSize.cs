using System.Globalization;
using IopClinic.Domain;

namespace IopClinic.Web.Seed.Load;

/// <summary>How large a made-up operator is to be.</summary>
/// <param name="Sites">Sites of like size.</param>
/// <param name="Patients">Everybody who was ever treated, at all sites together.</param>
/// <param name="Years">Over how many years their treatments are spread.</param>
/// <param name="Seed">The same number gives the same operator on the same day.</param>
internal sealed record LoadSize(int Sites, int Patients, int Years, int Seed)
{
    public const string Use = "Use: seed --load --sites N --patients N --years N [--random SEED]";

    public const int MostSites = 200;

    public const int MostPatients = 900_000;

    public const int MostYears = 20;

    /// <summary>The most patients in treatment at a site at the same time.</summary>
    public const int MostSeats = 1_200;

    /// <summary>Days from one patient's first to the next one's in the same seat, on average.</summary>
    public const int DaysPerStay = 72;

    private const int DaysPerYear = 365;

    /// <summary>Seats at one site: so many patients are in treatment at a time.</summary>
    public int Seats => Math.Max(1, (int)Math.Round((double)Patients / Sites * DaysPerStay / (DaysPerYear * Years)));

    /// <exception cref="RuleViolation">An option is unknown, missing, given twice, no number or absurd.</exception>
    public static LoadSize Of(IReadOnlyList<string> options)
    {
        var given = new Dictionary<string, int>();
        for (var at = 0; at < options.Count; at += 2)
        {
            var name = options[at];
            RuleViolation.Unless(name is "--sites" or "--patients" or "--years" or "--random", $"There is no option {name}. {Use}");
            RuleViolation.Unless(
                at + 1 < options.Count && int.TryParse(options[at + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
                $"{name} needs a whole number. {Use}");
            RuleViolation.Unless(given.TryAdd(name, int.Parse(options[at + 1], CultureInfo.InvariantCulture)), $"{name} is there twice. {Use}");
        }

        var size = new LoadSize(
            Within("--sites", MostSites), Within("--patients", MostPatients), Within("--years", MostYears), given.GetValueOrDefault("--random", 1));
        RuleViolation.Unless(size.Patients >= size.Sites, "Every site has at least one patient: give more patients, or fewer sites.");
        RuleViolation.Unless(
            size.Seats <= MostSeats,
            $"So many patients in so short a time would be {size.Seats:N0} in treatment at each site; at most {MostSeats:N0} are. Give more sites or years.");
        return size;

        int Within(string name, int most)
        {
            RuleViolation.Unless(given.TryGetValue(name, out var number), $"{name} is missing. {Use}");
            RuleViolation.Unless(number >= 1 && number <= most, $"{name} goes from 1 to {most:N0}.");
            return number;
        }
    }

    /// <summary>How many of the patients come to a site, counted from 0.</summary>
    public int PatientsOf(int site) => (Patients / Sites) + (site < Patients % Sites ? 1 : 0);

    /// <summary>How many patients the sites before this one have.</summary>
    public int PatientsBefore(int site) => (site * (Patients / Sites)) + Math.Min(site, Patients % Sites);
}
