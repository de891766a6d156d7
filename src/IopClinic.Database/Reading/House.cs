using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Database.Reading;

/// <summary>
/// What the clinic consists of without its patients, and what hardly ever changes: read once and kept for all requests until one of these
/// tables changes. Each request asks for the state of the house at its beginning (house_state in Walls.sql), so a change is seen by the
/// next request on every node. Its entities belong to everybody: they are read, and never attached to a context or changed.
/// </summary>
public sealed class House
{
    /// <summary>States that are kept: that of a clinic, or those of the databases of a test run. All are forgotten when there are more.</summary>
    private const int MostKept = 24;

    private static readonly ConcurrentDictionary<Guid, House> _kept = new();

    private House(List<Site> sites, List<Room> rooms, List<Service> services, List<Program> programs, List<StaffMember> staff, List<Skill> skills)
    {
        Sites = new Part<Site, Site>(sites.ToFrozenDictionary(site => site.Id));
        Rooms = new Part<Room, Room>(rooms.ToFrozenDictionary(room => room.Id));
        Services = new Part<Service, Service>(services.ToFrozenDictionary(service => service.Id));
        Programs = new Part<Program, Program>(programs.ToFrozenDictionary(program => program.Id));
        Staff = new Part<StaffMember, StaffMember>(staff.ToFrozenDictionary(member => member.Id));
        Names = new Part<StaffMember, string>(staff.ToFrozenDictionary(member => member.Id, member => member.Name.Full));
        Skills = [.. skills.OrderBy(skill => skill.Family).ThenBy(skill => skill.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public IReadOnlyDictionary<Id<Site>, Site> Sites { get; }

    public IReadOnlyDictionary<Id<Room>, Room> Rooms { get; }

    public IReadOnlyDictionary<Id<Service>, Service> Services { get; }

    /// <summary>With their tracks.</summary>
    public IReadOnlyDictionary<Id<Program>, Program> Programs { get; }

    /// <summary>The programs of a site with their tracks, by name.</summary>
    public List<Program> ProgramsOf(Id<Site> site) =>
        [.. Programs.Values.Where(program => program.SiteId == site).OrderBy(program => program.Name, StringComparer.Ordinal)];

    /// <summary>Everybody who works here or ever did.</summary>
    public IReadOnlyDictionary<Id<StaffMember>, StaffMember> Staff { get; }

    /// <summary>The full names of <see cref="Staff"/>.</summary>
    public IReadOnlyDictionary<Id<StaffMember>, string> Names { get; }

    /// <summary>The catalogue of skills, by family and name.</summary>
    public IReadOnlyList<Skill> Skills { get; }

    /// <summary>Whether this is a part of it.</summary>
    internal static bool Holds(object entity) => entity is Site or Room or Service or Program or Track or StaffMember or Skill;

    internal static House? Kept(Guid state) => _kept.GetValueOrDefault(state);

    internal static async Task<House> ReadAsync(ClinicDb db, Guid? state)
    {
        List<Site> sites = null!;
        List<Room> rooms = null!;
        List<Service> services = null!;
        List<Program> programs = null!;
        List<StaffMember> staff = null!;
        List<Skill> skills = null!;
        Guid stands = default;
        await db.TogetherAsync(
            async () => sites = await db.Sites.AsNoTracking().ToListAsync(),
            async () => rooms = await db.Rooms.AsNoTracking().ToListAsync(),
            async () => services = await db.Services.AsNoTracking().ToListAsync(),
            async () => programs = await db.Programs.AsNoTracking().Include(program => program.Tracks).ToListAsync(),
            async () => staff = await db.Staff.AsNoTracking().ToListAsync(),
            async () => skills = await db.Skills.AsNoTracking().ToListAsync(),
            // The last to be asked: where it has changed since the work began, by somebody else or by this very transaction, nothing is kept.
            async () => stands = await db.Database.SqlQuery<Guid>($"select version as \"Value\" from house_state").SingleAsync());
        var house = new House(sites, rooms, services, programs, staff, skills);
        if (stands == state)
        {
            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            _kept[stands] = house;
        }

        return house;
    }

    /// <summary>What is looked up by its key. A key that is missing was given after the house was read: see <see cref="HouseChangedException"/>.</summary>
    private sealed class Part<TOf, TValue>(FrozenDictionary<Id<TOf>, TValue> all) : IReadOnlyDictionary<Id<TOf>, TValue>
    {
        public IEnumerable<Id<TOf>> Keys => all.Keys;

        public IEnumerable<TValue> Values => all.Values;

        public int Count => all.Count;

        public TValue this[Id<TOf> key] => all.TryGetValue(key, out var value) ? value : throw new HouseChangedException($"{typeof(TOf).Name} {key} is not in the house that was read.");

        public bool ContainsKey(Id<TOf> key) => all.ContainsKey(key);

        public bool TryGetValue(Id<TOf> key, [MaybeNullWhen(false)] out TValue value) => all.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<Id<TOf>, TValue>> GetEnumerator() => ((IEnumerable<KeyValuePair<Id<TOf>, TValue>>)all).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>
/// The clinic got a room, a service or a colleague while a request was under way that had read the house before and their first session
/// after. The same request, made again, finds both.
/// </summary>
public sealed class HouseChangedException(string message) : Exception(message);
