using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>The watch that stands behind every test of this project sees what it has to see.</summary>
public sealed class UntoldReadTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_patient_who_was_shown_and_stands_in_no_row_of_the_history_is_found()
    {
        var house = await House.OpenAsync(clinic, 3);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        foreach (var patient in house.Patients)
        {
            await browser.OpenAsync($"/Patients/{patient.Id}");
        }

        var (shown, untold) = await clinic.Reads.CompareAsync(owner);
        Assert.True(shown >= 3, $"Only {shown} patients were seen in the answers.");
        Assert.Empty(untold);

        // The rows of one of them are hidden from the comparison, as if they had never been written.
        await using var connection = await owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hide = new NpgsqlCommand("alter table audit_events disable trigger user", connection, transaction);
        await hide.ExecuteNonQueryAsync();
        hide.CommandText = $"update audit_events set patient_id = null, shown = null where patient_id = '{house.Patients[1].Id}'";
        await hide.ExecuteNonQueryAsync();
        (_, untold) = await clinic.Reads.CompareAsync(connection);

        Assert.Contains($"{house.Patients[1].Id}", Assert.Single(untold), StringComparison.Ordinal);
        await transaction.RollbackAsync();
    }
}
