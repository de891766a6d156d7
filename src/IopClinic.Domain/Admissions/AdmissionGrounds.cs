using IopClinic.Domain.Assessments;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Admissions;

/// <summary>What an admission rests on: a signed assessment, or a supervisor's decision to go without for now.</summary>
public sealed class AdmissionGrounds
{
    private AdmissionGrounds(Id<Assessment>? assessment, Id<AdmissionWaiver>? waiver, DateRange? days) =>
        (AssessmentId, WaiverId, Days) = (assessment, waiver, days);

    /// <summary>For records that were not made here, and sites that ask for none.</summary>
    public static readonly AdmissionGrounds NotAskedFor = new(null, null, null);

    public Id<Assessment>? AssessmentId { get; }

    public Id<AdmissionWaiver>? WaiverId { get; }

    /// <summary>The days of admission for which it counts; null for every day.</summary>
    public DateRange? Days { get; }

    /// <summary>What an admission to that site can rest on; null while there is nothing.</summary>
    /// <param name="site">Where they are to be admitted.</param>
    /// <param name="lastSigned">The assessment that was signed last, and when; null where none was.</param>
    /// <param name="waiver">What a supervisor decided last; null where nobody was asked.</param>
    /// <param name="lastDischarge">What lies before it belongs to an earlier episode.</param>
    /// <param name="on">The day of admission. What was signed after it, or too long before it, does not count.</param>
    public static AdmissionGrounds? Find(
        Site site, (Id<Assessment> Id, DateTimeOffset At)? lastSigned, AdmissionWaiver? waiver, DateOnly? lastDischarge, DateOnly on)
    {
        if (lastSigned is { } signed && DaysFrom(signed.At, site.Admission.AssessmentDays) is { } assessed)
        {
            return new AdmissionGrounds(signed.Id, null, assessed);
        }

        if (waiver is { IsGranted: true, DecidedAt: { } decided } && DaysFrom(decided, AdmissionWaiver.DaysValid) is { } allowed)
        {
            return new AdmissionGrounds(null, waiver.Id, allowed);
        }

        return site.Admission.AssessmentDays is null ? NotAskedFor : null;

        // The days for which what was signed at that time counts; null where the day of admission is none of them, or an earlier episode's.
        DateRange? DaysFrom(DateTimeOffset at, int? most)
        {
            var day = ClinicClock.DateIn(site.Zone, at);
            var days = new DateRange(day, most is { } number ? day.AddDays(number) : null);
            return days.Covers(on) && (lastDischarge is null || day >= lastDischarge) ? days : null;
        }
    }

    /// <summary>Why nobody can be admitted on that day with this; null where they can.</summary>
    public string? Refusal(DateOnly on) => Days is not { } days || days.Covers(on)
        ? null
        : (on < days.From, AssessmentId) switch
        {
            (true, not null) => "The assessment was signed after this day. Choose the day it was signed, or a later one.",
            (false, not null) => "On this day the assessment is too old to count. Choose an earlier day, or assess anew.",
            (true, null) => "The supervisor allowed it after this day. Choose that day, or a later one.",
            (false, null) => "On this day what the supervisor allowed counts no longer. Choose an earlier day, or have the assessment signed.",
        };
}
