using System.Data.Common;
using IopClinic.Database.Saving;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Update;

namespace IopClinic.Web.Tests.Database;

/// <summary>A save sends one statement for all rows that are new in a table, gives each row its own answer, and undoes only itself.</summary>
public sealed class SaveBatchTests(ClinicHost clinic) : IClassFixture<ClinicHost>, IAsyncLifetime
{
    private const string Tables = """
        create table if not exists things (id uuid primary key, place int not null, word text, words text[], at timestamptz not null, drawn uuid not null default gen_random_uuid());
        create table if not exists numbered_things (number bigint generated always as identity primary key, word text not null);
        create table if not exists silent_things (id uuid, place int, primary key (id, place));
        truncate things, numbered_things, silent_things;
        """;

    public async ValueTask InitializeAsync()
    {
        await using var db = Open(out _);
        await db.Database.ExecuteSqlRawAsync(Tables);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_rows_of_a_table_are_one_statement_and_each_gets_its_own_answer(bool waits)
    {
        await using var db = Open(out var sent);
        var things = Enumerable.Range(0, 9).Select(place => new Thing { Place = place, Word = place % 3 == 0 ? null : $"{place}", At = new DateTimeOffset(2026, 11, 29, 0, place, 0, TimeSpan.Zero) }).ToList();
        var numbered = Enumerable.Range(0, 9).Select(place => new NumberedThing { Word = $"{place}" }).ToList();
        var silent = Enumerable.Range(0, 9).Select(place => new SilentThing { Id = Guid.CreateVersion7(), Place = place }).ToList();
        db.AddRange(things);
        db.AddRange(numbered);
        db.AddRange(silent);
        Assert.Equal(27, waits ? await db.SaveChangesAsync(TestContext.Current.CancellationToken) : Save(db));
        Assert.Equal(3, sent.Inserts);

        await using var other = Open(out _);
        var stand = await other.Things.ToDictionaryAsync(thing => thing.Id, TestContext.Current.CancellationToken);
        Assert.All(things, thing => Assert.Equal(Said(stand[thing.Id]), Said(thing)));
        Assert.Equal(9, things.Select(thing => thing.Drawn).Distinct().Count());
        Assert.Equal(
            numbered.ToDictionary(one => one.Number, one => one.Word),
            await other.Numbered.ToDictionaryAsync(one => one.Number, one => one.Word, TestContext.Current.CancellationToken));
        Assert.Equal(silent.Select(one => (one.Id, one.Place)).Order(), (await other.Silent.ToListAsync(TestContext.Current.CancellationToken)).Select(one => (one.Id, one.Place)).Order());
    }

    [Fact]
    public async Task A_column_of_arrays_goes_together_only_where_it_is_empty()
    {
        await using var db = Open(out var sent);
        db.AddRange(Enumerable.Range(0, 4).Select(place => new Thing { Place = place, Words = place < 2 ? ["one", "two"] : null }));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, await db.Things.AsNoTracking().CountAsync(thing => thing.Words!.Length == 2, TestContext.Current.CancellationToken));
        Assert.InRange(sent.Inserts, 3, 4);
    }

