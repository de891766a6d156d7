using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Database.Audit;

/// <summary>Who did what to whose record, when and on which page. Rows are added and never changed.</summary>
public sealed class AuditEvent
{
    /// <summary>Order of writing; issued by the database.</summary>
    public long Sequence { get; private set; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The member of staff; null for the system itself.</summary>
    public Id<StaffMember>? ActorId { get; init; }

    /// <summary>The actor's name at that time.</summary>
    public required string ActorName { get; init; }

    public required string ActorRoles { get; init; }

    public Id<Site>? SiteId { get; init; }

    /// <summary>The clinic date at the actor's site.</summary>
    public required DateOnly ClinicDate { get; init; }

    public required AuditAction Action { get; init; }

    /// <summary>The page or command it happened on, without values.</summary>
    public required string Page { get; init; }

    /// <summary>The kind of thing, such as ProgressNote.</summary>
    public required string ObjectType { get; init; }

    public string? ObjectId { get; init; }

    public Id<Patient>? PatientId { get; init; }

    /// <summary>For a change: field to [before, after]; clinical free text is named, its content left out.</summary>
    public string? Changes { get; init; }

    public string? Reason { get; init; }

    /// <summary>Ties the row to the request's log line.</summary>
    public string? RequestId { get; init; }
}
