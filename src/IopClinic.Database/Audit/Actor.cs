using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Database.Audit;

/// <summary>Who is acting in this scope, and where; every audit row is written in their name. The system itself until told otherwise.</summary>
public sealed class Actor
{
    public Id<StaffMember>? StaffMemberId { get; set; }

    /// <summary>
    /// True for whoever comes through a page: they see what their <c>Reach</c> opens, and nothing before it is known. A command acts
    /// for the clinic as a whole.
    /// </summary>
    public bool IsBounded { get; init; }

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

    /// <summary>Lets what another scope of the same request writes carry the same name.</summary>
    public void LendTo(Actor other)
    {
        (other.StaffMemberId, other.Name, other.Roles, other.SiteId) = (StaffMemberId, Name, Roles, SiteId);
        (other.Zone, other.Page, other.Reason, other.RequestId) = (Zone, Page, Reason, RequestId);
    }
}
