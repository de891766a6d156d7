namespace IopClinic.Domain.Schedule;

/// <summary>The address at which a session by telehealth is joined.</summary>
public static class MeetingLink
{
    /// <summary>The most characters of a link.</summary>
    public const int MaximumLength = 300;

    /// <summary>What was typed, or null where nothing was.</summary>
    /// <exception cref="RuleViolation">It is too long, or no https address.</exception>
    public static string? OrNull(string? typed, string field)
    {
        var link = FreeText.OrNull(typed, MaximumLength, field);
        RuleViolation.Unless(
            link is null || (Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
                && address is { Host.Length: > 0, UserInfo.Length: 0 } && !link.Any(char.IsWhiteSpace)),
            "Enter the whole link, beginning with https://.",
            field);
        return link;
    }
}
