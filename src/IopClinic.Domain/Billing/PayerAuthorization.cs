using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Billing;

/// <summary>What a payer counts.</summary>
public enum AuthorizedUnit
{
    /// <summary>Days on which the attended minutes reach what the payer asks for: one unit a day, as S9480 and H0015 are billed.</summary>
    Days,

    /// <summary>Attended sessions, whatever they lasted.</summary>
    Sessions,

    /// <summary>Units of 15 minutes of each session: one from 8 minutes on, two from 23, and so on.</summary>
    QuarterHours,
}

/// <summary>A payer's approval, given before or while care is delivered: what, how much of it, and from when until when.</summary>
public sealed class PayerAuthorization : IBelongToPatient
{
    /// <summary>The most units of one approval.</summary>
    public const int MostUnits = 2000;

    /// <summary>The most days of one approval.</summary>
    public const int MostDays = 366;

    private PayerAuthorization()
    {
    }

    /// <exception cref="RuleViolation">Something is missing or makes no sense.</exception>
    public PayerAuthorization(Episode episode, AuthorizedCare care, StaffMember by, DateTimeOffset now)
    {
        Id = Id<PayerAuthorization>.New();
        PatientId = episode.PatientId;
        EpisodeId = episode.Id;
        RecordedById = by.Id;
        RecordedAt = now;
        Describe(care);
    }

    public Id<PayerAuthorization> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    public string Payer { get; private set; } = "";

    /// <summary>What the payer calls it.</summary>
    public string Number { get; private set; } = "";

    /// <summary>CPT or HCPCS code that it names, such as S9480.</summary>
    public string Code { get; private set; } = "";

    /// <summary>The one service that it is for; null for the whole program, which is every session that counts toward its hours.</summary>
    public Id<Service>? ServiceId { get; private set; }

    public AuthorizedUnit Unit { get; private set; }

    public int Units { get; private set; }

    /// <summary>Attended minutes that make a day; null where no days are counted.</summary>
    public int? MinutesOfDay { get; private set; }

    public DateOnly FirstDay { get; private set; }

    public DateOnly LastDay { get; private set; }

    /// <summary>When more was asked of the payer; null while nothing was.</summary>
    public DateOnly? ExtensionAskedOn { get; private set; }

    /// <summary>When it was taken back as a mistake, or by the payer; null while it stands.</summary>
    public DateTimeOffset? VoidedAt { get; private set; }

    public string? VoidReason { get; private set; }

    public Id<StaffMember> RecordedById { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsVoid => VoidedAt is not null;

    public AuthorizedCare Care => new(Payer, Number, Code, ServiceId, Unit, Units, MinutesOfDay, FirstDay, LastDay);

    /// <summary>Writes what the payer approved.</summary>
    /// <exception cref="RuleViolation">Something is missing or makes no sense, or it was taken back.</exception>
    public void Describe(AuthorizedCare care)
    {
        RefuseWhenVoid();
        RuleViolation.Unless(Enum.IsDefined(care.Unit), "Choose what is counted.", nameof(Unit));
        RuleViolation.Unless(care.Units is >= 1 and <= MostUnits, $"Enter 1 to {MostUnits} units.", nameof(Units));
        RuleViolation.Unless(care.LastDay >= care.FirstDay, "It ends before it begins.", nameof(LastDay));
        RuleViolation.Unless(care.LastDay.DayNumber - care.FirstDay.DayNumber < MostDays, $"It is longer than {MostDays} days.", nameof(LastDay));
        RuleViolation.Unless(
            care.Unit is not AuthorizedUnit.Days || care.MinutesOfDay is >= 1 and <= 720, "Enter the minutes that make a day, 1 to 720.", nameof(MinutesOfDay));
        Payer = FreeText.Required(care.Payer, 100, "Name the payer.", nameof(Payer));
        Number = FreeText.Required(care.Number, 60, "Enter the number that the payer gave.", nameof(Number));
        Code = FreeText.Required(care.Code, 10, "Enter the code, such as S9480.", nameof(Code)).ToUpperInvariant();
        RuleViolation.Unless(Code.All(char.IsAsciiLetterOrDigit), "A code has letters and digits only, such as S9480.", nameof(Code));
        (ServiceId, Unit, Units, FirstDay, LastDay) = (care.ServiceId, care.Unit, care.Units, care.FirstDay, care.LastDay);
        MinutesOfDay = care.Unit is AuthorizedUnit.Days ? care.MinutesOfDay : null;
    }

    /// <summary>Notes that more was asked of the payer.</summary>
    /// <exception cref="RuleViolation">It was taken back, or the day lies in the future.</exception>
    public void AskForMore(DateOnly on, DateOnly today)
    {
        RefuseWhenVoid();
        RuleViolation.Unless(on <= today, "This day lies in the future.", nameof(ExtensionAskedOn));
        ExtensionAskedOn = on;
    }

    /// <exception cref="RuleViolation">It was taken back already, or no reason is given.</exception>
    public void Void(string? reason, DateTimeOffset now)
    {
        RefuseWhenVoid();
        VoidReason = FreeText.Required(reason, 300, "Say why it is taken back.", nameof(VoidReason));
        VoidedAt = now;
    }

    private void RefuseWhenVoid() => RuleViolation.Unless(!IsVoid, "This authorization was taken back. Add another one.");
}

/// <summary>What a payer approves.</summary>
/// <param name="Payer">Who.</param>
/// <param name="Number">What the payer calls it.</param>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="ServiceId">The one service that it is for; null for the whole program.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Units">How many.</param>
/// <param name="MinutesOfDay">Attended minutes that make a day (180: a day of an intensive outpatient program has 3 hours).</param>
/// <param name="FirstDay">The first day it covers.</param>
/// <param name="LastDay">The last day it covers.</param>
public sealed record AuthorizedCare(
    string? Payer, string? Number, string? Code, Id<Service>? ServiceId, AuthorizedUnit Unit, int Units, int? MinutesOfDay, DateOnly FirstDay, DateOnly LastDay);
