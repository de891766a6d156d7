using System.Diagnostics;
using System.Globalization;
using System.Net;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Crashes;

/// <summary>
/// The program and its database are killed while clinicians log their sessions. What the clinic acknowledged is there afterwards, what
/// it did not acknowledge is there whole or not at all, and the same form sent again has one effect.
/// <c>IOPCLINIC_FAULT_CYCLES=1000</c> asks for more than the usual 5 cycles, one of each blow.
/// </summary>
public sealed class KillTests(CrashRig rig, ITestOutputHelper output) : IClassFixture<CrashRig>
{
    private const int UsualCycles = 5;
    private const int GroupOf = 5;
    private const int Prepared = 4;
    /// <summary>Fewer acknowledged saves before the blow would prove little.</summary>
    private const int SavesBeforeTheBlow = 6;

    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(20261123);
    private readonly Dictionary<Writer, Desk> _desks = [];
    private static int Cycles =>
        int.TryParse(Environment.GetEnvironmentVariable("IOPCLINIC_FAULT_CYCLES"), CultureInfo.InvariantCulture, out var asked) ? asked : UsualCycles;

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_and_nothing_is_half_saved()
    {
        await BeginAsync();
        var slowest = TimeSpan.Zero;
        var clock = Stopwatch.StartNew();
        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            foreach (var (writer, desk) in _desks)
            {
                await desk.PrepareAsync(rig.Record, writer, Prepared);
            }

            var blow = (Blow)(cycle % 5);
            var healed = blow is Blow.Program or Blow.ProgramAgain or Blow.ProgramOnceMore
                ? await KillProgramAsync(cycle)
                : await KillServerAsync(cycle, blow);
            slowest = healed > slowest ? healed : slowest;
            await CheckAsync(cycle, blow, _desks.Keys.SelectMany(writer => writer.Begun.TakeLast(2)));
        }

