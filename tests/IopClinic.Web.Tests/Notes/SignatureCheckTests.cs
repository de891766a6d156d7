using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Web.Commands;
using IopClinic.Web.Notes;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Notes;

/// <summary>verify-signatures: says yes to all of the demo clinic, and names what somebody changed past the program.</summary>
public sealed class SignatureCheckTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Everything_signed_stands_and_every_kind_of_change_is_named()
    {
        Assert.Equal(0, await RunAsync());
        var signed = await clinic.InDatabaseAsync(db => db.Signatures.AsNoTracking()
            .Where(s => s.Meaning == SignatureMeaning.Author && s.NoteId != null && db.Notes.Any(n => n.Id == s.NoteId && n.StruckAt == null && n.Text != null)
                && db.Signatures.Any(later => later.PatientId == s.PatientId && later.Sequence > s.Sequence))
            .OrderBy(s => s.Id).FirstAsync());
        var note = signed.NoteId!.Value.Value;

        await TamperAsync("progress_notes", $"update progress_notes set text = text || ' ' where id = '{note}'");
        Assert.Contains($"{signed.Id}", Assert.Single((await VerdictAsync(signed.PatientId)).Faults), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync());
        await TamperAsync("progress_notes", $"update progress_notes set text = left(text, -1) where id = '{note}'");

        await TamperAsync("signatures", $"update signatures set signer_name = 'Somebody Else' where id = '{signed.Id}'");
        Assert.Single((await VerdictAsync(signed.PatientId)).Faults);
        await TamperAsync("signatures", $"update signatures set signer_name = '{signed.SignerName.Replace("'", "''", StringComparison.Ordinal)}' where id = '{signed.Id}'");

        await TamperAsync("attendance", $"update attendance set minutes = minutes - 1 where patient_id = '{signed.PatientId}' and session_id = (select session_id from progress_notes where id = '{note}')");
        Assert.Single((await VerdictAsync(signed.PatientId)).Faults);
        await TamperAsync("attendance", $"update attendance set minutes = minutes + 1 where patient_id = '{signed.PatientId}' and session_id = (select session_id from progress_notes where id = '{note}')");
        Assert.Empty((await VerdictAsync(signed.PatientId)).Faults);

        // The last link, which no chain misses, and one in the middle.
        await TamperAsync("signatures", $"delete from signatures where patient_id = '{signed.PatientId}' and sequence = (select max(sequence) from signatures where patient_id = '{signed.PatientId}')");
        Assert.Contains("signature is gone", Assert.Single((await VerdictAsync(signed.PatientId)).Faults), StringComparison.Ordinal);
        await TamperAsync("signatures", $"delete from signatures where id = '{signed.Id}'");
        Assert.Contains((await VerdictAsync(signed.PatientId)).Faults, fault => fault.Contains("does not follow", StringComparison.Ordinal));
        Assert.Contains((await VerdictAsync(signed.PatientId)).Faults, fault => fault.Contains($"{note}", StringComparison.Ordinal));
        var other = await clinic.InDatabaseAsync(db => db.Notes.AsNoTracking().Where(n => n.SignedAt != null && n.StruckAt == null && n.PatientId != signed.PatientId && !db.CoSignings.Any(c => c.NoteId == n.Id)).OrderBy(n => n.Id).FirstAsync());
        await TamperAsync("attendance", $"delete from attendance where session_id = '{other.SessionId}' and patient_id = '{other.PatientId}'");
        Assert.Contains("not what was signed", Assert.Single((await VerdictAsync(other.PatientId)).Faults), StringComparison.Ordinal);
        await TamperAsync("signatures", $"delete from signatures where patient_id = '{other.PatientId}'");
        Assert.Equal(1, await RunAsync());
    }

    private Task<SignatureCheck.Verdict> VerdictAsync(Id<Patient> patient) =>
        clinic.InDatabaseAsync(db => new SignatureCheck(db).OfAsync(patient, TestContext.Current.CancellationToken));

    /// <summary>As somebody who owns the database and switches its guards off.</summary>
    private async Task TamperAsync(string table, string change)
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var command = owner.CreateCommand($"alter table {table} disable trigger user; {change}; alter table {table} enable trigger user");
        await command.ExecuteNonQueryAsync();
    }

    private async Task<int> RunAsync()
    {
        await using var program = Clinic.CreateBuilder(ClinicServer.Settings(clinic.OwnerConnection), forPages: false).Build();
        return await CommandLine.RunAsync(program.Services, ["verify-signatures"]);
    }
}
