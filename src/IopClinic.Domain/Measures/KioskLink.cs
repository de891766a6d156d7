using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Measures;

/// <summary>How a patient's time with a form came to its end.</summary>
public enum KioskEnding
{
    /// <summary>The form was finished.</summary>
    Finished,

    /// <summary>The patient gave it back before it was finished; what was answered is kept.</summary>
    HandedBack,

    /// <summary>A member of staff took it back.</summary>
    Cancelled,
}

/// <summary>How far a link is at one moment.</summary>
public enum KioskState
{
    /// <summary>Nobody has opened it yet.</summary>
    Waiting,

    /// <summary>The patient is answering.</summary>
    Open,

    /// <summary>Its time is over.</summary>
    Expired,

    Finished,
    HandedBack,
    Cancelled,
}

/// <summary>
/// Lets a patient fill in one begun form without signing in: opened once, by one browser, for thirty minutes. Of the secret in its
/// address, and of the one in that browser's cookie, only hashes are kept.
/// </summary>
public sealed class KioskLink : IBelongToPatient
{
    /// <summary>How long a link holds from the moment it is made.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromMinutes(30);

    private KioskLink()
    {
    }

    /// <param name="secretHash">Of the secret in its address; null where this very browser is handed over.</param>
    /// <exception cref="RuleViolation">The form is finished or withdrawn.</exception>
    public KioskLink(MeasureAdministration measure, string? secretHash, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(measure.IsDraft, "This form takes no answers any more.");
        Id = Id<KioskLink>.New();
        PatientId = measure.PatientId;
        SiteId = measure.SiteId;
        MeasureId = measure.Id;
        SecretHash = secretHash;
        MadeById = by.Id;
        MadeAt = now;
        ExpiresAt = now + Holds;
    }

    public Id<KioskLink> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>The form it opens, and no other.</summary>
    public Id<MeasureAdministration> MeasureId { get; private set; }

    /// <summary>SHA-256 of the secret in its address, in hexadecimal digits.</summary>
    [NotAudited]
    public string? SecretHash { get; private set; }

    /// <summary>SHA-256 of the secret in the cookie of the browser that opened it; null until then.</summary>
    [NotAudited]
    public string? BrowserHash { get; private set; }

    public Id<StaffMember> MadeById { get; private set; }

    public DateTimeOffset MadeAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? OpenedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public KioskEnding? Ending { get; private set; }

    public uint Version { get; private set; }

    public bool IsLive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    public KioskState StateAt(DateTimeOffset now) => Ending switch
    {
        KioskEnding.Finished => KioskState.Finished,
        KioskEnding.HandedBack => KioskState.HandedBack,
        KioskEnding.Cancelled => KioskState.Cancelled,
        _ when now >= ExpiresAt => KioskState.Expired,
        _ => OpenedAt is null ? KioskState.Waiting : KioskState.Open,
    };

    /// <summary>Uses the link up: from now on only this browser comes to the form.</summary>
    /// <exception cref="RuleViolation">It was opened already, or is over.</exception>
    public void Open(string browserHash, DateTimeOffset now)
    {
        RuleViolation.Unless(OpenedAt is null && IsLive(now), "This link was used already, or its time is over.");
        (BrowserHash, OpenedAt) = (browserHash, now);
    }

    /// <summary>Ends it, with whatever is answered by then; one that has ended stays as it is.</summary>
    public void End(KioskEnding ending, DateTimeOffset now)
    {
        if (EndedAt is null)
        {
            (Ending, EndedAt) = (ending, now);
        }
    }
}
