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

    /// <summary>"12 days", "1 session".</summary>
    public static string Say(int units, AuthorizedUnit unit) => (units, unit) switch
    {
        (1, AuthorizedUnit.Days) => "1 day",
        (1, AuthorizedUnit.Sessions) => "1 session",
        (1, _) => "1 unit of 15 minutes",
        _ => $"{units} {Of(unit)}",
    };
}
