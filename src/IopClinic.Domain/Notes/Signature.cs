using System.Security.Cryptography;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Notes;

/// <summary>What the signer vouches for.</summary>
public enum SignatureMeaning
{
    Author,
    Addendum,

    /// <summary>Whoever answers for the author has read it and stands by it.</summary>
    CoSignature,

    /// <summary>A physician certifies that care of this intensity is needed.</summary>
    Certification,

    /// <summary>Staff witnesses that the patient, a guardian or the family took note of a plan, or why their signature is missing.</summary>
    Acknowledgement,
}

/// <summary>The last signature of a patient's chain: the next one is chained to it.</summary>
public sealed record ChainLink(int Sequence, string Hash);

/// <summary>
/// A signature: who, with which credential, when, for what, and the SHA-256 of the content chained to the patient's previous
/// signature. A change to any signed row, or a signature taken out, breaks the chain from there on.
/// </summary>
public sealed class Signature : IBelongToPatient
{
    private Signature()
    {
    }

    internal Signature(
        ProgressNote note,
        SignatureMeaning meaning,
        StaffMember signer,
        CanonicalContent content,
        ChainLink? head,
        DateTimeOffset now,
        Id<Addendum>? addendumId)
        : this(note.PatientId, note.SiteId, note.ClinicDate, (note.Id, null, null), meaning, signer, content, head, now, addendumId)
    {
    }

    internal Signature(
        Assessment assessment,
        SignatureMeaning meaning,
        StaffMember signer,
        DateOnly on,
        CanonicalContent content,
        ChainLink? head,
        DateTimeOffset now,
        Id<Addendum>? addendumId)
        : this(assessment.PatientId, assessment.SiteId, on, (null, assessment.Id, null), meaning, signer, content, head, now, addendumId)
    {
    }

    internal Signature(
        TreatmentPlan plan,
        SignatureMeaning meaning,
        StaffMember signer,
        DateOnly on,
        CanonicalContent content,
        ChainLink? head,
        DateTimeOffset now,
        Id<PlanAcknowledgement>? acknowledgementId)
        : this(plan.PatientId, plan.SiteId, on, (null, null, plan.Id), meaning, signer, content, head, now, addendumId: null, acknowledgementId)
    {
    }

    private Signature(
        Id<Patient> patient,
        Id<Site> site,
        DateOnly on,
        (Id<ProgressNote>? Note, Id<Assessment>? Assessment, Id<TreatmentPlan>? Plan) signed,
        SignatureMeaning meaning,
        StaffMember signer,
        CanonicalContent content,
        ChainLink? head,
        DateTimeOffset now,
        Id<Addendum>? addendumId,
        Id<PlanAcknowledgement>? acknowledgementId = null)
    {
        Id = Id<Signature>.New();
        PatientId = patient;
        SiteId = site;
        ClinicDate = on;
        NoteId = signed.Note;
        AssessmentId = signed.Assessment;
        PlanId = signed.Plan;
        AddendumId = addendumId;
        AcknowledgementId = acknowledgementId;
        Meaning = meaning;
        SignerId = signer.Id;
        SignerName = signer.Name.Full;
        Credential = signer.CredentialOn(on);
        SignedAt = Stored(now);
        Sequence = (head?.Sequence ?? 0) + 1;
        PreviousHash = head?.Hash;
        Hash = HashOf(content);
    }

    public Id<Signature> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public DateOnly ClinicDate { get; private set; }

    /// <summary>The note it signs, or to which its addendum belongs; null for others.</summary>
    public Id<ProgressNote>? NoteId { get; private set; }

    /// <summary>The assessment it signs, or to which its addendum belongs; null for others.</summary>
    public Id<Assessment>? AssessmentId { get; private set; }

    /// <summary>The version of a treatment plan that it signs, or whose acknowledgement it witnesses; null for others.</summary>
    public Id<TreatmentPlan>? PlanId { get; private set; }

    /// <summary>The acknowledgement that it witnesses; null for others.</summary>
    public Id<PlanAcknowledgement>? AcknowledgementId { get; private set; }

    /// <summary>The addendum it signs; null when it signs the whole.</summary>
    public Id<Addendum>? AddendumId { get; private set; }

    public SignatureMeaning Meaning { get; private set; }

    public Id<StaffMember> SignerId { get; private set; }

    /// <summary>The signer's name at that time.</summary>
    public string SignerName { get; private set; } = "";

    /// <summary>The signer's credentials valid on the clinic date; empty when there were none.</summary>
    public string Credential { get; private set; } = "";

    public DateTimeOffset SignedAt { get; private set; }

    /// <summary>Position in the patient's chain, from 1 without a gap.</summary>
    public int Sequence { get; private set; }

    /// <summary>Hash of the patient's previous signature; null for the first.</summary>
    public string? PreviousHash { get; private set; }

    /// <summary>SHA-256 over content, signer, instant, meaning and the previous hash, in lower-case hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Whether the content, as it stands now, is what was signed.</summary>
    public bool Covers(CanonicalContent content) => Hash == HashOf(content);

    /// <summary>An instant as the database keeps it: whole microseconds.</summary>
    internal static DateTimeOffset Stored(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % 10), TimeSpan.Zero);

    private string HashOf(CanonicalContent content)
    {
        var frame = CanonicalContent.Of(
        [
            "signature/1",
            PatientId.ToString(),
            NoteId?.ToString(),
            AddendumId?.ToString(),
            Meaning.ToString(),
            SignerId.ToString(),
            SignerName,
            Credential,
            CanonicalContent.Instant(SignedAt),
            CanonicalContent.Number(Sequence),
            PreviousHash,
            // Appended where it is one, so that what was signed before there were any keeps its hash.
            .. AssessmentId is { } assessment ? [assessment.ToString()] : Array.Empty<string>(),
            .. PlanId is { } plan ? ["plan", plan.ToString(), AcknowledgementId?.ToString()] : Array.Empty<string?>(),
        ]);
        return Convert.ToHexStringLower(SHA256.HashData([.. frame.Bytes.Span, .. content.Bytes.Span]));
    }
}
