using System.Runtime.CompilerServices;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Web.Notes;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Commands;

/// <summary>Checks that what was signed stands as it was signed.</summary>
internal static class VerifySignaturesCommand
{
    public const string Summary =
        "Checks every signature of notes, addenda, assessments and plans against what stands in the record, each patient's chain, and the weeks that were signed off; names what does not fit.";

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

        await foreach (var signed in SignedWeeksAsync(db, cancel))
        {
            signatures++;
            if (signed.Fault is { } fault)
            {
                faults++;
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

    /// <summary>Each sign-off of a week, and what is wrong with it.</summary>
    private static async IAsyncEnumerable<(Id<WeekSignOff> Id, string? Fault)> SignedWeeksAsync(ClinicDb db, [EnumeratorCancellation] CancellationToken cancel)
    {
        WeekSignOff? before = null;
        await foreach (var signed in db.WeekSignOffs.AsNoTracking().Include(s => s.Hours).OrderBy(s => s.ProgramId).ThenBy(s => s.Monday).ThenBy(s => s.Number).AsAsyncEnumerable().WithCancellation(cancel))
        {
            var previous = before is not null && (before.ProgramId, before.Monday) == (signed.ProgramId, signed.Monday) ? before : null;
            before = signed;
            yield return (signed.Id,
                signed.PreviousHash != previous?.Hash || signed.Number != (previous?.Number ?? 0) + 1 ? $"Sign-off {signed.Id}: it does not follow the one before it of the same week."
                : !signed.IsIntact ? $"Sign-off {signed.Id}: the hours that stand there are not what was signed off."
                : null);
        }
    }
}
