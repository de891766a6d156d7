using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Services;

/// <summary>What the clinic offers, by who takes part.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class IndexModel(ClinicDb db) : ClinicPage
{
    /// <summary>Whether the retired ones are listed too.</summary>
    [FromQuery]
    public bool Retired { get; set; }

    public IReadOnlyList<IGrouping<SessionKind, Row>> Kinds { get; private set; } = [];

    public int RetiredCount { get; private set; }

    public async Task OnGetAsync()
    {
        RetiredCount = await db.Services.CountAsync(service => service.RetiredAt != null);
        var rows = await db.Services.AsNoTracking()
            .Where(service => Retired || service.RetiredAt == null)
            .OrderBy(service => service.RetiredAt != null)
            .ThenBy(service => service.Name)
            .Select(service => new Row(
                service.Id,
                service.Name,
                service.Kind,
                service.DefaultMinutes,
                service.CountsTowardHours,
                service.NoteTemplate != null,
                service.Modalities,
                service.RetiredAt != null))
            .ToListAsync();
        Kinds = [.. rows.GroupBy(row => row.Kind).OrderBy(kind => kind.Key)];
    }

    public sealed record Row(
        Id<Service> Id,
        string Name,
        SessionKind Kind,
        int Minutes,
        bool Counts,
        bool HasTemplate,
        IReadOnlyList<string> Modalities,
        bool IsRetired);
}
