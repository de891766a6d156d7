using System.Globalization;
using System.Security.Cryptography;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;

namespace IopClinic.Web.Sessions;

/// <summary>
/// A short print of what a part of the grid held, carried in the page. When it comes back, it tells what the writer saw, and so
/// whether somebody else wrote in between.
/// </summary>
internal static class Fingerprint
{
    /// <summary>The print of a part that nobody has written yet.</summary>
    public const string Nothing = "-";

    public static string Of(Attendance? attendance) => attendance is null
        ? Nothing
        : Of(attendance.Status.ToString(), Minute(attendance.ArrivedAt), Minute(attendance.LeftAt), attendance.Reason, attendance.Where);

    public static string Of(Session session, Presence seen, TimeZoneInfo zone) => Of(
        seen.Status.ToString(),
        seen.IsAbsence ? null : InstantOf(session, seen.Arrived, zone),
        seen.IsAbsence ? null : InstantOf(session, seen.Left, zone),
        FreeText.OrNull(seen.Reason, int.MaxValue),
        session.Mode is SessionMode.Telehealth && !seen.IsAbsence ? seen.Where : null);

    public static string Of(NoteText note) => note == NoteText.Empty
        ? Nothing
        : Of(
        [
            note.Participation?.ToString(), note.Affect?.ToString(), note.Response?.ToString(), note.Text,
            .. note.Objectives.OrderBy(link => link.ObjectiveId.Value).SelectMany(link => new[] { link.ObjectiveId.ToString(), link.Progress?.ToString() }),
            .. note.WithoutObjective is { } why ? [why.ToString()] : Array.Empty<string?>(),
            .. note.InTheirWords is { } words ? ["\u001e", words] : Array.Empty<string?>(),
        ]);

    public static string Of(ProgressNote? note) => note is null ? Nothing : Of(TextOf(note));

    public static string Of(SharedText text) => Of(
        text.Topic, text.Material, string.Join('\u001f', text.Modalities.Order()), text.Interventions, text.Process, text.Homework);

    public static string Of(SharedPart? shared) => Of(TextOf(shared));

    /// <summary>The print of everything a signature will cover, so that nothing is signed that was not reviewed.</summary>
    public static string Of(Session session) => Of(
    [
        .. session.Roster.OrderBy(p => p.PatientId).SelectMany(p => new[]
        {
            p.PatientId.ToString(),
            Of(session.Attendances.FirstOrDefault(a => a.PatientId == p.PatientId)),
            Of(session.LiveNoteOf(p.PatientId)),
        }),
        session is GroupSession group ? Of(group.Shared) : null,
        string.Join(' ', session.Participants.Select(p => p.SupportPersonId).Order()),
        string.Join(' ', session.Skills.Select(s => s.SkillId).Order()),
    ]);

    public static NoteText TextOf(ProgressNote note) => new(note.Text, note.Participation, note.Affect, note.Response)
    {
        InTheirWords = note.InTheirWords,
        Objectives = [.. note.Objectives.Select(linked => linked.Link)],
        WithoutObjective = note.WithoutObjective,
    };

    public static SharedText TextOf(SharedPart? shared) => shared is null
        ? SharedText.Empty
        : new SharedText(shared.Topic, shared.Material, shared.Modalities, shared.Interventions, shared.Process, shared.Homework);

    private static string? InstantOf(Session session, TimeOnly? time, TimeZoneInfo zone) =>
        time is null ? null : Minute(ClinicClock.InstantWithin(session.StartsAt, session.EndsAt, session.ClinicDate, time.Value, zone) ?? ClinicClock.InstantOf(session.ClinicDate, time.Value, zone));

    private static string? Minute(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    private static string Of(params string?[] fields) =>
        Convert.ToHexStringLower(SHA256.HashData(CanonicalContent.Of(fields).Bytes.Span)[..8]);
}
