using System.Security.Claims;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>A member of staff with an account, as far as every request needs to know them.</summary>
/// <param name="Stamp">Changes with the password and with everything else that ends sessions.</param>
internal sealed record SignedInStaff(
    Id<StaffMember> Id, string Name, IReadOnlyList<Role> Roles, Id<Site> Site, string SiteName, string TimeZone, string Stamp)
{
    public const string Scheme = "Clinic";

    private const string StampClaim = "stamp";

    /// <summary>Who that is now; null when there is no such account or the person has left.</summary>
    public static async Task<SignedInStaff?> FindAsync(ClinicDb db, Guid id, CancellationToken cancel)
    {
        var stamp = await db.Users.AsNoTracking().Where(account => account.Id == id).Select(account => account.SecurityStamp)
            .SingleOrDefaultAsync(cancel);
        if (stamp is null)
        {
            return null;
        }

        var key = new Id<StaffMember>(id);
        var found = await (
            from member in db.Staff.AsNoTracking()
            join site in db.Sites.AsNoTracking() on member.SiteId equals site.Id
            where member.Id == key && member.DeactivatedAt == null
            select new { member.Name, member.Roles, member.SiteId, SiteName = site.Name, site.TimeZone }).SingleOrDefaultAsync(cancel);
        return found is null
            ? null
            : new SignedInStaff(key, found.Name.Full, found.Roles, found.SiteId, found.SiteName, found.TimeZone, stamp);
    }

    public static Guid? IdOf(ClaimsPrincipal? person) =>
        Guid.TryParse(person?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Who <see cref="ToPrincipal"/> made.</summary>
    public static SignedInStaff From(ClaimsPrincipal person) => new(
        new Id<StaffMember>(IdOf(person)!.Value),
        person.Identity!.Name!,
        [.. person.FindAll(ClaimTypes.Role).Select(role => Enum.Parse<Role>(role.Value))],
        Id<Site>.Parse(person.FindFirstValue("site")!, null),
        person.FindFirstValue("site_name")!,
        person.FindFirstValue("time_zone")!,
        person.FindFirstValue(StampClaim)!);

    /// <param name="method">How they proved it, one of <see cref="SignInMethods"/>; none keeps that of the present session.</param>
    public ClaimsPrincipal ToPrincipal(string? method = null) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, Id.ToString()),
            new Claim(ClaimTypes.Name, Name),
            .. Roles.Select(role => new Claim(ClaimTypes.Role, role.ToString())),
            new Claim("site", Site.ToString()),
            new Claim("site_name", SiteName),
            new Claim("time_zone", TimeZone),
            new Claim(StampClaim, Stamp),
            .. method is null ? [] : new[] { new Claim(SignInMethods.Claim, method) },
        ],
        Scheme));

    /// <summary>Lets what this request writes carry this person's name.</summary>
    public void ActIn(HttpContext context)
    {
        var actor = context.RequestServices.GetRequiredService<Actor>();
        actor.StaffMemberId = Id;
        actor.Name = Name;
        actor.Roles = string.Join(' ', Roles);
        actor.SiteId = Site;
        actor.Page = RequestLog.RouteOf(context);
        actor.RequestId = context.TraceIdentifier;
        actor.Zone = ClinicClock.Zone(TimeZone);
    }
}
