using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using DatabaseHouse = IopClinic.Database.Reading.House;

namespace IopClinic.Web.Tests.Database;

/// <summary>What is kept of the house between requests, and when it is read anew.</summary>
public sealed class HouseTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    public static TheoryData<string> Changes => new(
        "update sites set name = name || ' (new)'",
        "update rooms set name = name || ' (new)'",
        "update services set name = name || ' (new)'",
        "update programs set name = name || ' (new)'",
        "update tracks set name = name || ' (new)'",
        "update staff set name_family = 'Married'",
        "update skills set name = name || ' (new)'",
        "delete from rooms where id not in (select room_id from sessions where room_id is not null) and id not in (select room_id from groups where room_id is not null)",
        "set session_replication_role = replica; update sites set phone = '555'; reset session_replication_role",
        "update staff set deactivated_at = now() where id = (select min(id::text)::uuid from staff)");

    [Fact]
    public async Task It_is_kept_while_nothing_of_it_changes()
    {
        var first = await HouseOfAsync();
        await DoAsync("update patients set preferred_name = preferred_name");

        Assert.Same(first, await HouseOfAsync());
        await clinic.InDatabaseAsync(async db =>
        {
            Assert.Equal(await db.Sites.CountAsync(), first.Sites.Count);
            Assert.Equal(await db.Staff.CountAsync(), first.Staff.Count);
            Assert.Equal(await db.Programs.SelectMany(p => p.Tracks).CountAsync(), first.Programs.Values.Sum(p => p.Tracks.Count));
        });
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Whoever_begins_after_a_change_sees_it(string change)
    {
        var before = await HouseOfAsync();
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var open = await owner.OpenConnectionAsync();
        await using (var transaction = await open.BeginTransactionAsync())
        {
            await using var act = new NpgsqlCommand(change, open, transaction);
            Assert.True(await act.ExecuteNonQueryAsync() > 0, "Nothing changed.");

            // Not yet: nobody has said that it stays so.
            Assert.Same(before, await HouseOfAsync());
            await transaction.RollbackAsync();
        }

        Assert.Same(before, await HouseOfAsync());
        var state = await StateAsync();
        await DoAsync(change);

        Assert.NotEqual(state, await StateAsync());
        Assert.NotSame(before, await HouseOfAsync());
    }

    [Fact]
    public async Task Who_came_after_the_house_was_read_is_asked_for_once_more()
    {
        await HouseOfAsync();
        var added = Id<Room>.New();
        await WorkAsync("administrator", async db =>
        {
            await DoAsync($"insert into rooms (id, site_id, name, capacity) select '{added}', min(id::text)::uuid, 'Added meanwhile', 8 from sites");

            var house = await db.HouseAsync();
            Assert.Throws<IopClinic.Database.Reading.HouseChangedException>(() => house.Rooms[added]);
            Assert.False(house.Rooms.ContainsKey(added));
            return true;
        });

        Assert.Equal("Added meanwhile", (await HouseOfAsync()).Rooms[added].Name);
    }

    [Fact]
    public async Task What_a_transaction_changes_itself_it_sees_and_keeps_for_nobody()
    {
        var before = await HouseOfAsync();
        await WorkAsync("administrator", async db =>
        {
            var site = await db.Sites.OrderBy(s => s.Id).FirstAsync();
            db.Entry(site).Property(s => s.Name).CurrentValue = "Never so";
            await db.SaveChangesAsync();

            Assert.Equal("Never so", (await db.HouseAsync()).Sites[site.Id].Name);
            return true;
        });

        Assert.Equal(before.Sites.Values.Select(site => site.Name).Order(StringComparer.Ordinal), (await HouseOfAsync()).Sites.Values.Select(site => site.Name).Order(StringComparer.Ordinal));
    }

    private Task<DatabaseHouse> HouseOfAsync() => WorkAsync("clinician", db => db.HouseAsync());

    /// <summary>As a request of this person does it; nothing of it stays.</summary>
    private async Task<T> WorkAsync<T>(string person, Func<ClinicDb, Task<T>> act)
    {
        var id = await clinic.InDatabaseAsync(db => db.Staff.Where(s => s.Email == $"{person}@demo.example").Select(s => s.Id).SingleAsync());
        await using var scope = clinic.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        db.Actor.StaffMemberId = id;
        await using var work = await db.BeginWorkAsync();
        return await act(db);
    }

    private async Task DoAsync(string statement)
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var act = owner.CreateCommand(statement);
        await act.ExecuteNonQueryAsync();
    }

    private async Task<Guid> StateAsync()
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var ask = owner.CreateCommand("select version from house_state");
        return (Guid)(await ask.ExecuteScalarAsync())!;
    }
}
