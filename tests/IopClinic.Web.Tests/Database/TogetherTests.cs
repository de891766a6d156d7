using System.Diagnostics;
using IopClinic.Database;
using IopClinic.Domain.Sites;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Database;

/// <summary>Questions that are asked together: each gets its own answer, in as many round trips as the longest of them takes.</summary>
public sealed class TogetherTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public Task Each_gets_its_own_answer_in_one_round_trip() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (staff, sites, nobody, first) = await AskAsync(1, () => db.TogetherAsync(
            () => db.Staff.OrderBy(s => s.Id).ToListAsync(),
            () => db.Sites.CountAsync(),
            () => db.Patients.Where(p => p.Mrn == "nobody has this").Select(p => p.Id).ToListAsync(),
            () => db.Rooms.AsNoTracking().OrderBy(r => r.Name).FirstAsync()));

        Assert.Equal(await db.Staff.CountAsync(), staff.Count);
        Assert.Equal(await db.Sites.CountAsync(), sites);
        Assert.Empty(nobody);
        Assert.Equal((await db.Rooms.AsNoTracking().OrderBy(r => r.Name).FirstAsync()).Id, first.Id);
    });

    [Fact]
    public Task Whoever_asks_more_often_and_whoever_splits_up_is_asked_along() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        List<string> said = [];
        var (zone, (rooms, staff), none) = await AskAsync(3, () => db.TogetherAsync(
            async () =>
            {
                var site = await db.Sites.OrderBy(s => s.Id).FirstAsync();
                said.Add("site");
                var room = await db.Rooms.Where(r => r.SiteId == site.Id).OrderBy(r => r.Id).FirstAsync();
                said.Add("room");
                Assert.True(await db.Rooms.AnyAsync(r => r.Id == room.Id));
                return site.TimeZone;
            },
            async () =>
            {
                var both = await db.TogetherAsync(() => db.Rooms.CountAsync(), () => db.Staff.CountAsync());
                said.Add("both");
                return (both.First + await db.Rooms.CountAsync(), both.Second);
            },
            () => Task.FromResult(0)));

        Assert.Equal(await db.Sites.OrderBy(s => s.Id).Select(s => s.TimeZone).FirstAsync(), zone);
        Assert.Equal((2 * await db.Rooms.CountAsync(), await db.Staff.CountAsync(), 0), (rooms, staff, none));
        Assert.Equal(["site", "both", "room"], said);
    });

    [Fact]
    public Task Rows_that_belong_together_find_each_other() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        Site site = null!;
        await db.TogetherAsync(async () => site = await db.Sites.OrderBy(s => s.Id).FirstAsync(), () => db.Rooms.LoadAsync(), () => db.Staff.LoadAsync());

        Assert.Same(site, await db.Sites.FindAsync(site.Id));
        Assert.Equal(await db.Rooms.CountAsync(), db.Rooms.Local.Count);
        Assert.Equal(await db.Staff.CountAsync(), db.Staff.Local.Count);
    });

    [Fact]
    public Task The_first_failure_is_told_and_ends_all_of_them() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var went = 0;
        var failure = await Assert.ThrowsAsync<PostgresException>(() => db.TogetherAsync(
            async () =>
            {
                await db.Sites.CountAsync();
                went++;
                await db.Sites.CountAsync();
                went++;
            },
            () => db.Database.SqlQuery<int>($"select 1 / (random() * 0)::int as \"Value\"").ToListAsync(),
            async () =>
            {
                await db.Rooms.CountAsync();
                went++;
            }));

        Assert.Equal(PostgresErrorCodes.DivisionByZero, failure.SqlState);
        Assert.Equal(1, went);
        await transaction.RollbackAsync();
        Assert.NotEqual(0, await db.Sites.CountAsync());
    });

    [Fact]
    public Task An_answer_that_breaks_off_is_the_failure_of_all() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var failure = await Assert.ThrowsAsync<PostgresException>(() => db.TogetherAsync(
            async () =>
            {
                await db.Sites.CountAsync();
                await db.Sites.CountAsync();
            },
            () => db.Database.SqlQuery<int>($"select 100 / (10000 - g) as \"Value\" from generate_series(1, 20000) g").ToListAsync(),
            () => db.Rooms.CountAsync()));

        Assert.Equal(PostgresErrorCodes.DivisionByZero, failure.SqlState);
    });

    [Fact]
    public Task Whoever_does_not_wait_for_an_answer_is_refused() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var rooms = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.TogetherAsync(
            () => Task.WhenAll(db.Sites.CountAsync(), db.Staff.CountAsync()),
            async () => rooms = await db.Rooms.CountAsync()));
        Assert.Equal(await db.Rooms.CountAsync(), rooms);
    });

    [Fact]
    public Task What_fails_by_itself_is_told_once_the_others_are_done() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var sites = 0;
        await Assert.ThrowsAsync<FormatException>(() => db.TogetherAsync(
            async () =>
            {
                await db.Rooms.CountAsync();
                throw new FormatException();
            },
            async () => sites = await db.Sites.CountAsync()));

        Assert.Equal(await db.Sites.CountAsync(), sites);
    });

    [Fact]
    public Task Nothing_is_written_together() => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.TogetherAsync(
            () => db.Sites.CountAsync(),
            () => db.Database.ExecuteSqlAsync($"update sites set name = name")));
        (await db.Sites.FirstAsync()).AnswerWithin(7);
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.TogetherAsync(() => db.Rooms.CountAsync(), () => db.SaveChangesAsync()));
        Assert.IsType<InvalidOperationException>(refused.InnerException);
    });

    /// <summary>Asks, and counts how often the database was turned to.</summary>
    private static async Task<T> AskAsync<T>(int roundTrips, Func<Task<T>> ask)
    {
        using var asking = new Activity("asking").Start();
        var seen = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = one => seen += one.TraceId == asking.TraceId ? 1 : 0,
        };
        ActivitySource.AddActivityListener(listener);
        var answer = await ask();
        Assert.Equal(roundTrips, seen);
        return answer;
    }
}
