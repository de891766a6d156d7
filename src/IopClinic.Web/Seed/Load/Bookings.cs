using IopClinic.Domain.Sessions;

namespace IopClinic.Web.Seed.Load;

/// <summary>What the database's triggers keep of a session, as they would have written it.</summary>
internal static class Bookings
{
    private static readonly string[] Reservations = ["session_id", "resource", "resource_id", "starts_at", "ends_at", "released_at"];

    private static readonly string[] Undocumented = ["session_id", "ends_at"];

    private static readonly string[] Leads = ["session_id", "staff_member_id", "site_id", "starts_at", "ends_at"];

    /// <summary>Adds a session with everything in it.</summary>
    public static void Add(CopyBatch to, Session session)
    {
        to.Add(session);
        to.AddRange(session.Clinicians);
        to.AddRange(session.Roster);
        to.AddRange(session.Attendances);
        to.AddRange(session.Notes);
        foreach (var note in session.Notes)
        {
            to.AddRange(note.Objectives);
        }

        if (session is GroupSession { Shared: { } shared })
        {
            to.Add(shared);
        }

        Reserve(to, session);
        if (session.Roster.Count == 0 || session.Roster.Any(place => session.LiveNoteOf(place.PatientId) is not { IsSigned: true }))
        {
            var row = to.Of("undocumented_sessions", Undocumented);
            row.BeginRow(Undocumented.Length);
            row.Uuid(session.Id.Value);
            row.Instant(session.EndsAt);
            if (session.CancelledAt is null)
            {
                Lead(to, session);
            }
        }
    }

    private static void Lead(CopyBatch to, Session session)
    {
        var rows = to.Of("undocumented_leads", Leads);
        foreach (var clinician in session.Clinicians)
        {
            rows.BeginRow(Leads.Length);
            rows.Uuid(session.Id.Value);
            rows.Uuid(clinician.StaffMemberId.Value);
            rows.Uuid(session.SiteId.Value);
            rows.Instant(session.StartsAt);
            rows.Instant(session.EndsAt);
        }
    }

    private static void Reserve(CopyBatch to, Session session)
    {
        var rows = to.Of("reservations", Reservations);
        if (session.RoomId is { } room)
        {
            Row("room", room.Value);
        }

        foreach (var clinician in session.Clinicians)
        {
            Row("clinician", clinician.StaffMemberId.Value);
        }

        foreach (var place in session.Roster)
        {
            Row("patient", place.PatientId.Value);
        }

        void Row(string resource, Guid key)
        {
            rows.BeginRow(Reservations.Length);
            rows.Uuid(session.Id.Value);
            rows.Text(resource);
            rows.Uuid(key);
            rows.Instant(session.StartsAt);
            rows.Instant(session.EndsAt);
            if (session.CancelledAt is { } at)
            {
                rows.Instant(at);
            }
            else
            {
                rows.Null();
            }
        }
    }
}
