using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Notes;

/// <summary>Holds every signature of a patient against what stands in the record, and against the one before it.</summary>
internal sealed class SignatureCheck(ClinicDb db)
{
    /// <summary>What is wrong, by the place in the chain; nothing where everything fits.</summary>
    /// <param name="Signatures">How many there are.</param>
    /// <param name="Unchecked">Of them, those whose content nobody kept: notes that were struck before their content was.</param>
    /// <param name="Faults">What does not fit, in sentences that name keys alone.</param>
    public sealed record Verdict(int Signatures, int Unchecked, IReadOnlyList<string> Faults);

    public async Task<Verdict> OfAsync(Id<Patient> patient, CancellationToken stop)
    {
        var chain = await db.Signatures.AsNoTracking().Where(s => s.PatientId == patient).OrderBy(s => s.Sequence).ToListAsync(stop);
        var content = await ContentAsync(patient, stop);
        var faults = new List<string>();
        var (unknown, before, signed) = (0, (Signature?)null, new HashSet<Guid>());
        foreach (var signature in chain)
        {
            var follows = signature.Sequence == (before?.Sequence ?? 0) + 1 && signature.PreviousHash == before?.Hash;
            before = signature;
            if (signature.Meaning is not SignatureMeaning.CoSignature and not SignatureMeaning.Certification)
            {
                signed.Add(KeyOf(signature));
            }

            // One sentence of each signature, however much of it is wrong.
            if (!follows)
            {
                faults.Add($"Signature {signature.Id}: it does not follow the one before it in the chain of patient {patient}.");
            }
            else if (!content.TryGetValue(KeyOf(signature), out var covered))
            {
                faults.Add($"Signature {signature.Id}: what it signs is not in the record of patient {patient}.");
            }
            else if (covered is null)
            {
                unknown++;
            }
            else if (!signature.Covers(covered))
            {
                faults.Add($"Signature {signature.Id}: what stands in the record of patient {patient} is not what was signed.");
            }
        }

        // A chain does not tell that its last links are gone: what is signed in the record does.
        faults.AddRange(content.Keys.Where(key => !signed.Contains(key)).Select(key => $"Record {key} of patient {patient}: it is signed, and its signature is gone."));
        var coSigned = (await db.CoSignings.AsNoTracking().Where(c => c.PatientId == patient && c.CoSignedAt != null).Select(c => c.NoteId).ToListAsync(stop))
            .Where(note => !chain.Exists(s => s.NoteId == note && s.Meaning is SignatureMeaning.CoSignature));
        faults.AddRange(coSigned.Select(note => $"Record {note} of patient {patient}: it is co-signed, and the co-signature is gone."));
        return new Verdict(chain.Count, unknown, faults);
    }

    /// <summary>By what a signature signs; null where it is not known any more.</summary>
    private async Task<Dictionary<Guid, CanonicalContent?>> ContentAsync(Id<Patient> patient, CancellationToken stop)
    {
        var known = new Dictionary<Guid, CanonicalContent?>();
        var notes = await db.Notes.AsNoTracking().Where(n => n.PatientId == patient && n.SignedAt != null).Include(n => n.Addenda).ToListAsync(stop);
        var keys = notes.Select(n => n.SessionId).Distinct().ToList();
        var sessions = await db.Sessions.AsNoTracking().Where(s => keys.Contains(s.Id))
            .Include(s => s.Skills).Include(s => s.Participants).Include(s => ((GroupSession)s).Shared).AsSplitQuery().ToDictionaryAsync(s => s.Id, stop);
        var attended = await db.Attendances.AsNoTracking().Where(a => a.PatientId == patient && keys.Contains(a.SessionId)).ToDictionaryAsync(a => a.SessionId, stop);
        foreach (var note in notes)
        {
            known[note.Id.Value] = note.StruckContent is { } kept ? CanonicalContent.Kept(kept)
                : note.IsStruck ? null
                : attended.TryGetValue(note.SessionId, out var attendance) ? note.Content(sessions[note.SessionId], attendance)
                // Without the attendance that was signed with it, nothing is what was signed.
                : CanonicalContent.Of([]);
        }

        var assessments = await db.Assessments.AsNoTracking().Where(a => a.PatientId == patient && a.SignedAt != null).Include(a => a.Sections).Include(a => a.Addenda).AsSplitQuery().ToListAsync(stop);
        foreach (var assessment in assessments)
        {
            known[assessment.Id.Value] = assessment.Content();
        }

        foreach (var addendum in notes.SelectMany(n => n.Addenda).Concat(assessments.SelectMany(a => a.Addenda)))
        {
            known[addendum.Id.Value] = addendum.Content();
        }

        foreach (var plan in await db.TreatmentPlans.AsNoTracking().Where(p => p.PatientId == patient && p.SignedAt != null).Include(p => p.Acknowledgements).ToListAsync(stop))
        {
            known[plan.Id.Value] = plan.Canonical();
            foreach (var said in plan.Acknowledgements)
            {
                known[said.Id.Value] = said.Content(plan.Canonical());
            }
        }

        return known;
    }

    private static Guid KeyOf(Signature signature) =>
        signature.AddendumId?.Value ?? signature.AcknowledgementId?.Value ?? signature.NoteId?.Value ?? signature.AssessmentId?.Value ?? signature.PlanId!.Value.Value;
}
