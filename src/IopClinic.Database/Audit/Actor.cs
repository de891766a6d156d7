using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Database.Audit;

/// <summary>Who is acting in this scope, and where; every audit row is written in their name. The system itself until told otherwise.</summary>
public sealed class Actor
{
    private readonly List<Refusal> _refusals = [];

    public Id<StaffMember>? StaffMemberId { get; set; }

    /// <summary>
    /// True for whoever comes through a page: they see what their <c>Reach</c> opens, and nothing before it is known. A command acts
    /// for the clinic as a whole.
    /// </summary>
    public bool IsBounded { get; init; }

    /// <summary>
    /// The hash of the secret by which a patient's browser comes to its one form. It reaches that form and nothing else, whoever else
    /// is signed in there.
    /// </summary>
    public string? KioskHash { get; set; }

    public string Name { get; set; } = "System";

    public string Roles { get; set; } = "";

    public Id<Site>? SiteId { get; set; }

    /// <summary>Zone of the actor's site: decides the clinic date of an audit row.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Page or command, without values.</summary>
    public string Page { get; set; } = "";

    /// <summary>Why, where the act asks for a reason.</summary>
    public string? Reason { get; set; }

    public string? RequestId { get; set; }

    /// <summary>Where the request came from.</summary>
    public string? Address { get; set; }

    /// <summary>The session the request belongs to.</summary>
    public string? SessionRef { get; set; }

    /// <summary>The break-glass access that opened the record, where one did.</summary>
    public Guid? GlassId { get; set; }

    /// <summary>What the record is used for; null where the act itself says it (<see cref="ClinicDb.RecordRead"/>).</summary>
    public Purpose? Purpose { get; set; }

    /// <summary>Remembers that something was refused, such as a wrong password: written when the request ends, whatever becomes of its transaction.</summary>
    /// <param name="what">What was asked for, such as Password.</param>
    /// <param name="objectId">Its key; never what was typed.</param>
    public void Refuse(string what, string? objectId = null) => _refusals.Add(new Refusal(what, objectId));

    /// <summary>What was refused since this was last asked.</summary>
    public IReadOnlyList<Refusal> TakeRefusals()
    {
        var taken = _refusals.ToList();
        _refusals.Clear();
        return taken;
    }

    /// <summary>Lets what another scope of the same request writes carry the same name.</summary>
    public void LendTo(Actor other)
    {
        (other.StaffMemberId, other.Name, other.Roles, other.SiteId) = (StaffMemberId, Name, Roles, SiteId);
        (other.Zone, other.Page, other.Reason, other.RequestId) = (Zone, Page, Reason, RequestId);
        (other.Address, other.SessionRef, other.GlassId, other.Purpose) = (Address, SessionRef, GlassId, Purpose);
    }
}

/// <summary>Something that was asked for and refused.</summary>
public sealed record Refusal(string What, string? ObjectId);
