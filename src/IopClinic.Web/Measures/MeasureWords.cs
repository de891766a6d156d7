using System.Globalization;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Measures;

/// <summary>Measures in the words of the screen.</summary>
internal static class MeasureWords
{
    public static string Number(decimal number) => number.ToString("0.##", CultureInfo.CurrentCulture);

    public static MeasureSex SexOf(BirthSex recorded) => recorded switch
    {
        BirthSex.Female => MeasureSex.Female,
        BirthSex.Male => MeasureSex.Male,
        _ => MeasureSex.OtherOrUnknown,
    };

    /// <summary>How loud a band is: the further along its scale, the more there is to look at.</summary>
    public static Tone ToneOf(Instrument instrument, Band band)
    {
        var scale = BandsOf(instrument, band).Where(other => other.Scale == band.Scale).OrderBy(other => other.Minimum).ToList();
        var place = scale.FindIndex(other => other.Code == band.Code);
        if (band.Scale == Band.Risk)
        {
            place = instrument.Scoring.RankOf(band.Code);
        }

        if (HigherIsBetter(instrument, band.Scale))
        {
            place = scale.Count - 1 - place;
        }

        return scale.Count < 2 ? Tone.Quiet
            : place == 0 ? Tone.Ok
            : place == scale.Count - 1 ? Tone.Danger
            : place * 2 >= scale.Count - 1 ? Tone.Warn
            : Tone.Info;
    }

    public static bool HigherIsBetter(Instrument instrument, string scale) =>
        instrument.Scoring.Subscales.FirstOrDefault(known => known.Code == scale)?.HigherIsBetter
        ?? instrument.Change.Direction is ChangeDirection.HigherIsBetter;

    /// <summary>What a change means, most important first; empty when it is within chance.</summary>
    public static IEnumerable<(Tone Tone, string Words)> Marks(Change change)
    {
        if (change.IsReliableDeterioration == true)
        {
            yield return (Tone.Danger, "Reliably worse");
        }

        if (change.IsRemission == true && change.Baseline != change.Current)
        {
            yield return (Tone.Ok, "Remission");
        }

        if (change.HasRecovered == true)
        {
            yield return (Tone.Ok, "Recovered");
        }

        if (change.IsResponse == true)
        {
            yield return (Tone.Ok, "Response");
        }

        if (change.IsClinicallySignificant == true)
        {
            yield return (Tone.Ok, "Clinically significant");
        }

        if (change.IsReliable == true)
        {
            yield return (Tone.Ok, "Reliably better");
        }
    }

    /// <summary>"−6 (−33.3 %)".</summary>
    public static string Of(Change change)
    {
        var sign = change.Delta > 0 ? "+" : change.Delta < 0 ? "−" : "±";
        var percent = change.Percent is { } part ? $" ({sign}{Math.Abs(part).ToString("0.#", CultureInfo.CurrentCulture)} %)" : "";
        return $"{sign}{Number(Math.Abs(change.Delta))}{percent}";
    }

    private static IReadOnlyList<Band> BandsOf(Instrument instrument, Band band) =>
        instrument.Bands.Contains(band) || instrument.BandsBySex is null
            ? instrument.Bands
            : instrument.BandsBySex.Values.First(bands => bands.Contains(band));
}
