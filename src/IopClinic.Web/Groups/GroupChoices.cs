using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>What the forms and filters of groups and sessions offer to choose from.</summary>
public static class GroupChoices
{
    /// <summary>Tracks in use of the sites where the actor works, under their programs.</summary>
    public static async Task<IReadOnlyList<SelectListItem>> TracksAsync(ClinicDb db, CancellationToken stop)
    {
        var (isBounded, reached) = (db.Reach is not null, db.Reach?.Sites ?? []);
        var programs = await db.Programs.AsNoTracking().Include(p => p.Tracks)
            .Where(p => p.RetiredAt == null && (!isBounded || reached.Contains(p.SiteId)))
            .OrderBy(p => p.Name).ToListAsync(stop);
        return TracksOf(programs);
    }

    /// <summary>Tracks in use of these programs.</summary>
    public static IReadOnlyList<SelectListItem> TracksOf(IEnumerable<Domain.Programs.Program> programs) =>
    [
        .. programs.SelectMany(program =>
        {
            var under = new SelectListGroup { Name = program.Name };
            return program.Tracks.Where(t => !t.IsRetired).OrderBy(t => t.PartOfDay).ThenBy(t => t.Name)
                .Select(t => new SelectListItem(t.Name, t.Id.ToString()) { Group = under });
        }),
    ];

    /// <summary>Active clinicians by family name, with the credential of today.</summary>
    public static async Task<IReadOnlyList<SelectListItem>> CliniciansAsync(ClinicDb db, CancellationToken stop)
    {
        var staff = await db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null).OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).ToListAsync(stop);
        return [.. staff.Where(s => s.IsClinician).Select(s => new SelectListItem(s.Name.Full, s.Id.ToString()))];
    }

    /// <summary>Rooms in use, with the people they hold; under their sites where there are several.</summary>
    public static async Task<IReadOnlyList<SelectListItem>> RoomsAsync(ClinicDb db, Id<Domain.Sites.Site>? only, CancellationToken stop)
    {
        var (isBounded, reached) = (db.Reach is not null, db.Reach?.Sites ?? []);
        var sites = await db.Sites.AsNoTracking().Include(s => s.Rooms)
            .Where(s => only == null ? !isBounded || reached.Contains(s.Id) : s.Id == only)
            .OrderBy(s => s.Name).ToListAsync(stop);
        return [.. sites.SelectMany(site =>
        {
            var under = sites.Count > 1 ? new SelectListGroup { Name = site.Name } : null;
            return site.Rooms.Where(r => !r.IsRetired).OrderBy(r => r.Name, StringComparer.CurrentCulture)
                .Select(r => new SelectListItem($"{r.Name} (holds {r.Capacity})", r.Id.ToString()) { Group = under });
        })];
    }

    public static IReadOnlyList<SelectListItem> Weekdays { get; } =
        [.. Enum.GetValues<DayOfWeek>().OrderBy(Weekly.FromMonday).Select(day => new SelectListItem(day.ToString(), day.ToString()))];

    /// <summary>The days of the places that are taken in each of these groups, whosoever they are.</summary>
    public static async Task<ILookup<Id<Group>, Place>> PlacesAsync(
        this ClinicDb db, IReadOnlyCollection<Id<Group>> groups, CancellationToken stop) =>
        (await db.TakenPlaces.Where(place => groups.Contains(place.GroupId)).ToListAsync(stop))
            .ToLookup(place => place.GroupId, place => new Place(new(place.From, place.Until), place.Weekdays));

    /// <summary>The clinic date where a group meets, which need not be the reader's.</summary>
    public static async Task<DateOnly> TodayAtAsync(this ClinicDb db, Id<Domain.Sites.Site> site, ClinicClock clock, CancellationToken stop) =>
        clock.Today((await db.HouseAsync()).Sites[site].Zone);

    /// <summary>Of several clinicians chosen by key, those who exist.</summary>
    public static Task<List<StaffMember>> ChosenAsync(ClinicDb db, IReadOnlyCollection<Id<StaffMember>> ids, CancellationToken stop) =>
        db.Staff.Where(s => ids.Contains(s.Id)).ToListAsync(stop);
}
