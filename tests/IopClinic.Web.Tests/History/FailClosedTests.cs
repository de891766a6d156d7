using System.Net;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.History;

/// <summary>Without a row in the history nothing is shown and nothing is saved.</summary>
public sealed class FailClosedTests(ClinicHost clinic, ClinicServer server) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData(
        """
        create function out_of_order() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
        create trigger out_of_order before insert on audit_events for each row execute function out_of_order()
        """,
        "drop function out_of_order() cascade")]
    [InlineData("alter table audit_links rename to audit_lost", "alter table audit_lost rename to audit_links")]
    public async Task A_history_that_cannot_be_written_shows_and_saves_nothing(string breaks, string mends)
    {
        var house = await House.OpenAsync(clinic, 2);
        var patient = house.Patients[0].Id;
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{patient}/Edit");
        var (address, fields) = browser.Fill("form[data-guard]", ("Form.Phone", "555-900-0001"));
        await ExecuteAsync(breaks);
        try
        {
            foreach (var page in new[] { $"/Patients/{patient}", "/Patients" })
            {
                var answer = await browser.SendAsync(HttpMethod.Get, page);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.NotNull(answer.Headers.RetryAfter);
                Assert.DoesNotContain(patient.ToString(), await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.SendAsync(address, fields)).StatusCode);
            Assert.NotEqual("555-900-0001", await PhoneAsync());
        }
        finally
        {
            await ExecuteAsync(mends);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(address, fields)).StatusCode);
        Assert.Equal("555-900-0001", await PhoneAsync());

        Task<string?> PhoneAsync() => clinic.InDatabaseAsync(db => db.Patients.Where(p => p.Id == patient).Select(p => p.Phone).SingleAsync());
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var owner = NpgsqlDataSource.Create(server.Postgres.ConnectionString(clinic.DatabaseName));
        await using var command = owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
