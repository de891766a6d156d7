using IopClinic.Domain;
using IopClinic.Domain.Measures;

namespace IopClinic.Web.Measures.Kiosk;

/// <summary>How far a form is that was handed over, for the clinician's screen.</summary>
/// <param name="Until">When its link ends, at the site.</param>
/// <param name="Answered">Of the questions that are asked, how many have an answer.</param>
public sealed record KioskProgress(
    Id<Domain.Patients.Patient> Patient, Id<MeasureAdministration> Measure, KioskState State, TimeOnly Until, int Answered, int Asked)
{
    public bool IsLive => State is KioskState.Waiting or KioskState.Open;

    internal static KioskProgress Of(KioskLink link, MeasureAdministration given, Instrument? instrument, TimeZoneInfo zone, DateTimeOffset now)
    {
        var isReadable = instrument?.Version == given.InstrumentVersion;
        var sheet = isReadable ? new AnswerSheet(instrument!, given.Answers) : null;
        var asked = isReadable ? instrument!.Items.Where(item => instrument.IsAsked(item, sheet!)).ToList() : [];
        return new KioskProgress(
            link.PatientId, link.MeasureId, link.StateAt(now), ClinicClock.TimeIn(zone, link.ExpiresAt), asked.Count(item => sheet!.Chosen(item) is not null), asked.Count);
    }
}
