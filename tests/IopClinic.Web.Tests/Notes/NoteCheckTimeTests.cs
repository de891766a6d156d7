using System.Diagnostics;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Notes;

/// <summary>What looking for copies and for names of others adds to a save.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class NoteCheckTimeTests(ClinicHost clinic, ITestOutputHelper output) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task The_checks_add_at_most_50_ms_to_the_save_of_a_group_of_14()
    {
        var best = double.MaxValue;
        for (var round = 0; round < 8; round++)
        {
            best = Math.Min(best, await clinic.InDatabaseAsync(async db =>
            {
                var largest = await db.Set<GroupSession>().Where(s => s.Notes.Count(n => n.Text != null) >= 8).OrderByDescending(s => s.Roster.Count).ThenBy(s => s.Id)
                    .Select(s => new { s.ClinicDate, s.Id, s.Roster.Count }).FirstAsync();
                var session = (await db.SessionOnAsync(largest.ClinicDate, largest.Id))!;
                var watch = Stopwatch.StartNew();
                (await new NoteChecks(db).AskAsync(largest.ClinicDate, largest.Id)).Of(session);
                return watch.Elapsed.TotalMilliseconds * 14 / Math.Min(14, largest.Count);
            }));
        }

        output.WriteLine($"Checks of 14 rows: {best:0.0} ms.");
        Assert.True(best <= 50, $"{best:0.0} ms");
    }
}
