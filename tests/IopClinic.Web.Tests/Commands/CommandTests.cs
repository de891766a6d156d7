using IopClinic.Database.Staff;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Commands;

public sealed class CommandTests(ClinicHost clinic, ClinicServer server) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData("--help", 0)]
    [InlineData("-h", 0)]
    [InlineData("help", 0)]
    [InlineData("frobnicate", 2)]
    public async Task Help_is_shown_when_asked_for_and_when_a_word_is_not_known(string word, int status) =>
        Assert.Equal(status, await Host.Main([word]));

    [Theory]
    [InlineData("check-instruments FOLDER [--examples FILE]")]
    [InlineData("check-codes FILE [--synonyms FILE]")]
    public void Help_says_how_a_command_is_used(string use)
    {
        using var told = new StringWriter();
        CommandLine.WriteHelp(told);

        Assert.Contains(use, told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_not_commands()
    {
        Assert.Null(CommandLine.CommandIn(["--urls=http://localhost:1"]));
        Assert.Null(CommandLine.CommandIn([]));
        Assert.Equal("migrate", CommandLine.CommandIn(["migrate"]));
    }

    [Fact]
    public async Task An_administrator_made_by_command_signs_in()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "walnut ferry orange kettle\n");
        try
        {
            var status = await RunAsync(
                "create-admin", "--email", "ana@clinic.example", "--name", "Ana Maria Ruiz", "--password-file", file);

            Assert.Equal(0, status);
            await clinic.SignInAsync("ana@clinic.example", "walnut ferry orange kettle");
            var roles = await clinic.InDatabaseAsync(db => db.Staff.Where(known => known.Email == "ana@clinic.example")
                .Select(known => known.Roles).SingleAsync());
            Assert.Equal([Role.Administrator], roles);
            Assert.Equal(1, await RunAsync("create-admin", "--email", "ana@clinic.example", "--name", "Ana Ruiz", "--password-file", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("create-admin")]
    [InlineData("create-admin", "--email", "x@clinic.example", "--name", "Single")]
    [InlineData("create-admin", "--email", "x@clinic.example", "--name", "Two Names", "--password", "walnut ferry orange kettle")]
    [InlineData("create-admin", "--email", "x@clinic.example", "--name", "Two Names", "--password-file", "/no/such/file")]
    public async Task A_command_that_lacks_something_says_what(params string[] arguments) => Assert.Equal(1, await RunAsync(arguments));

    [Fact]
    public async Task Two_nodes_may_migrate_an_empty_database_at_once()
    {
        await server.Postgres.CreateDatabaseAsync("empty_clinic");
        var settings = ClinicServer.Settings(server.Postgres.ConnectionString("empty_clinic"));
        await using var program = Clinic.CreateBuilder(settings, forPages: false).Build();

        var applied = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            MigrateCommand.ApplyAsync(program.Services, CancellationToken.None)));

        Assert.Equal(2, applied.Count(count => count == 0));
    }

    [Fact]
    public async Task Seeding_twice_adds_nothing()
    {
        var before = await clinic.InDatabaseAsync(db => db.Set<StaffAccount>().CountAsync());

        Assert.Equal(0, await RunAsync("seed"));

        Assert.Equal(before, await clinic.InDatabaseAsync(db => db.Set<StaffAccount>().CountAsync()));
    }

    private async Task<int> RunAsync(params string[] arguments)
    {
        await using var program = Clinic.CreateBuilder(
            ClinicServer.Settings(server.Postgres.ConnectionString(clinic.DatabaseName)), forPages: false).Build();
        return await CommandLine.RunAsync(program.Services, arguments);
    }
}
