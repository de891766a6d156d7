using System.Collections.Frozen;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// What the database refuses, in the words of the clinic. Two people can pass the same rule at the same moment; the constraint
/// then decides, and its refusal reads like the rule.
/// </summary>
public static class ConstraintSentences
{
    /// <summary>A sentence, and the input it stands beside when there is one.</summary>
    public sealed record Refusal(string Sentence, string? Field = null);

    private static readonly FrozenDictionary<string, Refusal> Table = new Dictionary<string, Refusal>(StringComparer.Ordinal)
    {
        // Sites, staff, programs, services
        ["ix_sites_name"] = new("There is already a site of this name.", "Name"),
        ["ix_rooms_name"] = new("This site already has a room of this name.", "Name"),
        ["ix_staff_email"] = new("Somebody on the staff already has this e-mail address.", "Email"),
        ["ix_programs_name"] = new("This site already has a program of this name.", "Name"),
        ["programs_weekly_minutes"] = new("The weekly minimum is higher than the maximum.", "WeeklyMinutesMinimum"),
        ["ix_tracks_name"] = new("This program already has a track of this name.", "Name"),
        ["ix_services_name"] = new("There is already a session service of this name.", "Name"),
        ["services_default_minutes"] = new("A session takes between 5 and 480 minutes.", "DefaultMinutes"),

        // Patients and their episodes
        ["ix_patients_mrn"] = new("This record number was issued at the same moment to somebody else. Save again.", "Mrn"),
        ["ix_patient_identifiers_value"] = new("Another patient already has this identifier."),
        ["ix_episodes_one_open"] = new("This patient is already admitted to this program."),
        ["episodes_dates"] = new("The discharge cannot lie before the admission.", "DischargedOn"),
        ["episodes_discharge"] = new("A discharge needs its date and its reason."),

        // Bookings
        ["reservations_room_free"] = new("The room is taken at that time. Choose another room or time.", "RoomId"),
        ["reservations_clinician_free"] = new("A clinician of this session is booked elsewhere at that time."),
        ["reservations_patient_free"] = new("A patient of this session is booked elsewhere at that time."),
        ["ix_sessions_group_date"] = new("This group already has a session on that day."),
        ["sessions_times"] = new("The session ends before it starts."),
        ["enrollments_capacity"] = new("The group is full."),
        ["enrollments_days"] = new("The enrolment ends before it starts.", "LastDay"),
        ["enrollments_once"] = new("This patient is already enrolled in this group at that time."),

        // Attendance, notes, signatures
        ["attendance_of_its_session"] = new("Attendance belongs to the day and site of its session. Open the session again."),
        ["attendance_within_session"] = new("The times lie outside the session.", "Arrived"),
        ["attendance_minutes"] = new("The minutes lie outside the session.", "Minutes"),
        ["care_team_members_once"] = new("They are on the care team on some of these days already."),
        ["care_team_members_one_primary"] = new("Somebody else is the primary clinician on some of these days. End their membership first."),
        ["glass_openings_permanent"] = new("This opening was reviewed already."),
        ["private_notes_permanent"] = new("This private note was discarded already."),
        ["fk_attendance_roster_place"] = new("This patient is not on the roster of this session any more. Open the session again."),
        ["fk_progress_notes_roster_place"] = new("A place on the roster and a note go together: open the session again, and see which of them is there."),
        ["ix_progress_notes_one"] = new("This patient already has a note for this session. Open the session again to see it."),
        ["ix_signatures_chain"] = new("Somebody signed for this patient at the same moment. Sign again."),
        ["progress_notes_signed"] = new("This note is signed and does not change any more. Add an addendum instead."),
        ["attendance_signed"] = new("This attendance is signed and does not change any more."),
        ["sessions_signed"] = new("This session is signed and does not change any more."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every constraint that has its own sentence; a test compares them with the constraints of the database.</summary>
    public static IEnumerable<string> Known => Table.Keys;

    /// <summary>The refusal behind <paramref name="error"/>, or null when it is no refusal but a fault.</summary>
    public static Refusal? For(PostgresException error) => error.SqlState switch
    {
        _ when error.ConstraintName is { } name && Table.TryGetValue(name, out var refusal) => refusal,
        PostgresErrorCodes.UniqueViolation => new("This is already recorded. Look for it before writing it again."),
        PostgresErrorCodes.ExclusionViolation => new("That time is already taken. Choose another time, room or clinician."),
        PostgresErrorCodes.CheckViolation => new("These values do not fit together, so nothing was saved. Check them and try again."),
        PostgresErrorCodes.ForeignKeyViolation => new(
            "Something this depends on was changed or removed meanwhile. Open the page again and choose anew."),
        PostgresErrorCodes.RestrictViolation or PostgresErrorCodes.RaiseException => new(
            "The record does not allow this change, so nothing was saved."),
        _ => null,
    };
}
