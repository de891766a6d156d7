using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;

namespace IopClinic.Domain.Sessions;

/// <summary>A session of one patient with people of their support network.</summary>
public sealed class FamilySession : Session
{
    private readonly List<FamilyParticipant> _participants = [];

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

    /// <summary>The supporters who take part.</summary>
    public IReadOnlyList<FamilyParticipant> Participants => _participants;

    /// <summary>Names who takes part, replacing who stood there before.</summary>
    /// <exception cref="RuleViolation">The session is signed, or somebody is not in the network or not agreed to by the patient.</exception>
    public void TakePart(IEnumerable<SupportPerson> supporters)
    {
        RuleViolation.Unless(!IsSigned, "This session is signed; who took part stands.");
        var present = supporters.DistinctBy(s => s.Id).ToList();
        foreach (var supporter in present)
        {
            RuleViolation.Unless(supporter.PatientId == Roster[0].PatientId, "Choose people from this patient's network.", "Supporters");
            RuleViolation.Unless(
                supporter is { MayJoinFamilySessions: true, EndedAt: null },
                $"The patient has not agreed that {supporter.Name} joins family sessions.",
                "Supporters");
        }

        _participants.RemoveAll(p => present.TrueForAll(s => s.Id != p.SupportPersonId));
        _participants.AddRange(present
            .Where(s => _participants.TrueForAll(p => p.SupportPersonId != s.Id))
            .Select(s => new FamilyParticipant(this, s)));
    }

    internal override IEnumerable<string?> SharedContent() => _participants.Select(p => p.SupportPersonId.ToString()).Order();
}
