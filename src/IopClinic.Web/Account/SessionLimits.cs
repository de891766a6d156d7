namespace IopClinic.Web.Account;

/// <summary>How long a session lasts; the section <c>Sessions</c> of the settings.</summary>
internal sealed record SessionLimits
{
    /// <summary>Without a request that a person made. 15 minutes.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>However busy. 12 hours.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a proof of identity is good for signing, export and roles. 5 minutes.</summary>
    public TimeSpan Confirmation { get; init; } = TimeSpan.FromMinutes(5);
}
