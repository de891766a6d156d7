using IopClinic.Domain.Billing;

namespace IopClinic.Web.Billing;

internal static class BillingWords
{
    public static string Of(AuthorizedUnit unit) => unit switch
    {
        AuthorizedUnit.Days => "days",
        AuthorizedUnit.Sessions => "sessions",
        _ => "units of 15 minutes",
    };

    /// <summary>How the page of a service offers it.</summary>
    public static string Of(BilledBy by) => by switch
    {
        BilledBy.Day => "As a part of the program’s day",
        BilledBy.Session => "Session by session",
        BilledBy.QuarterHours => "In units of 15 minutes",
        _ => "Not billed",
    };

    /// <summary>Why lines are held, in a list of totals.</summary>
    public static string Of(HeldFor reason) => reason switch
    {
        HeldFor.NotRecorded => "attendance not recorded",
        HeldFor.Unsigned => "unsigned",
        HeldFor.NotCoSigned => "not co-signed",
        HeldFor.NoDiagnosis => "no diagnosis",
        HeldFor.NoPlan => "no treatment plan",
        HeldFor.NotCertified => "not certified",
        HeldFor.NoCredential => "no credential",
        HeldFor.NoAuthorization => "no authorization",
        HeldFor.UsedUp => "authorization used up",
        HeldFor.TooFewMinutes => "too few minutes",
        _ => "no family took part",
    };

    /// <summary>Why a line is held.</summary>
    public static string Of(HeldFor reason, ServiceLine line) => reason switch
    {
        HeldFor.NotRecorded => "Attendance is not recorded",
        HeldFor.Unsigned => line.Sessions.Count == 1 ? "The note is not signed" : "Not every note is signed",
        HeldFor.NotCoSigned => "Awaits a co-signature",
        HeldFor.NoDiagnosis => "No diagnosis on this day",
        HeldFor.NoPlan => "No signed treatment plan on this day",
        HeldFor.NotCertified => "No physician’s certification covers this day",
        HeldFor.NoCredential => "The clinician held no credential for it on this day",
        HeldFor.NoAuthorization => "No authorization covers it",
        HeldFor.UsedUp => "The authorization is used up",
        HeldFor.TooFewMinutes => $"Too few minutes: {line.Minutes} of {line.Needed}",
        _ => "Nobody of the family took part",
    };

    /// <summary>"12 days", "1 session".</summary>
    public static string Say(int units, AuthorizedUnit unit) => (units, unit) switch
    {
        (1, AuthorizedUnit.Days) => "1 day",
        (1, AuthorizedUnit.Sessions) => "1 session",
        (1, _) => "1 unit of 15 minutes",
        _ => $"{units} {Of(unit)}",
    };
}
