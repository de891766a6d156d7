using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Web.Measures;

namespace IopClinic.Web.Seed.Load;

/// <summary>What the patients answer, week by week: most get better. What an answer raises was acted on the same day.</summary>
internal sealed class LoadMeasures(LoadHouse house, InstrumentLibrary library)
{
    private readonly Instrument?[] _weekly = [library.Find("PHQ-9"), library.Find("GAD-7")];
    private readonly Instrument? _trauma = library.Find("PCL-5");
    private readonly Instrument? _substances = library.Find("BAM");

    /// <summary>What is due in this week of the program.</summary>
    /// <param name="treated">Who answers.</param>
    /// <param name="day">The clinic date.</param>
    /// <param name="week">Of the program, from 0.</param>
    /// <param name="to">Takes the rows.</param>
    public void Give(Treated treated, DateOnly day, int week, CopyBatch to)
    {
        foreach (var instrument in _weekly)
        {
            Add(instrument);
        }

        if (treated.Care.Person.Focus is Focus.Trauma && week % 2 == 0)
        {
            Add(_trauma);
        }

        if (treated.Care.Person.Focus is Focus.Alcohol or Focus.Opioids or Focus.Stimulants or Focus.Cannabis && week % 4 == 0)
        {
            Add(_substances);
        }

        void Add(Instrument? instrument)
        {
            if (instrument is not null && instrument.Identity.Fits(treated.Patient.BirthDate, day))
            {
                Answer(instrument, treated, day, week, to);
            }
        }
    }

    private void Answer(Instrument instrument, Treated treated, DateOnly day, int week, CopyBatch to)
    {
        var chance = treated.Chance;
        if (!treated.Course.TryGetValue(instrument.Code, out var course))
        {
            course = (0.35 + (chance.NextDouble() * 0.4), 0.01 + (chance.NextDouble() * 0.06));
            treated.Course.Add(instrument.Code, course);
        }

        var sex = MeasureWords.SexOf(treated.Patient.BirthSex);
        var at = ClinicClock.InstantOf(day, new TimeOnly(8, 46), house.Site.Zone).AddSeconds(chance.Next(300));
        var measure = new MeasureAdministration(treated.Patient, treated.Episode, instrument, MeasureMode.Tablet, treated.Care.Clinician, day, at);
        measure.Answer(instrument, DemoMeasures.Answers(instrument, Math.Max(0.05, course.Worst - (course.Gain * week)), chance), at.AddMinutes(3), MeasureMode.Tablet);
        measure.Finish(instrument, sex, leavesOut: true, by: null, at.AddMinutes(4));
        to.Add(measure);
        foreach (var alert in measure.Raise(instrument, sex, [], treated.Care.Clinician.Id, at.AddMinutes(4)))
        {
            alert.Acknowledge("Asked about it the same day; safety plan looked through together.", treated.Care.Clinician, at.AddHours(2));
            to.Add(alert);
        }
    }
}
