using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Access;

/// <summary>
/// Whom one member of staff has to do with at one moment: worked out anew for every request, so that a membership, role, site or
/// account that ended opens nothing any more.
/// </summary>
/// <param name="Person">Who asks.</param>
/// <param name="Roles">What they do at the clinic.</param>
/// <param name="Sites">Where they work.</param>
/// <param name="Charts">Patients whose care team they, or somebody they supervise, belong to, and those opened in an emergency.</param>
/// <param name="Rosters">Patients on the roll of a group or session that they, or somebody they supervise, lead.</param>
/// <param name="Sessions">Sessions they, or somebody they supervise, lead and whose record is still being written.</param>
/// <param name="Glass">Of <paramref name="Charts"/>, those reached only because they were opened in an emergency.</param>
/// <param name="Supervisees">Members of staff whose work they supervise.</param>
public sealed record Reach(
    Id<StaffMember> Person,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<Id<Site>> Sites,
    IReadOnlyList<Id<Patient>> Charts,
    IReadOnlyList<Id<Patient>> Rosters,
    IReadOnlyList<Id<Session>> Sessions,
    IReadOnlyList<Id<Patient>> Glass,
    IReadOnlyList<Id<StaffMember>> Supervisees)
{
    /// <summary>Somebody who has to do with nobody.</summary>
    public static Reach None { get; } = new(default, [], [], [], [], [], [], []);

    /// <summary>Of <see cref="Glass"/>, those whose private notes were opened as well, for a reason of their own.</summary>
    public IReadOnlyList<Id<Patient>> PrivateNotes { get; init; } = [];

    /// <summary>The one form that a patient's browser came to fill in, and whose it is; null for everybody who signed in.</summary>
    public (Id<MeasureAdministration> Measure, Id<Patient> Patient)? Kiosk { get; init; }

    /// <summary>They keep the clinic running and see who everybody at their sites is: no clinical text.</summary>
    public bool SeesNamesOfSite => Roles.Any(role => role is Role.Administrator or Role.Auditor or Role.PrivacyOfficer);

    /// <summary>They see people at their sites through to the first day of treatment.</summary>
    public bool TakesIn => Roles.Contains(Role.Intake);
}
