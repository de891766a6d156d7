using IopClinic.Database;
using IopClinic.Database.Access;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Web.Groups;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Admissions;

/// <summary>A track somebody could be admitted to, with what speaks against it.</summary>
/// <param name="Track">Which.</param>
/// <param name="Program">Whose it is.</param>
/// <param name="Site">Where.</param>
/// <param name="Seats">How full it is.</param>
/// <param name="Misfit">Why it does not suit the patient, as far as they said; null where nothing is known.</param>
/// <param name="Groups">The groups of its week.</param>
public sealed record TrackChoice(Track Track, Program Program, Site Site, TrackSeats Seats, string? Misfit, IReadOnlyList<GroupChoice> Groups)
{
    public bool IsFull => Seats.Open == 0;

    public string SeatWords => Seats.Open switch
    {
        null => $"{Seats.Taken} patients",
        0 => "Full",
        1 => $"1 of {Seats.Capacity} seats open",
        { } open => $"{open} of {Seats.Capacity} seats open",
    };

    /// <summary>Minutes a week of all its groups.</summary>
    public int WeeklyMinutes => Groups.Sum(group => group.WeeklyMinutes);
}

/// <summary>A group of a track.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">How it is called.</param>
/// <param name="When">Its weekly time.</param>
/// <param name="Free">Places left.</param>
/// <param name="WeeklyMinutes">Minutes a week, breaks left out.</param>
/// <param name="Clash">What the patient has at one of its times already; null where nothing.</param>
public sealed record GroupChoice(Id<Group> Id, string Name, string When, int Free, int WeeklyMinutes, string? Clash);

/// <summary>Finds the tracks that take patients, with the seats, the times and the clashes for one of them.</summary>
internal sealed class TrackChoices(ClinicDb db)
{
    /// <param name="patient">Who is to be admitted.</param>
    /// <param name="referral">What they said when they called; null where nobody referred them.</param>
    /// <param name="today">The clinic date: groups that are over are left out.</param>
    public async Task<IReadOnlyList<TrackChoice>> ForAsync(Id<Patient> patient, Referral? referral, DateOnly today)
    {
        var (isBounded, reached) = (db.Reach is not null, db.Reach?.Sites ?? []);
        // Whoever admits somebody to a site that is not theirs would lose them.
        var programs = await db.Programs.AsNoTracking().Include(p => p.Tracks)
            .Where(p => p.RetiredAt == null && (!isBounded || reached.Contains(p.SiteId))).OrderBy(p => p.Name).ToListAsync();
        var sites = await db.Sites.AsNoTracking().ToDictionaryAsync(s => s.Id);
        var seats = await db.SeatsOfAsync(programs, CancellationToken.None);
        var groups = await db.Groups.AsNoTracking().Where(g => g.Capacity > 0 && g.Until >= today).OrderBy(g => g.StartsAt).ThenBy(g => g.Name).ToListAsync();
        var places = await db.PlacesAsync(groups.ConvertAll(g => g.Id), CancellationToken.None);
        var clashes = await ClashesAsync(patient, today);
        var byTrack = groups.ToLookup(g => g.TrackId);
        return
        [
            .. from program in programs
               orderby sites[program.SiteId].Name, program.Name
               from track in program.Tracks.Where(t => !t.IsRetired).OrderBy(t => t.PartOfDay).ThenBy(t => t.Name)
               select new TrackChoice(track, program, sites[program.SiteId], seats[track.Id], Misfit(referral, track), [.. byTrack[track.Id].Select(Choice)]),
        ];

        GroupChoice Choice(Group group) => new(
            group.Id,
            group.Name,
            Weekly.Words(group.Weekdays, group.StartsAt, group.Minutes),
            Math.Max(0, group.Capacity - Group.PlacesTaken(places[group.Id], Place.Of(new(today, null)))),
            (group.Minutes - group.BreakMinutes) * group.Weekdays.Count,
            clashes.GetValueOrDefault(group.Id));
    }

    private static string? Misfit(Referral? referral, Track track) => referral?.CanCome(track.PartOfDay) == false
        ? $"Said they can come: {string.Join(", ", referral.Availability.Select(a => Show.Words(a).ToLowerInvariant()))}"
        : null;

    /// <summary>By group, the first thing the patient has booked at one of its times.</summary>
    private async Task<Dictionary<Id<Group>, string>> ClashesAsync(Id<Patient> patient, DateOnly today)
    {
        var found = await (
            from place in db.RosterPlaces.AsNoTracking()
            where place.PatientId == patient && place.ClinicDate >= today
            join booked in db.Sessions on place.SessionId equals booked.Id
            where booked.CancelledAt == null
            from meeting in db.Set<GroupSession>()
            where meeting.SiteId == booked.SiteId && meeting.ClinicDate == booked.ClinicDate && meeting.CancelledAt == null
                && meeting.Id != booked.Id && meeting.StartsAt < booked.EndsAt && booked.StartsAt < meeting.EndsAt
            orderby booked.StartsAt
            select new { meeting.GroupId, booked.Title, booked.ClinicDate }).ToListAsync();
        return found.GroupBy(f => f.GroupId).ToDictionary(f => f.Key, f => $"At that time on {Show.Day(f.First().ClinicDate)}: {f.First().Title}");
    }
}
