using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Measures;

/// <summary>An instrument that a patient's program wants by now.</summary>
/// <param name="Since">The first day it was due.</param>
public sealed record DueMeasure(string InstrumentCode, OccasionKind Occasion, DateOnly Since)
{
    /// <summary>Days it has waited: 0 on the first.</summary>
    public int DaysOn(DateOnly today) => today.DayNumber - Since.DayNumber;
}

/// <summary>Works out what is due: from the episode, what its program gives when, and when each instrument was last finished.</summary>
public static class Due
{
    /// <summary>What was given so many days before an admission is its result: the assessment asks the same questions.</summary>
    public const int DaysBeforeAdmission = 14;

    /// <summary>Days before the planned discharge, or the real one, from which its questionnaires are due.</summary>
    public const int DaysBeforeDischarge = 7;

    /// <summary>Days after a discharge in which they can still be given.</summary>
    public const int DaysAfterDischarge = 30;

    /// <param name="episode">Whose time in the program.</param>
    /// <param name="cadences">Of its program.</param>
    /// <param name="lastGiven">By instrument, the clinic date of the last one that was finished and stands.</param>
    /// <param name="today">The clinic date.</param>
    /// <returns>One for each instrument, the longest due first: one form answers every occasion it is due for.</returns>
    public static IReadOnlyList<DueMeasure> On(
        Episode episode, IEnumerable<Cadence> cadences, IReadOnlyDictionary<string, DateOnly> lastGiven, DateOnly today)
    {
        if (today < episode.AdmittedOn || (episode.DischargedOn is { } left && today > left.AddDays(DaysAfterDischarge)))
        {
            return [];
        }

        return
        [
            .. cadences.Select(cadence => (Cadence: cadence, Since: Since(episode, cadence, Last(cadence))))
                .Where(due => due.Since <= today)
                .Select(due => new DueMeasure(due.Cadence.InstrumentCode, due.Cadence.Occasion, due.Since!.Value))
                .OrderBy(due => due.Since).ThenBy(due => due.InstrumentCode, StringComparer.Ordinal)
                .DistinctBy(due => due.InstrumentCode),
        ];

        DateOnly? Last(Cadence cadence) =>
            lastGiven.TryGetValue(cadence.InstrumentCode, out var last) && last >= episode.AdmittedOn.AddDays(-DaysBeforeAdmission) ? last : null;
    }

    private static DateOnly? Since(Episode episode, Cadence cadence, DateOnly? last)
    {
        switch (cadence.Occasion)
        {
            case OccasionKind.Admission:
                return last is null && episode.IsOpen ? episode.AdmittedOn : null;
            case OccasionKind.Every when episode.IsOpen:
                // What was given before the admission answers for it, and the days count from there.
                return last is { } day ? Later(day.AddDays(cadence.EveryDays!.Value), episode.AdmittedOn) : episode.AdmittedOn;
            case OccasionKind.Discharge:
                var from = Later(
                    (episode.DischargedOn ?? episode.AdmittedOn.AddDays(7 * episode.PlannedWeeks)).AddDays(-DaysBeforeDischarge), episode.AdmittedOn);
                return last >= from ? null : from;
            default:
                return null;
        }
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
