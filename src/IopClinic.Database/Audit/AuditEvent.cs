using System.Reflection;
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

    public AuditOutcome Outcome { get; init; }

    /// <summary>What the record was used for.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>The break-glass access that opened the record, where one did.</summary>
    public Guid? GlassId { get; init; }

    /// <summary>The session it happened in.</summary>
    public string? SessionRef { get; init; }

    public string? ClientAddress { get; init; }

    /// <summary>The page or command it happened on, without values.</summary>
    public required string Page { get; init; }

    /// <summary>The kind of thing, such as ProgressNote.</summary>
    public required string ObjectType { get; init; }

    public string? ObjectId { get; init; }

    public Id<Patient>? PatientId { get; init; }

    /// <summary>The patients who were among those a page showed; null where the row is about one patient or none.</summary>
    public Guid[]? Shown { get; init; }

    /// <summary>How often it happened: identical refusals of one minute are one row.</summary>
    public int Times { get; init; } = 1;

    /// <summary>For a change: field to [before, after]; clinical free text is named, its content left out.</summary>
    public string? Changes { get; init; }

    public string? Reason { get; init; }

    /// <summary>Ties the row to the request's log line.</summary>
    public string? RequestId { get; init; }

    /// <summary>The program that wrote the row.</summary>
    public string AppVersion { get; init; } = ThisVersion;

    /// <summary>The version of this program.</summary>
    public static string ThisVersion { get; } =
        typeof(AuditEvent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