    [Fact]
    public async Task What_the_database_refuses_undoes_the_save_and_not_what_the_transaction_did_before()
    {
        await using var db = Open(out var sent);
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var before = new Thing { Place = 1 };
        db.Add(before);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        db.ChangeTracker.Clear();

        db.AddRange(new Thing { Place = 2 }, new Thing { Id = before.Id, Place = 3 });
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        db.ChangeTracker.Clear();

        db.Add(new Thing { Place = 4 });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1, 4], await db.Things.Select(thing => thing.Place).Order().ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, sent.Savepoints);
    }

    [Fact]
    public async Task A_row_that_changed_meanwhile_or_is_gone_undoes_what_was_saved_with_it()
    {
        await using var db = Open(out _);
        var (changed, gone) = (new Thing { Place = 1 }, new SilentThing { Id = Guid.CreateVersion7(), Place = 1 });
        db.AddRange(changed, gone);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var other = Open(out _))
        {
            await other.Things.ExecuteUpdateAsync(set => set.SetProperty(thing => thing.Place, 5), TestContext.Current.CancellationToken);
            await other.Silent.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        changed.Place = 2;
        db.Add(new Thing { Place = 3 });
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        db.ChangeTracker.Clear();

        db.Add(new Thing { Place = 4 });
        db.Remove(gone);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        db.ChangeTracker.Clear();
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([5], await db.Things.Select(thing => thing.Place).ToListAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>As whoever does not wait for the answer saves.</summary>
    private static int Save(DbContext db) => db.SaveChanges();

    private static (int Place, string? Word, DateTimeOffset At, Guid Drawn, uint Version) Said(Thing thing) => (thing.Place, thing.Word, thing.At, thing.Drawn, thing.Version);

    private ThingsDb Open(out Sent sent)
    {
        sent = new Sent();
        return new ThingsDb(new DbContextOptionsBuilder<ThingsDb>()
            .UseNpgsql(clinic.OwnerConnection).AddInterceptors(sent, new SaveBatches.Savepoints()).ReplaceService<IModificationCommandBatchFactory, SaveBatches>().Options);
    }

    private sealed class Sent : DbCommandInterceptor
    {
        public int Inserts { get; private set; }

        public int Savepoints { get; private set; }

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Inserts += command.CommandText.Split("INSERT INTO").Length - 1;
            Savepoints += command.CommandText.Split("SAVEPOINT").Length - 1;
            return result;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(ReaderExecuting(command, eventData, result));
    }

    private sealed class Thing
    {
        public Guid Id { get; set; } = Guid.CreateVersion7();

        public int Place { get; set; }

        public string? Word { get; set; }

        public string[]? Words { get; set; }

        public DateTimeOffset At { get; set; }

        /// <summary>What the database drew for it, another thing for each.</summary>
        public Guid Drawn { get; private set; }

        public uint Version { get; private set; }
    }

    private sealed class NumberedThing
    {
        public long Number { get; private set; }

        public string Word { get; set; } = "";
    }

    private sealed class SilentThing
    {
        public Guid Id { get; set; }

        public int Place { get; set; }
    }

    private sealed class ThingsDb(DbContextOptions<ThingsDb> options) : DbContext(options)
    {
        public DbSet<Thing> Things => Set<Thing>();

        public DbSet<NumberedThing> Numbered => Set<NumberedThing>();

        public DbSet<SilentThing> Silent => Set<SilentThing>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Thing>(thing =>
            {
                thing.ToTable("things");
                thing.Property(t => t.Id).HasColumnName("id").ValueGeneratedNever();
                thing.Property(t => t.Place).HasColumnName("place");
                thing.Property(t => t.Word).HasColumnName("word");
                thing.Property(t => t.Words).HasColumnName("words");
                thing.Property(t => t.At).HasColumnName("at");
                thing.Property(t => t.Drawn).HasColumnName("drawn").ValueGeneratedOnAdd().HasDefaultValueSql("gen_random_uuid()");
                thing.Property(t => t.Version).IsRowVersion();
            });
            modelBuilder.Entity<NumberedThing>(thing =>
            {
                thing.ToTable("numbered_things").HasKey(t => t.Number);
                thing.Property(t => t.Number).HasColumnName("number").UseIdentityAlwaysColumn();
                thing.Property(t => t.Word).HasColumnName("word");
            });
            modelBuilder.Entity<SilentThing>(thing =>
            {
                thing.ToTable("silent_things").HasKey(t => new { t.Id, t.Place });
                thing.Property(t => t.Id).HasColumnName("id");
                thing.Property(t => t.Place).HasColumnName("place");
            });
        }
    }
}
