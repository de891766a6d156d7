using System.Globalization;
using System.Text;

namespace IopClinic.Web.Feeds;

/// <summary>A session as a calendar shows it. It names no patient.</summary>
/// <param name="Uid">The same as long as the session exists.</param>
/// <param name="Title">The group, or the service of a one-to-one session.</param>
/// <param name="Where">Room and site.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it ends.</param>
/// <param name="IsCancelled">Whether it was called off.</param>
/// <param name="Revision">How often any of this has changed.</param>
/// <param name="ChangedAt">When that was last.</param>
public sealed record FeedEvent(
    string Uid, string Title, string Where, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool IsCancelled, int Revision, DateTimeOffset ChangedAt);

/// <summary>Writes sessions as an iCalendar (RFC 5545). Its times are instants in UTC, which every calendar shows in the time of its reader, also across a change of the clock.</summary>
internal static class CalendarFile
{
    private const int LongestLine = 75;

    public static byte[] Write(string name, IReadOnlyCollection<FeedEvent> events)
    {
        var text = new StringBuilder();
        Line("BEGIN", "VCALENDAR");
        Line("VERSION", "2.0");
        Line("PRODID", "-//IopClinic//Schedule//EN");
        Line("CALSCALE", "GREGORIAN");
        Line("METHOD", "PUBLISH");
        Line("NAME", Text(name));
        Line("X-WR-CALNAME", Text(name));
        Line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        if (events.Count == 0)
        {
            // A calendar has at least one component (3.6); a time zone is one that shows nothing.
            foreach (var (key, value) in new[]
            {
                ("BEGIN", "VTIMEZONE"), ("TZID", "Etc/UTC"), ("BEGIN", "STANDARD"), ("DTSTART", "19700101T000000"), ("TZOFFSETFROM", "+0000"),
                ("TZOFFSETTO", "+0000"), ("TZNAME", "UTC"), ("END", "STANDARD"), ("END", "VTIMEZONE"),
            })
            {
                Line(key, value);
            }
        }

        foreach (var session in events)
        {
            Line("BEGIN", "VEVENT");
            Line("UID", session.Uid);
            Line("DTSTAMP", Instant(session.ChangedAt));
            Line("LAST-MODIFIED", Instant(session.ChangedAt));
            Line("SEQUENCE", session.Revision.ToString(CultureInfo.InvariantCulture));
            Line("DTSTART", Instant(session.StartsAt));
            Line("DTEND", Instant(session.EndsAt));
            Line("SUMMARY", Text(session.Title));
            Line("LOCATION", Text(session.Where));
            Line("STATUS", session.IsCancelled ? "CANCELLED" : "CONFIRMED");
            Line("TRANSP", session.IsCancelled ? "TRANSPARENT" : "OPAQUE");
            Line("END", "VEVENT");
        }

        Line("END", "VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(string key, string value) => Fold(text, $"{key}:{value}");
    }

    /// <summary>Writes one line, folded after 75 octets without cutting a character (3.1).</summary>
    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }

    /// <summary>TEXT as 3.3.11 asks; control characters are no part of it.</summary>
    private static string Text(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (var sign in value.ReplaceLineEndings("\n"))
        {
            escaped.Append(sign switch
            {
                '\\' => "\\\\",
                ';' => "\\;",
                ',' => "\\,",
                '\n' => "\\n",
                _ when char.IsControl(sign) => " ",
                _ => sign.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
