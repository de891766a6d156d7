using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;

namespace IopClinic.Domain.Sessions;

/// <summary>A session of one patient with people of their support network.</summary>
public sealed class FamilySession : Session
{
    private FamilySession()
    {
    }

    /// <exception cref="RuleViolation">A part of the booking is impossible, or a supporter may not take part.</exception>
    public FamilySession(Booking booking, Episode episode, IEnumerable<SupportPerson> supporters)
        : base(booking.Site.Id, booking.Service.Id, booking.Service.Name, booking.Date, booking.StartsAt, booking.Minutes, booking.Site.Zone)
    {
        booking.Check(SessionKind.Family);
        Mode = booking.Mode;
        RoomId = booking.Room?.Id;
        BookClinicians([booking.Clinician.Id]);
        Seat(episode);
        TakePart(supporters);
    }

    /// <summary>Names who takes part, replacing who stood there before.</summary>
    /// <exception cref="RuleViolation">The session is signed, or somebody is not in the network or not agreed to by the patient.</exception>
    public void TakePart(IEnumerable<SupportPerson> supporters) => Join(supporters);

    private protected override IEnumerable<string?> OwnContent() => Participants.Select(p => p.SupportPersonId.ToString()).Order();
}
