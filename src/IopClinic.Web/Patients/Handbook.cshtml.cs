using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>
/// What a patient takes home about the program: when, where, with whom, what holds there, and whom to call. Before the admission it is
/// printed for a track that is chosen; afterwards for the groups in which the patient is enrolled.
/// </summary>
[Authorize(Can.ReadSchedule)]
public sealed class HandbookModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>For whom is not admitted yet.</summary>
    [BindProperty(SupportsGet = true, Name = "track")]
    public Id<Track>? TrackId { get; set; }

    /// <summary>The tracks to choose from, where no episode says it.</summary>
    public IReadOnlyList<(Id<Track> Id, string Name)> Tracks { get; private set; } = [];

    /// <summary>Null until a track is known.</summary>
    public Program? Program { get; private set; }

    public Track? Track { get; private set; }

    public Site Site { get; private set; } = null!;

    /// <summary>The primary clinician; null before the admission.</summary>
    public string? Clinician { get; private set; }

    public IReadOnlyList<Meeting> Meetings { get; private set; } = [];

    /// <summary>True where the list is that of the track: the patient is in no group yet.</summary>
    public bool IsOfTrack { get; private set; }

    protected override string Reads => "Handbook";

    /// <summary>The clinic's own text, part by part.</summary>
    public IEnumerable<(string? Heading, IReadOnlyList<string> Lines)> Parts
    {
        get
        {
            var (heading, lines) = ((string?)null, new List<string>());
            foreach (var line in (Program!.Handbook ?? Program.UsualHandbook).Split('\n', StringSplitOptions.TrimEntries).Append("#"))
            {
                if (line.StartsWith('#'))
                {
                    if (heading is not null || lines.Count > 0)
                    {
                        yield return (heading, lines);
                    }

                    (heading, lines) = (line.TrimStart('#').Trim(), []);
                }
                else if (line.Length > 0)
                {
                    lines.Add(line);
                }
            }
        }
    }

    public async Task<IActionResult> OnGetAsync()
    {
        var course = await (
            from episode in Db.Episodes.AsNoTracking()
            where episode.PatientId == Id && episode.DischargedOn == null
            join staff in Db.Staff on episode.PrimaryClinicianId equals staff.Id
            orderby episode.AdmittedOn descending
            select new { episode.TrackId, episode.Id, staff.Name }).FirstOrDefaultAsync();
        Clinician = course?.Name.Full;
        var chosen = course?.TrackId ?? TrackId;
        var offered = await Db.Programs.AsNoTracking().Include(p => p.Tracks).Where(p => p.SiteId == Banner.State.Site || p.Tracks.Any(t => t.Id == chosen))
            .OrderBy(p => p.Name).ToListAsync();
        Program = offered.Find(program => program.Tracks.Any(track => track.Id == chosen));
        if (chosen is not null && Program is null)
        {
            return Missing();
        }

        Track = Program?.Tracks.Single(track => track.Id == chosen);
        Site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == (Program == null ? Banner.State.Site : Program.SiteId));
        if (course is null)
        {
            Tracks = [.. offered.Where(p => !p.IsRetired).SelectMany(p => p.Tracks.Where(t => !t.IsRetired).OrderBy(t => t.PartOfDay).ThenBy(t => t.Name).Select(t => (t.Id, $"{p.Name}, {t.Name}")))];
        }

        if (Track is not null)
        {
            await LoadMeetingsAsync(Track, isAdmitted: course is not null);
        }

        return Page();
    }

    private async Task LoadMeetingsAsync(Track track, bool isAdmitted)
    {
        var mine = isAdmitted
            ? await Db.Enrollments.Where(e => e.PatientId == Id && (e.Until == null || e.Until >= Today)).Select(e => e.GroupId).ToListAsync()
            : [];
        IsOfTrack = mine.Count == 0;
        var groups = await (
            from g in Db.Groups.AsNoTracking()
            where g.Until >= Today && (IsOfTrack ? g.TrackId == track.Id : mine.Contains(g.Id))
            join service in Db.Services on g.ServiceId equals service.Id
            select new { g.Name, g.Weekdays, g.StartsAt, g.Minutes, Service = service.Name, Room = Db.Rooms.Where(r => r.Id == g.RoomId).Select(r => r.Name).FirstOrDefault() })
            .Take(60).ToListAsync();
        Meetings =
        [
            .. groups.OrderBy(g => g.Weekdays.Min(Weekly.FromMonday)).ThenBy(g => g.StartsAt).ThenBy(g => g.Name, StringComparer.CurrentCulture)
                .Select(g => new Meeting(Weekly.Words(g.Weekdays, g.StartsAt, g.Minutes), g.Name, g.Service, g.Room)),
        ];
    }

    /// <param name="When">The days and the hour.</param>
    /// <param name="Group">What the group is called.</param>
    /// <param name="Kind">The service.</param>
    /// <param name="Room">Null where it meets by video.</param>
    public sealed record Meeting(string When, string Group, string Kind, string? Room);
}
