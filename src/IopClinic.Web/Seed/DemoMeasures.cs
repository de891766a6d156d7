using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Staff;
using IopClinic.Web.Measures;

namespace IopClinic.Web.Seed;

/// <summary>
/// Questionnaires of the demo clinic's patients since their admission. Most of them get better, one week more than another; what somebody
/// answered this morning waits to be acted on.
/// </summary>
internal sealed class DemoMeasures(InstrumentLibrary library, StaffMember clinician, TimeZoneInfo zone, DateOnly today, Random chance)
{
    private readonly List<MeasureAlert> _alerts = [];

    /// <summary>What the demo clinic's programs give when, of the instruments that are on.</summary>
    public static IEnumerable<Cadence> Cadences(InstrumentLibrary library, IEnumerable<Program> programs) =>
        from program in programs
        from given in new (string Code, OccasionKind Occasion, int? EveryDays)[]
        {
            ("PHQ-9", OccasionKind.Every, 7), ("GAD-7", OccasionKind.Every, 7), ("C-SSRS-SCREEN", OccasionKind.Admission, null),
            ("PHQ-9", OccasionKind.Discharge, null), ("GAD-7", OccasionKind.Discharge, null),
        }
        let instrument = library.InUse.FirstOrDefault(known => known.Code == given.Code)
        where instrument is not null
        select new Cadence(program, instrument, given.Occasion, given.EveryDays);

    /// <summary>What the answers raised; clinicians have acted on all of it but the last.</summary>
    public IReadOnlyList<MeasureAlert> Alerts => _alerts;

    public IReadOnlyList<MeasureAdministration> Of(IReadOnlyList<InCare> inCare)
    {
        var given = new List<MeasureAdministration>();
        var alarming = inCare.Last(care => care.Clinician == clinician && care.Episode.IsOpen && care.Episode.AdmittedOn < today && care.Person.Risk is RiskLevel.Low);
        foreach (var care in inCare.Where(care => care.Episode.AdmittedOn < today))
        {
            // Of every third the weekly ones of the last days were missed: they are due.
            var missed = care.Episode.IsOpen && care.Patient.BirthDate.Day % 3 == 0 ? 8 : 1;
            var last = care.Episode.DischargedOn ?? today.AddDays(-missed);
            Give("PHQ-9", 7);
            Give("GAD-7", 7);
            Give("C-SSRS-SCREEN", 1000);
            if (care.Person.Focus is Focus.Trauma)
            {
                Give("PCL-5", 14);
            }

            if (care.Person.Focus is Focus.Alcohol or Focus.Opioids or Focus.Stimulants or Focus.Cannabis)
            {
                Give("BAM", 28);
            }

            if (care.Episode.IsOpen)
            {
                // Handed over this morning, and not yet finished.
                Add("PHQ-9", today, worst: 0.5, isWhole: false);
            }

            if (care == alarming)
            {
                Alarm();
            }

            void Alarm()
            {
                var phq9 = library.Find("PHQ-9")!;
                var at = ClinicClock.InstantOf(today, new TimeOnly(8, 50), zone);
                var measure = new MeasureAdministration(care.Patient, care.Episode, phq9, MeasureMode.Tablet, care.Clinician, today, at);
                measure.Answer(phq9, phq9.Items.Select(item => KeyValuePair.Create(item.Id, (int?)(item.Id == "phq9-9" ? 1 : 2))), at.AddMinutes(3));
                measure.Finish(phq9, MeasureWords.SexOf(care.Patient.BirthSex), leavesOut: false, care.Clinician, at.AddMinutes(3));
                given.Add(measure);
                _alerts.AddRange(measure.Raise(phq9, MeasureWords.SexOf(care.Patient.BirthSex), [], care.Clinician.Id, at.AddMinutes(3)));
            }

            void Give(string code, int everyDays)
            {
                var (worst, gain) = (0.35 + (chance.NextDouble() * 0.4), 0.02 + (chance.NextDouble() * 0.07));
                for (var (day, week) = (care.Episode.AdmittedOn, 0); day <= last; day = day.AddDays(everyDays), week += everyDays / 7)
                {
                    Add(code, day, Math.Max(0.05, worst - (gain * week)), isWhole: true);
                }
            }

            void Add(string code, DateOnly day, double worst, bool isWhole)
            {
                var instrument = library.Find(code);
                if (instrument is null || !instrument.Identity.Fits(care.Patient.BirthDate, day))
                {
                    return;
                }

                var at = ClinicClock.InstantOf(day, new TimeOnly(9, 5), zone).AddMinutes(given.Count % 30);
                var measure = new MeasureAdministration(care.Patient, care.Episode, instrument, MeasureMode.Clinician, care.Clinician, day, at);
                measure.Answer(instrument, Answers(instrument, worst, chance).Take(isWhole ? instrument.Items.Count : 4), at.AddMinutes(4));
                if (isWhole)
                {
                    measure.Finish(instrument, MeasureWords.SexOf(care.Patient.BirthSex), leavesOut: true, care.Clinician, at.AddMinutes(4));
                }

                given.Add(measure);
                foreach (var alert in measure.Raise(instrument, MeasureWords.SexOf(care.Patient.BirthSex), [], care.Clinician.Id, at))
                {
                    alert.Acknowledge("Asked about it the same day; safety plan looked through together.", care.Clinician, at.AddHours(2));
                    _alerts.Add(alert);
                }
            }
        }

        return given;
    }

    /// <summary>About as bad as <paramref name="worst"/> says, from 0 to 1; thoughts of death and suicide much more rarely.</summary>
    internal static List<KeyValuePair<string, int?>> Answers(Instrument instrument, double worst, Random chance)
    {
        var answers = new List<KeyValuePair<string, int?>>();
        foreach (var item in instrument.Items)
        {
            var isCritical = instrument.CriticalRules.Any(rule => rule.Item == item.Id) || instrument.Scoring.Method is ScoringMethod.Rules;
            var scale = isCritical
                ? chance.NextDouble() < worst * 0.12 ? 1 : 0
                : Math.Clamp((worst * (item.Options.Count - 1)) + (chance.NextDouble() * 1.4) - 0.7, 0, item.Options.Count - 1);
            answers.Add(KeyValuePair.Create(item.Id, (int?)(int)Math.Round(scale)));
        }

        return answers;
    }
}
