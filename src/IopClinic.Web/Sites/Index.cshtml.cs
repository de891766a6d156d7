using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sites;

/// <summary>All places where the clinic works.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class IndexModel(ClinicDb db) : ClinicPage
{
    public IReadOnlyList<Row> Sites { get; private set; } = [];

    public async Task OnGetAsync() => Sites = await db.Sites.AsNoTracking()
        .OrderBy(site => site.Name)
        .Select(site => new Row(
            site.Id,
            site.Name,
            site.Address,
            site.Phone,
            site.TimeZone,
            site.OpeningHours,
            site.Rooms.Count(room => room.RetiredAt == null)))
        .ToListAsync();

    public sealed record Row(
        Id<Site> Id,
        string Name,
        PostalAddress Address,
        string? Phone,
        string TimeZone,
        IReadOnlyList<OpeningHours> Hours,
        int Rooms)
    {
        public string? Place => Address switch
        {
            { City: { } city, State: { } state } => $"{city}, {state}",
            _ => Address.City ?? Address.State,
        };
    }
}
