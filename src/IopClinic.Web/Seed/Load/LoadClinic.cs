using System.Globalization;
using System.Threading.Channels;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Commands;
using IopClinic.Web.Measures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace IopClinic.Web.Seed.Load;

/// <summary>
/// Fills an empty database with what a real operator of this size would have. The story of each site is told by the domain's methods and
/// copied in bulk; the sites are told side by side, as far as there are processors.
/// </summary>
internal sealed class LoadClinic(
    ClinicDb db, NpgsqlDataSource source, ClinicClock clock, IPasswordHasher<StaffAccount> hasher, ILookupNormalizer normalizer, InstrumentLibrary library)
{
    /// <summary>Bytes of a batch: enough that sending it costs little, and few enough that a lane needs little memory.</summary>
    private const int BatchLength = 8_000_000;

    /// <summary>Chains of the history in which people are; the one beside them is the program's own.</summary>
    private const int Lanes = AuditChain.Chains - 1;

    /// <summary>Numbers of the history that are kept for one site.</summary>
    private const long SequencesOfSite = 100_000_000;

    /// <summary>Fills it.</summary>
    /// <exception cref="RuleViolation">The database is not empty.</exception>
    public async Task FillAsync(LoadSize size, TextWriter to, bool isTerminal, CancellationToken cancel)
    {
        var state = new LoadState(source);
        await state.BeginAsync(cancel);
        var tables = new CopyTables(db.GetService<IDesignTimeModel>().Model);
        var today = clock.Today(ClinicClock.Zone(LoadPlaces.Of(0).Zone));
        var sites = Prepare(size, today, out var stock);
        await to.WriteLineAsync(Told(size, sites));
        var progress = new LoadProgress(to, isTerminal, sites.Sum(site => site.Story.Until.DayNumber - site.Story.From.DayNumber + 1));
        await HistoryMonths.CreateAsync(source, sites.Min(site => site.Story.From), today.AddMonths(HistoryMonths.Ahead), cancel);
        var indexes = new LoadIndexes(source);
        await indexes.DropAsync(cancel);
        await SetUpAsync(sites, stock, tables, progress, cancel);

        var lanes = sites.GroupBy(site => site.Lane).ToList();
        await Parallel.ForEachAsync(
            lanes,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount),
                CancellationToken = cancel,
            },
            async (lane, stop) =>
            {
                await using var connection = await OpenAsync(stop);
                foreach (var site in lane)
                {
                    await TellAsync(site, tables, connection, progress, stop);
                }
            });

        progress.Say($"Copied after {progress.Elapsed:h\\:mm\\:ss}. Building indexes and checking constraints.");
        await indexes.BuildAsync(cancel);
        progress.Say($"Built after {progress.Elapsed:h\\:mm\\:ss}. Counting for the planner.");
        await RunAsync($"select setval('patient_mrn', {size.Patients.ToString(CultureInfo.InvariantCulture)})", cancel);
        await RunAsync("select setval(pg_get_serial_sequence('audit_events', 'sequence'), (select max(sequence) from audit_events))", cancel);
        await RunAsync("analyze", cancel);
        await state.EndAsync(cancel);
        foreach (var (table, rows) in progress.Tables)
        {
            await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table,-28} {rows,14:N0}"));
        }

        var thousand = sites[0].Stays.FirstOrDefault(stay => stay.IsLong);
        await to.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Rows:N0} rows in {progress.Elapsed:h\\:mm\\:ss}, {progress.Rows / progress.Elapsed.TotalSeconds:N0} a second. {Mrns.Of((thousand?.Number ?? 0) + 1)} at {sites[0].House.Site.Name} has 1,000 encounters and more."));
    }

    private static string Told(LoadSize size, IReadOnlyList<LoadSite> sites)
    {
        var inTreatment = sites.Sum(site => site.Stays.Count(stay => stay.Until is null));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{size.Patients:N0} patients of {size.Sites:N0} {(size.Sites == 1 ? "site" : "sites")} over {size.Years} {(size.Years == 1 ? "year" : "years")}: about {(double)inTreatment / size.Sites:N0} in treatment at each site, {sites[0].House.Tracks.Count:N0} tracks of twelve.");
    }

    /// <summary>Houses, staff and the order in which patients come, without any of the patients yet.</summary>
    private List<LoadSite> Prepare(LoadSize size, DateOnly today, out List<object> stock)
    {
        var keys = new KeySeries(Chance.Of(size.Seed, -5));
        keys.At(ClinicClock.InstantOf(today.AddDays(-365 * size.Years), new TimeOnly(9, 0), ClinicClock.Zone(LoadPlaces.Of(0).Zone)));
        IReadOnlyList<Service> services;
        IReadOnlyList<ProblemArea> areas;
        using (KeySource.From(keys.Next))
        {
            services = StandardServices.Create();
            areas = StandardPlanLibrary.Create(services);
            stock = [.. services, .. areas, .. StandardSkills.Create()];
        }

        var sites = new List<LoadSite>();
        var histories = Enumerable.Range(1, Lanes).Select(chain => new LoadHistory(chain)).ToList();
        for (var number = 0; number < size.Sites; number++)
        {
            var lane = number % Lanes;
            var ofSite = new KeySeries(Chance.Of(size.Seed, number, -6));
            var stays = LoadStays.Of(size, number, today);
            var from = stays[0].From;
            ofSite.At(ClinicClock.InstantOf(from, new TimeOnly(7, 0), ClinicClock.Zone(LoadPlaces.Of(number).Zone)));
            using (KeySource.From(ofSite.Next))
            {
                ofSite.Chain = lane + 1;
                var house = new LoadHouse(number, size, services, from, today);
                ofSite.Chain = null;
                var story = new SiteStory(
                    house, size, number, stays, new LoadPlans(house, areas), new LoadMeasures(house, library), ofSite, histories[lane], today);
                sites.Add(new LoadSite(number, lane, house, stays, story, ofSite, histories[lane]));
            }
        }

        return sites;
    }

    /// <summary>What there is before the first patient comes.</summary>
    private async Task SetUpAsync(IReadOnlyList<LoadSite> sites, IEnumerable<object> stock, CopyTables tables, LoadProgress progress, CancellationToken cancel)
    {
        var (batch, history) = (new CopyBatch(tables), new LoadHistory(0));
        var hash = hasher.HashPassword(new StaffAccount(), DemoSignIns.Password);
        batch.AddRange(stock.SelectMany(tables.WholeOf));
        foreach (var site in sites)
        {
            var house = site.House;
            batch.AddRange(tables.WholeOf(house.Site));
            batch.AddRange(tables.WholeOf(house.Program));
            batch.AddRange(house.Tracks.SelectMany(track => track.Groups).SelectMany(tables.WholeOf));
            batch.AddRange(house.Staff);
            batch.AddRange(house.Staff.Select(member => Account(member, hash)));
            using (KeySource.From(site.Keys.Next))
            {
                batch.AddRange(DemoMeasures.Cadences(library, [house.Program]));
            }

            foreach (var (what, key) in house.Staff.Select(member => (nameof(StaffMember), member.Id.ToString())).Prepend((nameof(Site), house.Site.Id.ToString())))
            {
                var day = site.Story.From;
                history.Add(
                    batch,
                    new LoadAct(null, ClinicClock.InstantOf(day, new TimeOnly(7, 0), house.Site.Zone), house.Site.Id, day, AuditAction.Create, "seed", what, key));
            }
        }

        await using var connection = await OpenAsync(cancel);
        await batch.SendAsync(connection, cancel);
        progress.Sent(batch);
    }

    /// <summary>Tells the story of a site: one thread tells while what it told before is copied.</summary>
    private static async Task TellAsync(LoadSite site, CopyTables tables, NpgsqlConnection connection, LoadProgress progress, CancellationToken cancel)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (free, full) = (Channel.CreateUnbounded<CopyBatch>(), Channel.CreateUnbounded<CopyBatch>());
        free.Writer.TryWrite(new CopyBatch(tables));
        free.Writer.TryWrite(new CopyBatch(tables));
        var telling = Task.Factory.StartNew(() => Tell(site, free.Reader, full.Writer, stopping.Token), stopping.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var batch in full.Reader.ReadAllAsync(cancel))
            {
                await batch.SendAsync(connection, cancel);
                progress.Sent(batch);
                batch.Clear();
                free.Writer.TryWrite(batch);
            }
        }
        finally
        {
            await stopping.CancelAsync();
        }

        await telling;
    }

    private static void Tell(LoadSite site, ChannelReader<CopyBatch> free, ChannelWriter<CopyBatch> full, CancellationToken cancel)
    {
        try
        {
            site.History.Sequence = (SequencesOfSite * (site.Number + 1)) + 1;
            using var _ = KeySource.From(site.Keys.Next);
            var batch = Next();
            for (var day = site.Story.From; day <= site.Story.Until; day = day.AddDays(1))
            {
                site.Story.Tell(day, batch);
                batch.Days++;
                if (batch.Length >= BatchLength)
                {
                    full.TryWrite(batch);
                    batch = Next();
                }
            }

            site.Story.Close(batch);
            full.TryWrite(batch);
            full.Complete();
        }
        catch (Exception broken)
        {
            full.Complete(broken);
            throw;
        }

        CopyBatch Next() => free.ReadAsync(cancel).AsTask().GetAwaiter().GetResult();
    }

    private StaffAccount Account(StaffMember member, string hash) => new()
    {
        Id = member.Id.Value,
        UserName = member.Email,
        NormalizedUserName = normalizer.NormalizeName(member.Email),
        Email = member.Email,
        NormalizedEmail = normalizer.NormalizeEmail(member.Email),
        EmailConfirmed = true,
        PasswordHash = hash,
        LockoutEnabled = true,
        SecurityStamp = $"load {member.Id}",
        ConcurrencyStamp = $"load {member.Id}",
    };

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        // The guards are asked by the tests afterwards; what they would have kept is copied with the rest.
        await using var command = new NpgsqlCommand(
            "set session_replication_role = replica; set synchronous_commit = off; set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0", connection);
        await command.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    private async Task RunAsync(string sql, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand($"set statement_timeout = 0; {sql}", connection)
        {
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A site, who comes to it, and what is told of it.</summary>
    private sealed record LoadSite(
        int Number, int Lane, LoadHouse House, IReadOnlyList<LoadStay> Stays, SiteStory Story, KeySeries Keys, LoadHistory History);
}
