using System.Globalization;
using System.Text.RegularExpressions;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Referrals;
using IopClinic.Web.Patients;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Assessments;

/// <summary>
/// Everything the clinic knows of a patient before an assessment begins, by question: the last signed assessment, and the record.
/// The first source of a question fills it in; what the others say stands beside it.
/// </summary>
internal sealed partial class WhatIsKnown(ClinicDb db)
{
    /// <summary>The questionnaire from which the section on risk learns.</summary>
    public const string Screen = "C-SSRS-SCREEN";

    /// <summary>Answers that belong to one day: nobody carries them forward.</summary>
    private static readonly string[] OfTheDay = ["mental-status", "summary"];

    public async Task<(Id<Assessment>? Previous, IReadOnlyList<KnownBefore> Known)> OfAsync(Id<Patient> id)
    {
        var last = await db.Assessments.AsNoTracking().Include(a => a.Sections)
            .Where(a => a.PatientId == id && a.SignedAt != null).OrderByDescending(a => a.SignedAt).FirstOrDefaultAsync();
        var patient = await db.Patients.AsNoTracking().AsSplitQuery()
            .Include(p => p.Allergies).Include(p => p.History).Include(p => p.Supporters).Include(p => p.Diagnoses).SingleAsync(p => p.Id == id);
        var zone = (await db.HouseAsync()).Sites[patient.SiteId].Zone;
        var known = last is null ? [] : OfLast(last).ToList();
        var referral = await db.Referrals.AsNoTracking().Where(r => r.PatientId == id).OrderByDescending(r => r.ReceivedAt).FirstOrDefaultAsync();
        known.AddRange(referral is null ? [] : OfReferral(
            referral,
            patient.Supporters.Where(s => s.EndedAt is null).Select(s => s.Name).ToList(),
            new Values(known.Where(k => k.Section == "mental-health").ToDictionary(k => k.Field, k => k.Claim.Value)),
            zone));
        // The screen of this time, and not one from before the last assessment: it comes first, because nothing is fresher.
        var since = new[] { referral?.ReceivedAt, last?.SignedAt }.Max() ?? DateTimeOffset.MinValue;
        var screen = await db.Measures.AsNoTracking()
            .Where(m => m.PatientId == id && m.InstrumentCode == Screen && m.CompletedAt != null && m.CompletedAt >= since && m.WithdrawnAt == null)
            .OrderByDescending(m => m.CompletedAt).FirstOrDefaultAsync();
        known.InsertRange(0, screen is null ? [] : OfScreen(screen));
        known.AddRange(OfRecord(patient, zone));
        return (last?.Id, known);
    }

    /// <summary>What the last assessment found, without what its document left out.</summary>
    public static IEnumerable<KnownBefore> OfLast(Assessment last) => last.Sections.Where(s => !OfTheDay.Contains(s.Key)).SelectMany(section => section.Asked
        // The people and the diagnoses on record are later than what the last assessment said of them.
        .Where(asked => !asked.Field.StartsWith("people.", StringComparison.Ordinal) && !asked.Field.StartsWith("diagnoses.", StringComparison.Ordinal) && asked.Field != "found")
        .Select(asked => new KnownBefore(section.Key, asked.Field, new Claim(asked.Answer.Value, AnswerSource.LastAssessment, last.ClinicDate))));

