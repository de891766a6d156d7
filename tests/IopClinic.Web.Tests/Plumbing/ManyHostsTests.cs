using IopClinic.Domain;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>A primary with a standby, as one connection string.</summary>
public sealed class ManyHostsTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData("primary")]
    [InlineData("read-write")]
    [InlineData(null)]
    public async Task The_host_that_takes_writes_is_found_among_several(string? wanted)
    {
        await using var source = ClinicDatabase.Open(Settings(TwoHosts(clinic.AppConnection, wanted)), forPages: true);
        await using var apart = ClinicDatabase.OpenApart(Settings(TwoHosts(clinic.AppConnection, wanted)));

        Assert.Equal("clinic_app", await source.CreateCommand("select current_user::text").ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal("clinic_app", await apart.CreateCommand("select current_user::text").ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_single_name_is_asked_too()
    {
        var one = new NpgsqlConnectionStringBuilder(clinic.AppConnection) { TargetSessionAttributes = "primary" };
        await using var source = ClinicDatabase.Open(Settings(one.ConnectionString), forPages: true);

        await using var unasked = ClinicDatabase.Open(Settings(clinic.AppConnection), forPages: true);
        Assert.NotEqual(unasked.GetType(), source.GetType());
        Assert.Equal("clinic_app", await source.CreateCommand("select current_user::text").ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Commands_run_on_the_host_that_takes_writes()
    {
        await using var program = Clinic.CreateBuilder(ClinicServer.Settings(TwoHosts(clinic.OwnerConnection, "primary")), forPages: false).Build();

        Assert.Equal(0, await CommandLine.RunAsync(program.Services, ["migrate"], TestContext.Current.CancellationToken));
        Assert.Equal(0, await CommandLine.RunAsync(program.Services, ["verify-audit"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("standby")]
    [InlineData("prefer-standby")]
    [InlineData("any")]
    public void A_standby_is_refused_for_pages(string wanted) =>
        Assert.Throws<RuleViolation>(() => ClinicDatabase.Open(Settings(TwoHosts(clinic.AppConnection, wanted)), forPages: true));

    private static string TwoHosts(string connection, string? wanted)
    {
        var one = new NpgsqlConnectionStringBuilder(connection);
        return new NpgsqlConnectionStringBuilder(connection) { Host = $"127.0.0.1:1,{one.Host}:{one.Port}", TargetSessionAttributes = wanted }.ConnectionString;
    }

    private static IConfiguration Settings(string connection) => new ConfigurationBuilder()
        .AddInMemoryCollection([new($"ConnectionStrings:{ClinicDatabase.Setting}", connection)]).Build();
}