        // Once more everything, also what earlier cycles wrote.
        await CheckAsync(Cycles, null, _desks.Keys.SelectMany(writer => writer.Begun));
        var writers = _desks.Keys;
        output.WriteLine($"{Cycles} cycles in {clock.Elapsed.TotalSeconds:0} s: {writers.Sum(w => w.Saves)} saves acknowledged, "
            + $"{writers.Sum(w => w.WholeSaves)} of whole sessions, {writers.Sum(w => w.Signings)} signings, "
            + $"{writers.Sum(w => w.Repeated)} sent again after a lost answer, "
            + $"{writers.Sum(w => w.Proofs)} proofs of identity; healed within {slowest.TotalSeconds:0.0} s.");
        Assert.True(writers.Sum(w => w.Saves) >= Cycles * SavesBeforeTheBlow, $"Only {writers.Sum(w => w.Saves)} saves.");
        Assert.True(writers.Sum(w => w.WholeSaves) >= Cycles, $"Only {writers.Sum(w => w.WholeSaves)} whole saves.");
        Assert.True(writers.Sum(w => w.Signings) >= Cycles / 2, $"Only {writers.Sum(w => w.Signings)} signings.");
        Assert.True(writers.Sum(w => w.Repeated) >= Cycles / 2, $"Only {writers.Sum(w => w.Repeated)} answers were lost.");
    }

    /// <summary>Several clinicians sign in; their sessions outlive every crash.</summary>
    private async Task BeginAsync()
    {
        foreach (var (role, minute) in new[] { (Role.Clinician, 0), (Role.Supervisor, 0), (Role.Prescriber, 0), (Role.Clinician, 30) })
        {
            var email = DemoSignIns.All.Single(person => person.Role == role).Email;
            var writer = new Writer($"{role}{minute}", email, await rig.Clinic.SignInAsync(email));
            _desks[writer] = await Desk.OpenAsync(rig.Record, email, minute, _desks.Count);
        }
    }

    /// <summary>The program is killed in the middle of its work and started again.</summary>
    private async Task<TimeSpan> KillProgramAsync(int cycle)
    {
        using var stop = new CancellationTokenSource();
        var work = Work(patient: false, stop.Token);
        await UntilSavedAsync(cycle, work);
        await rig.Clinic.KillAsync();
        await Task.WhenAll(work);
        await UntilNobodyWorksAsync();
        await CheckAsync(cycle, Blow.Program, _desks.Keys.SelectMany(writer => writer.Begun.TakeLast(2)));
        await rig.Clinic.StartAsync();
        // What was sent again is acknowledged now, and stands once.
        using var enough = new CancellationTokenSource();
        var again = Work(patient: true, enough.Token);
        await UntilAllAnsweredAsync(cycle, again);
        await enough.CancelAsync();
        await Task.WhenAll(again);
        return TimeSpan.Zero;
    }

    /// <summary>The database goes away in the middle of the program's work, and comes back; the program lives on.</summary>
    private async Task<TimeSpan> KillServerAsync(int cycle, Blow blow)
    {
        using var stop = new CancellationTokenSource();
        var work = Work(patient: true, stop.Token);
        await UntilSavedAsync(cycle, work);
        await (blow is Blow.ServerKilled ? rig.Server.KillAsync() : rig.Server.StopAtOnceAsync());
        await rig.Server.RestartAsync();
        var back = TimeProvider.System.GetUtcNow();
        rig.Record.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        await UntilAsync(cycle, work, () => _desks.Keys.Any(writer => writer.LastAcknowledged > back), "a save after the database was back");
        var healed = _desks.Keys.Select(writer => writer.LastAcknowledged).Where(at => at > back).Min() - back;
        Assert.True(healed < HealsWithin, $"Cycle {cycle}: the first save after the database was back took {healed}.\n{rig.Clinic.Said}");
        Assert.True(rig.Clinic.IsRunning, $"Cycle {cycle}: the program died with its database.\n{rig.Clinic.Said}");
        await UntilAllAnsweredAsync(cycle, work);
        await stop.CancelAsync();
        await Task.WhenAll(work);
        return healed;
    }

    [Fact]
    public async Task A_server_full_of_connections_is_told_as_such_and_the_clinic_goes_on_when_there_is_one()
    {
        var browser = await rig.Clinic.SignInAsync(DemoSignIns.All.Single(person => person.Role == Role.Clinician).Email);
        await browser.OpenAsync("/Patients");
        var (address, fields) = browser.Fill("#find", ("Form.Search", "Lindq"));
        await using var others = new Crowd(rig.Server);
        await others.TakeEverySeatAsync();

        var read = await browser.SendAsync(HttpMethod.Get, "/Patients");
        var post = await browser.SendAsync(address, fields);
        foreach (var answer in new[] { read, post, await browser.SendAsync(HttpMethod.Get, "/Sessions") })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        Assert.Contains("Send what I typed again", await post.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await rig.Clinic.IsReadyAsync());

        await others.LeaveAsync();
        var clock = Stopwatch.StartNew();
        while ((await browser.SendAsync(address, fields)).StatusCode != HttpStatusCode.OK)
        {
            Assert.True(clock.Elapsed < HealsWithin, $"No page {HealsWithin} after there was room again.\n{rig.Clinic.Said}");
        }

        Assert.True(rig.Clinic.IsRunning);
    }

    private List<Task> Work(bool patient, CancellationToken stop) =>
        [.. _desks.Keys.Select(writer => Task.Run(() => writer.WriteAsync(patient, stop), CancellationToken.None))];

    /// <summary>Until enough was acknowledged; then the blow falls at a moment that nobody chose, but while somebody waits for an answer.</summary>
    private async Task UntilSavedAsync(int cycle, List<Task> work)
    {
        var before = _desks.Keys.Sum(writer => writer.Saves);
        var enough = SavesBeforeTheBlow + _random.Next(8);
        await UntilAsync(cycle, work, () => _desks.Keys.Sum(writer => writer.Saves) >= before + enough, $"{enough} saves");
        await Task.Delay(_random.Next(60));
        await UntilAsync(cycle, work, () => _desks.Keys.Any(writer => writer.IsSaving), "a save under way");
    }

    private Task UntilAllAnsweredAsync(int cycle, List<Task> work) => UntilAsync(
        cycle,
        work,
        () => _desks.Keys.All(writer => !writer.IsSaving),
        "an answer to everything that was sent again");

    private async Task UntilAsync(int cycle, List<Task> work, Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            var faults = _desks.Keys.SelectMany(writer => writer.Faults)
                // What ended a writer is the cause of the wait.
                .Concat(work.Where(writer => writer.IsFaulted).Select(writer => writer.Exception!.GetBaseException().ToString())).ToList();
            Assert.True(faults.Count == 0, $"Cycle {cycle}: {string.Join("\n", faults)}\n{rig.Clinic.Said}");
            Assert.True(
                clock.Elapsed < Patience && !work.TrueForAll(writer => writer.IsCompleted),
                $"Cycle {cycle}: waited in vain for {what}.\n{rig.Clinic.Said}\n{rig.Server.Said()}");
            await Task.Delay(5);
        }
    }

    /// <summary>What the killed program had already sent may still be carried out for a moment.</summary>
    private async Task UntilNobodyWorksAsync()
    {
        var clock = Stopwatch.StartNew();
        const string Working = "select count(*) from pg_stat_activity where datname = 'clinic' and application_name = 'IopClinic' "
            + "and pid <> pg_backend_pid() and state <> 'idle'";
        while (await rig.Server.AskAsync<long>(Working) > 0)
        {
            Assert.True(clock.Elapsed < Patience, "The database still works for a program that is dead.");
            await Task.Delay(10);
        }
    }

    private async Task CheckAsync(int cycle, Blow? blow, IEnumerable<WrittenSession> sessions)
    {
        var faults = _desks.Keys.SelectMany(writer => writer.Faults).ToList();
        await using var scope = rig.Record.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        foreach (var session in sessions)
        {
            if (await session.FaultAsync(db) is { } fault)
            {
                faults.Add(fault);
            }
        }

        // Every patient's chain of signatures goes from the first to the last without a gap.
        const string Broken = """
            select count(*) from (
              select sequence, previous_hash,
                lag(hash) over chain as before, row_number() over chain as place
              from signatures window chain as (partition by patient_id order by sequence)) links
            where previous_hash is distinct from before or sequence <> place
            """;
        if (await rig.Server.AskAsync<long>(Broken, "clinic") is var broken and > 0)
        {
            faults.Add($"{broken} links of the chains of signatures are broken.");
        }

        Assert.True(
            faults.Count == 0,
            $"Cycle {cycle}, {blow}:\n{string.Join("\n", faults)}\n\nThe program said:\n{rig.Clinic.Said}\n\nThe server said:\n{rig.Server.Said()}");
    }

    /// <summary>What is killed in a cycle: three times the program, twice the database.</summary>
    private enum Blow
    {
        Program,
        ServerKilled,
        ProgramAgain,
        ServerStopped,
        ProgramOnceMore,
    }

    /// <summary>The patients of one writer, and the sessions that they still have to log: on Sundays of long ago.</summary>
    private sealed class Desk
    {
        private const int ADay = 16;
        /// <summary>Weeks ago: before anything that the demo clinic remembers.</summary>
        private const int Undisturbed = 60;

        public required StaffMember Clinician { get; init; }

        public required int Minute { get; init; }

        public required Service Service { get; init; }

        public required Track Track { get; init; }

        public required List<Episode> Episodes { get; init; }

        private int Made { get; set; }

        public static async Task<Desk> OpenAsync(WebApplication record, string email, int minute, int number)
        {
            await using var scope = record.Services.CreateAsyncScope();
            var (db, clock) = (scope.ServiceProvider.GetRequiredService<ClinicDb>(), scope.ServiceProvider.GetRequiredService<ClinicClock>());
            var clinician = await db.Staff.SingleAsync(member => member.Email == email);
            var site = await db.Sites.SingleAsync(site => site.Id == clinician.SiteId);
            var today = clock.Today(site.Zone);
            var program = new Program(site.Id, $"Program of desk {number}", LevelOfCare.IntensiveOutpatient);
            var track = program.AddTrack("Weekend", PartOfDay.Morning);
            var people = Enumerable.Range(1, GroupOf)
                .Select(i => new Patient(
                    site.Id,
                    new Demographics { Name = new PersonName($"Pat{i}", $"Desk{number}"), BirthDate = new DateOnly(1970, 1, 1).AddDays(i) },
                    new ContactDetails(),
                    today,
                    clock.Now))
                .ToList();
            var episodes = people.ConvertAll(patient => Episode.Admit(patient, program, track, clinician, new DateOnly(2000, 1, 1), 10, AdmissionGrounds.NotAskedFor, today));
            db.Programs.Add(program);
            db.Patients.AddRange(people);
            db.Episodes.AddRange(episodes);
            await db.SaveChangesAsync();
            return new Desk
            {
                Clinician = clinician,
                Minute = minute,
                Service = await db.Services.Where(service => service.Kind == SessionKind.Group && service.RetiredAt == null).OrderBy(service => service.Id).FirstAsync(),
                Track = track,
                Episodes = episodes,
            };
        }

        /// <summary>Lays out sessions until the writer has that many to log.</summary>
        public async Task PrepareAsync(WebApplication record, Writer writer, int wanted)
        {
            await using var scope = record.Services.CreateAsyncScope();
            var (db, clock) = (scope.ServiceProvider.GetRequiredService<ClinicDb>(), scope.ServiceProvider.GetRequiredService<ClinicClock>());
            var site = await db.Sites.SingleAsync(site => site.Id == Clinician.SiteId);
            var today = clock.Today(site.Zone);
            var sunday = today.AddDays(-(int)today.DayOfWeek);
            for (; writer.ToDo.Count < wanted; Made++)
            {
                var date = sunday.AddDays(-7 * (Undisturbed + (Made / ADay)));
                var group = new Group(
                    site, Track, Service, $"{writer.Name} {Made}", new WeeklyTime([DayOfWeek.Sunday], new TimeOnly(6 + (Made % ADay), Minute), 25), date, date, GroupOf);
                group.MeetIn(null, SessionMode.InHome);
                group.LedBy([Clinician], Service);
                var session = group.PlanSessions(site).Single();
                foreach (var episode in Episodes)
                {
                    group.Enroll(episode, date);
                    session.Seat(episode);
                }

                db.Groups.Add(group);
                db.Sessions.Add(session);
                writer.ToDo.Enqueue(new WrittenSession(session.ClinicDate, session.Id, Episodes.ConvertAll(episode => episode.PatientId)));
            }

            await db.SaveChangesAsync();
        }
    }
}