    /// <summary>What a finished C-SSRS screen says of the risk.</summary>
    public static IEnumerable<KnownBefore> OfScreen(MeasureAdministration screen)
    {
        var source = screen.Mode is MeasureMode.Tablet ? AnswerSource.SelfReport : AnswerSource.Screening;
        KnownBefore Says(string field, string value) => new(AssessmentCatalog.Risk, field, new Claim(value, source, screen.ClinicDate));
        // The second option of each of its questions is yes.
        bool Yes(int question) => screen.Answers.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"cssrs-{question}")) == 1;
        yield return Says("suicidal", Yes(4) || Yes(5) ? "plan" : Yes(2) || Yes(3) ? "thoughts" : Yes(1) ? "wish" : "none");
        if (screen.Risk is "none" or "low" or "moderate" or "high")
        {
            yield return Says("level", screen.Risk);
        }
    }

    /// <summary>What the first call told.</summary>
    /// <param name="referral">The last one.</param>
    /// <param name="supporters">Who is on record already, in the rows before the caller's.</param>
    /// <param name="stays">The hospital stays that the last assessment tells of.</param>
    /// <param name="zone">The site's: the day of a call is that of the clinic.</param>
    public static IEnumerable<KnownBefore> OfReferral(Referral referral, IReadOnlyCollection<string> supporters, Values stays, TimeZoneInfo zone)
    {
        var received = ClinicClock.DateIn(zone, referral.ReceivedAt);
        KnownBefore Says(string section, string field, string value) => new(section, field, new Claim(value, AnswerSource.Referral, received));
        yield return Says("presenting", "problem", referral.Concern);
        if (referral.Availability.Count > 0 || referral.Constraints.Count > 0 || referral.ConstraintDetails is not null)
        {
            yield return Says("work-school", "constraints", string.Join('\n', new[]
            {
                referral.Availability.Count == 0 ? null : $"Can come: {Words(referral.Availability)}",
                referral.Constraints.Count == 0 ? null : $"In the way: {Words(referral.Constraints)}",
                referral.ConstraintDetails,
            }.OfType<string>()));
        }

        if (referral.Source is ReferralSource.Court)
        {
            yield return Says("legal", "involved", "yes");
            if (referral.Facility is { } court)
            {
                yield return Says("legal", "details", court);
            }

            if (referral.CallerName is { } officer)
            {
                yield return Says("legal", "officer", referral.CallerPhone is { } phone ? $"{officer}, {phone}" : officer);
            }
        }

        // Family who calls stands by the patient; whether they are part of it is confirmed with everything else.
        if (referral is { Source: ReferralSource.Family, CallerName: { } caller, CallerRelationship: { } relationship }
            && !supporters.Contains(caller, StringComparer.OrdinalIgnoreCase) && supporters.Count < Question.MostRows - 1)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"people.{supporters.Count}.");
            yield return Says(AssessmentCatalog.SupportNetwork, prefix + "name", caller);
            yield return Says(AssessmentCatalog.SupportNetwork, prefix + "relationship", relationship);
            if (referral.CallerPhone is { } phone)
            {
                yield return Says(AssessmentCatalog.SupportNetwork, prefix + "phone", phone);
            }
        }

        if (referral.Source.IsStepDown() && referral.Facility is { } facility)
        {
            var left = referral.FacilityDischarge is { } day && day <= received ? day : (DateOnly?)null;
            var rows = stays.RowsOf("stays");
            var told = rows.Where(row => IsSame(row, facility, left)).Select(row => (int?)row).FirstOrDefault();
            var at = told ?? Enumerable.Range(0, Question.MostRows - 1).Except(rows).Select(row => (int?)row).FirstOrDefault();
            if (at is { } free && told is null)
            {
                yield return Says("mental-health", Stay(free, "where"), facility);
            }

            if (at is { } stay && left is { } until && stays[Stay(stay, "until")] is null)
            {
                yield return Says("mental-health", Stay(stay, "until"), until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
        }

        static string Stay(int row, string part) => string.Create(CultureInfo.InvariantCulture, $"stays.{row}.{part}");

        // The same place, and no other day.
        bool IsSame(int row, string place, DateOnly? left) => string.Equals(stays[Stay(row, "where")], place, StringComparison.OrdinalIgnoreCase)
            && (left is not { } day || !RoughDate.TryParse(stays[Stay(row, "until")], out var until) || (until.First <= day && day <= until.Last));

        static string Words<T>(IEnumerable<T> values)
            where T : struct, Enum => string.Join(", ", values.Select(value => Show.Words(value).ToLowerInvariant()));
    }

    /// <summary>The diagnoses of the clinic; where it made none, those that others recorded in the same codes, for a clinician to look at.</summary>
    private static List<(DiagnosisFinding Finding, DateOnly AsOf)> DiagnosesOf(Patient patient, TimeZoneInfo zone)
    {
        var standing = patient.StandingDiagnoses.Select(d => (new DiagnosisFinding(d.Code, d.Text, d.Status, d.Onset), d.ValidFrom)).ToList();
        return standing.Count > 0 ? standing :
        [
            .. from condition in patient.History
               where condition is { Abated: null, Code: not null } && IsMentalHealthCode().IsMatch(condition.Code)
                   && condition.ClinicalStatus?.ToLowerInvariant() is not ("resolved" or "inactive")
               orderby condition.Onset
               group condition by condition.Code into same
               let condition = same.First()
               select (new DiagnosisFinding(
                   condition.Code!,
                   condition.Display.ReplaceLineEndings(" "),
                   condition.ClinicalStatus?.ToLowerInvariant() is "remission" ? DiagnosisStatus.InRemission : DiagnosisStatus.Provisional,
                   condition.Onset is { } onset && onset >= patient.BirthDate ? onset.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null),
                   ClinicClock.DateIn(zone, condition.RecordedAt)),
        ];
    }

    /// <summary>What the patient's record says.</summary>
    public static IEnumerable<KnownBefore> OfRecord(Patient patient, TimeZoneInfo zone)
    {
        var registered = ClinicClock.DateIn(zone, patient.RegisteredAt);
        KnownBefore Says(string section, string field, string value, DateOnly? asOf = null) =>
            new(section, field, new Claim(value, AnswerSource.PatientRecord, asOf ?? registered));
        if (PatientWords.LanguageOf(patient.Language) is { } language)
        {
            yield return Says("culture", "language", language);
            yield return Says("culture", "interpreter", patient.NeedsInterpreter ? "yes" : "no");
        }

        var story = new[]
        {
            ("strengths", "strengths", patient.Story.Strengths), ("preferences", "preferences", patient.Story.Preferences),
            ("culture", "background", patient.Story.CulturalBackground),
        };
        foreach (var (section, field, text) in story.Where(told => told.Item3 is not null))
        {
            yield return Says(section, field, text!);
        }

        var allergies = patient.Allergies.Where(a => a.WithdrawnAt is null).OrderBy(a => a.Substance).ToList();
        if (allergies.Count > 0)
        {
            yield return Says(
                "medical",
                "allergies",
                string.Join('\n', allergies.Select(a => a.Reaction is null ? a.Substance : $"{a.Substance}: {a.Reaction}")),
                ClinicClock.DateIn(zone, allergies.Max(a => a.RecordedAt)));
        }

        var conditions = patient.History.Where(h => h.Abated is null).OrderBy(h => h.Onset).Take(20).ToList();
        if (conditions.Count > 0)
        {
            yield return Says(
                "medical",
                "conditions",
                string.Join('\n', conditions.Select(h => h.Onset is { } onset
                    ? string.Create(CultureInfo.InvariantCulture, $"{h.Display}, since {onset.Year}")
                    : h.Display)),
                ClinicClock.DateIn(zone, conditions.Max(h => h.RecordedAt)));
        }

        foreach (var (row, (finding, asOf)) in DiagnosesOf(patient, zone).Take(Question.MostRows - 1).Index())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"diagnoses.{row}.");
            yield return Says(AssessmentCatalog.Diagnoses, prefix + "code", $"{finding.Code} {finding.Text}", asOf);
            yield return Says(AssessmentCatalog.Diagnoses, prefix + "status", AssessmentCatalog.CodeOf(finding.Status), asOf);
            if (finding.Onset is { } onset)
            {
                yield return Says(AssessmentCatalog.Diagnoses, prefix + "onset", onset, asOf);
            }

            if (row == 0)
            {
                yield return Says(AssessmentCatalog.Diagnoses, "found", "yes", asOf);
            }
        }

        foreach (var (row, person) in patient.Supporters.Where(s => s.EndedAt is null).OrderBy(s => s.Name).Take(Question.MostRows - 1).Index())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"people.{row}.");
            yield return Says(AssessmentCatalog.SupportNetwork, prefix + "name", person.Name);
            yield return Says(AssessmentCatalog.SupportNetwork, prefix + "relationship", person.Relationship);
            yield return Says(AssessmentCatalog.SupportNetwork, prefix + "joins", person.MayJoinFamilySessions ? "yes" : "no");
            if (person.Phone is { } phone)
            {
                yield return Says(AssessmentCatalog.SupportNetwork, prefix + "phone", phone);
            }

            if (person.Guardianship is { } consent)
            {
                yield return Says(AssessmentCatalog.SupportNetwork, prefix + "guardian", AssessmentCatalog.CodeOf(consent), person.ConsentedOn);
            }
        }
    }

    /// <summary>A code of chapter 5 of ICD-10-CM that is more than a heading of three signs may be.</summary>
    [GeneratedRegex("^F[0-9][0-9A-Z](\\.[0-9A-Z]{1,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex IsMentalHealthCode();
}
