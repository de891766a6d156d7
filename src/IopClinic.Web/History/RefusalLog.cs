using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;

namespace IopClinic.Web.History;

/// <summary>
/// Writes refusals into the history, each on a short connection of its own, after the request's transaction is gone. Nobody fills
/// the disk with it: the same refusal of the same actor counts up within a minute, and an actor has so many rows a minute, after
/// which only the number is kept.
/// </summary>
internal sealed class RefusalLog(IServiceScopeFactory scopes, ClinicClock clock, ILogger<RefusalLog> log)
{
    /// <summary>Different refusals of one actor that are written within a minute; further ones are one row with their number.</summary>
    public const int MostPerMinute = 30;

    /// <summary>The most actors that are told apart at a time.</summary>
    private const int MostActors = 5_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly Refusal Further = new("FurtherRefusals", null);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Minute> _minutes = new(StringComparer.Ordinal);

    /// <summary>Writes it now, or counts it where the same was written a moment ago.</summary>
    public async Task NoteAsync(Actor actor, Refusal refusal)
    {
        var now = clock.Now;
        List<Counted> due;
        lock (_lock)
        {
            due = Take(now, everything: false);
            var key = actor.StaffMemberId?.ToString() ?? actor.Address ?? "";
            if (!_minutes.ContainsKey(key) && _minutes.Count >= MostActors)
            {
                key = "everybody else";
            }

            if (!_minutes.TryGetValue(key, out var minute))
            {
                _minutes[key] = minute = new Minute(now, []);
            }

            var kind = (actor.Page, refusal.What, refusal.ObjectId);
            if (minute.Kinds.TryGetValue(kind, out var counted))
            {
                counted.Times++;
            }
            else if (minute.Kinds.Count < MostPerMinute)
            {
                minute.Kinds[kind] = new Counted(Copy(actor), refusal);
                due.Add(new Counted(Copy(actor), refusal) { Times = 1 });
            }
            else
            {
                (minute.Further ??= new Counted(Copy(actor), Further)).Times++;
            }
        }

        await WriteAsync(due);
    }

    /// <summary>Writes what was only counted in the minutes that are over.</summary>
    public async Task FlushAsync(bool everything)
    {
        List<Counted> due;
        lock (_lock)
        {
            due = Take(clock.Now, everything);
        }

        await WriteAsync(due);
    }

    private static Actor Copy(Actor actor)
    {
        var copy = new Actor();
        actor.LendTo(copy);
        return copy;
    }

    private List<Counted> Take(DateTimeOffset now, bool everything)
    {
        var over = _minutes.Where(minute => everything || now - minute.Value.Began >= Window).ToList();
        var due = new List<Counted>();
        foreach (var (key, minute) in over)
        {
            _minutes.Remove(key);
            due.AddRange(minute.Kinds.Values.Where(counted => counted.Times > 0));
            if (minute.Further is not null)
            {
                due.Add(minute.Further);
            }
        }

        return due;
    }

    private async Task WriteAsync(List<Counted> due)
    {
        foreach (var counted in due)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                counted.Actor.LendTo(scope.ServiceProvider.GetRequiredService<Actor>());
                var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
                await using var work = await db.BeginWorkAsync();
                db.RecordRefusal(counted.Refusal, counted.Times);
                await db.SaveChangesAsync();
                await work.CommitAsync();
            }
            catch (Exception fault)
            {
                // The refusal stands; only its row is missing, and the operator has to know.
                log.LogCritical(fault, "A refusal on {Page:l} could not be written into the history", counted.Actor.Page);
            }
        }
    }

    private sealed record Minute(DateTimeOffset Began, Dictionary<(string, string, string?), Counted> Kinds)
    {
        public Counted? Further { get; set; }
    }

    private sealed record Counted(Actor Actor, Refusal Refusal)
    {
        public int Times { get; set; }
    }
}
