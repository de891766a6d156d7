using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>What booking a one-to-one or family session asks.</summary>
/// <param name="Site">Where, and in which time zone.</param>
/// <param name="Service">What kind of session.</param>
/// <param name="Date">The clinic date.</param>
/// <param name="StartsAt">Wall-clock time of the site.</param>
/// <param name="Minutes">5 to 480.</param>
/// <param name="Clinician">Who leads it.</param>
/// <param name="Room">The room, for a session on site.</param>
/// <param name="Mode">On site, by telehealth or at the patient's home.</param>
public sealed record Booking(
    Site Site, Service Service, DateOnly Date, TimeOnly StartsAt, int Minutes, StaffMember Clinician, Room? Room, SessionMode Mode)
{
    /// <exception cref="RuleViolation">A part of it is impossible.</exception>
    internal void Check(SessionKind kind)
    {
        RuleViolation.Unless(Service.Kind == kind, "Choose a service for this kind of session.", "ServiceId");
        RuleViolation.Unless(!Service.IsRetired, "This service is no longer offered.", "ServiceId");
        new WeeklyTime([Date.DayOfWeek], StartsAt, Minutes).Check();
        RuleViolation.Unless(Clinician is { IsActive: true, IsClinician: true }, "Choose an active clinician.", "ClinicianId");
        Service.RefuseUnlessLedBy(Clinician, [Date], "ClinicianId");
        RuleViolation.Unless(Room is not null || Mode is not SessionMode.OnSite, "Choose a room for a session on site.", "RoomId");
        RuleViolation.Unless(Room is null || Room.SiteId == Site.Id, "Choose a room of this site.", "RoomId");
        RuleViolation.Unless(Room is null || !Room.IsRetired, "This room is no longer in use.", "RoomId");
    }
}

/// <summary>A session of one patient with a clinician.</summary>
public sealed class IndividualSession : Session
{
    private IndividualSession()
    {
    }

    /// <exception cref="RuleViolation">A part of the booking is impossible, or the patient not admitted then.</exception>
    public IndividualSession(Booking booking, Episode episode)
        : this(booking) => Seat(episode);

    /// <summary>A session of somebody who is not admitted yet, such as the intake assessment.</summary>
    /// <exception cref="RuleViolation">A part of the booking is impossible, or the service is for those who are admitted.</exception>
    public IndividualSession(Booking booking, Patient patient)
        : this(booking)
    {
        RuleViolation.Unless(
            booking.Service.TakesPlaceBeforeAdmission, $"{booking.Service.Name} is for patients who are admitted.", nameof(ServiceId));
        RuleViolation.Unless(patient.DeceasedOn is null, "This patient is recorded as deceased.");
        Place(patient.Id, null);
    }

    private IndividualSession(Booking booking)
        : base(booking.Site.Id, booking.Service.Id, booking.Service.Name, booking.Date, booking.StartsAt, booking.Minutes, booking.Site.Zone)
    {
        booking.Check(SessionKind.Individual);
        Mode = booking.Mode;
        RoomId = booking.Room?.Id;
        BookClinicians([booking.Clinician.Id]);
    }
}
