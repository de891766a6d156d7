using System.Text.RegularExpressions;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Staff;

/// <summary>Everybody who works or worked at the clinic.</summary>
[Authorize(Can.SetUpClinic)]
public sealed partial class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int PageSize = 50;

    [FromQuery(Name = "search")]
    public string? Search { get; set; }

    [FromQuery(Name = "role")]
    public Role? Role { get; set; }

    [FromQuery(Name = "state")]
    public Standing State { get; set; }

    /// <summary>The last row of the page before.</summary>
    [FromQuery(Name = "after")]
    public Id<StaffMember> After { get; set; }

    public IReadOnlyList<Row> Staff { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public Pager Pager { get; private set; } = new("");

    public bool IsFiltered => !string.IsNullOrEmpty(Search) || Role is not null || State is not Standing.WorkingHere;

    public async Task OnGetAsync()
    {
        Today = clock.Today(db.Actor.Zone);
        var chosen = Chosen();
        var count = await chosen.CountAsync();
        if (await db.Staff.Where(member => member.Id == After).Select(member => member.Name).SingleOrDefaultAsync() is { } last)
        {
            chosen = chosen.Where(member =>
                member.Name.Family.CompareTo(last.Family) > 0
                || (member.Name.Family == last.Family && member.Name.Given.CompareTo(last.Given) > 0)
                || (member.Name.Family == last.Family && member.Name.Given == last.Given && member.Id > After));
        }

        var rows = await (
            from member in chosen.OrderBy(m => m.Name.Family).ThenBy(m => m.Name.Given).ThenBy(m => m.Id).Take(PageSize + 1)
            join site in db.Sites on member.SiteId equals site.Id
            join supervisor in db.Staff on member.SupervisorId equals supervisor.Id into supervisors
            from supervisor in supervisors.DefaultIfEmpty()
            orderby member.Name.Family, member.Name.Given, member.Id
            select new Row(
                member.Id,
                member.Name.Given,
                member.Name.Family,
                member.Email,
                member.Roles,
                member.Credentials,
                site.Name,
                supervisor == null ? null : supervisor.Name.Family,
                member.NeedsCoSignature,
                member.DeactivatedAt != null)).ToListAsync();
        Staff = [.. rows.Take(PageSize)];
        var next = rows.Count > PageSize ? Url.Page("/Staff/Index", new { Search, Role, State, After = Staff[^1].Id }) : null;
        Pager = new Pager(count == 1 ? "1 person" : $"{count} people", Next: next is null ? null : PagerStep.Link(next));
    }

    private IQueryable<StaffMember> Chosen()
    {
        var staff = db.Staff.AsNoTracking();
        if (!string.IsNullOrEmpty(Search))
        {
            var anywhere = $"%{LikeMarks().Replace(Search, @"\$0")}%";
            staff = staff.Where(member =>
                EF.Functions.ILike(member.Name.Given + " " + member.Name.Family, anywhere, @"\")
                || EF.Functions.ILike(member.Email, anywhere, @"\"));
        }

        if (Role is { } role)
        {
            staff = staff.Where(member => member.Roles.Contains(role));
        }

        return State switch
        {
            Standing.WorkingHere => staff.Where(member => member.DeactivatedAt == null),
            Standing.Left => staff.Where(member => member.DeactivatedAt != null),
            _ => staff,
        };
    }

    /// <summary>What would stand for other characters in a search.</summary>
    [GeneratedRegex(@"[\\%_]")]
    private static partial Regex LikeMarks();

    /// <summary>Whom the list shows.</summary>
    public enum Standing
    {
        WorkingHere,
        Left,
        Everybody,
    }

    public sealed record Row(
        Id<StaffMember> Id,
        string Given,
        string Family,
        string Email,
        IReadOnlyList<Role> Roles,
        IReadOnlyList<Credential> Credentials,
        string Site,
        string? Supervisor,
        bool NeedsCoSignature,
        bool HasLeft)
    {
        public string CredentialOn(DateOnly date) =>
            string.Join(", ", Credentials.Where(held => held.IsValidOn(date)).Select(held => held.Code));

        /// <summary>Held once, and nothing of it is valid any more.</summary>
        public bool HasRunOut(DateOnly date) => Credentials.Count > 0 && !Credentials.Any(held => held.IsValidOn(date));
    }
}
