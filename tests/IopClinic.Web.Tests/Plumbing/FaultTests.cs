using IopClinic.Database.Reading;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Plumbing;

public sealed class FaultTests
{
    [Theory]
    [InlineData("53300", 503)]
    [InlineData("53100", 503)]
    [InlineData("57014", 503)]
    [InlineData("57P01", 503)]
    [InlineData("08006", 503)]
    [InlineData("55P03", 503)]
    [InlineData("40001", 503)]
    [InlineData("42703", 500)]
    [InlineData("23505", 500)]
    public void A_database_that_is_busy_or_away_is_a_503_and_a_wrong_question_a_500(string state, int status) =>
        Assert.Equal(status, Faults.Status(new InvalidOperationException("wrapped", new PostgresException("x", "ERROR", "ERROR", state))));

    [Fact]
    public void An_exhausted_pool_is_a_503() =>
        Assert.Equal(503, Faults.Status(new NpgsqlException("The connection pool has been exhausted", new TimeoutException())));

    [Fact]
    public void A_clinic_that_changed_under_a_request_is_a_503() => Assert.Equal(503, Faults.Status(new HouseChangedException("x")));

    [Fact]
    public void A_lost_race_is_a_409_and_a_rule_a_422()
    {
        Assert.Equal(409, Faults.Status(new DbUpdateConcurrencyException()));
        Assert.Equal(422, Faults.Status(new RuleViolation("No.")));
        Assert.Equal(500, Faults.Status(new InvalidOperationException()));
    }
}
