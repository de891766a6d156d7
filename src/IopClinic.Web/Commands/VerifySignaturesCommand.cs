using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Notes;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Commands;

/// <summary>Checks that what was signed stands as it was signed.</summary>
internal static class VerifySignaturesCommand
{
    public const string Summary =
        "Checks every signature of notes, addenda, assessments and plans against what stands in the record, and each patient's chain; names what does not fit.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments, CancellationToken cancel)
    {
        RuleViolation.Unless(arguments.Length == 0, "Use: verify-signatures");
        var db = services.GetRequiredService<ClinicDb>();
        var check = new SignatureCheck(db);
        var (signatures, unknown, faults) = (0, 0, 0);
        // From what is signed too: where every signature of somebody is gone, no chain tells of them.
        var patients = await db.Signatures.Select(s => s.PatientId)
            .Union(db.Notes.Where(n => n.SignedAt != null).Select(n => n.PatientId))
            .Union(db.Assessments.Where(a => a.SignedAt != null).Select(a => a.PatientId))
            .Union(db.TreatmentPlans.Where(p => p.SignedAt != null).Select(p => p.PatientId)).OrderBy(patient => patient).ToListAsync(cancel);
        foreach (var patient in patients)
        {
            var verdict = await check.OfAsync(patient, cancel);
            (signatures, unknown, faults) = (signatures + verdict.Signatures, unknown + verdict.Unchecked, faults + verdict.Faults.Count);
            foreach (var fault in verdict.Faults)
            {
                await Console.Error.WriteLineAsync(fault);
            }
        }

        if (faults > 0)
        {
            await Console.Error.WriteLineAsync(faults == 1 ? "1 signature does not fit or is gone." : $"{faults:N0} signatures do not fit or are gone.");
            return 1;
        }

        Console.WriteLine(unknown == 0
            ? $"{signatures:N0} signatures cover what stands."
            : $"{signatures - unknown:N0} signatures cover what stands; of {unknown:N0} nobody kept what was struck.");
        return 0;
    }
}
