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
        ["ix_skills_name"] = new("There is already a skill of this name.", "Name"),
        ["ix_problem_areas_name"] = new("There is already an area of this name.", "Name"),
        ["services_default_minutes"] = new("A session takes between 5 and 480 minutes.", "DefaultMinutes"),

        // Patients and their episodes
        ["ix_patients_mrn"] = new("This record number was issued at the same moment to somebody else. Save again.", "Mrn"),
        ["ix_patient_identifiers_value"] = new("Another patient already has this identifier."),
        ["ix_episodes_one_open"] = new("This patient is already admitted to this program."),
        ["episodes_dates"] = new("The discharge cannot lie before the admission.", "DischargedOn"),
        ["episodes_discharge"] = new("A discharge needs its date and its reason."),

        ["episodes_capacity"] = new("This track is full. Choose another one, or put them on its waitlist.", "TrackId"),
        ["ix_admission_waivers_one_open"] = new("A supervisor was asked already, and has not decided yet."),
        ["admission_waivers_stand"] = new("This is decided already."),
        ["ix_treatment_plans_in_force"] = new("Another version of the plan was signed at the same moment. Open the plan again."),
        ["ix_treatment_plans_one_draft"] = new("A draft of the next plan was begun at the same moment. Go on with that one."),
        ["ix_treatment_plans_version"] = new("Another version of the plan was begun at the same moment. Open the plan again."),
        ["treatment_plans_signed"] = new("This plan was signed meanwhile and does not change any more. Amend it instead."),
        ["ix_referrals_one_open"] = new("This patient already has an open referral."),
        ["referrals_outcome"] = new("This referral was closed or opened meanwhile. Open it again."),
        ["ix_kiosk_links_one"] = new("This form was handed over at the same moment. Look at it again."),
        ["ix_cadences_once"] = new("The program gives this questionnaire on that occasion already.", "Code"),
        ["ix_assessment_times_once"] = new("This clinician already has an assessment at that time.", "StartsAt"),

        // Bookings
        ["reservations_room_free"] = new("The room is taken at that time. Choose another room or time.", "RoomId"),
        ["reservations_clinician_free"] = new("A clinician of this session is booked elsewhere at that time, or on leave."),
        ["session_clinicians_credentialed"] = new("Somebody who is to lead holds none of the credentials that the service demands. Choose another clinician."),
        ["closures_days"] = new("The last day lies before the first.", "Until"),
        ["ix_schedule_feeds_of_clinician"] = new("An address was made at the same moment. Make another one."),
        ["ix_schedule_feeds_of_room"] = new("An address was made at the same moment. Make another one."),
        ["leaves_times"] = new("The leave ends before it begins.", "Until"),
        ["leaves_stand"] = new("This leave was withdrawn meanwhile. Open the page again."),
        ["reservations_patient_free"] = new("A patient of this session is booked elsewhere at that time."),
        ["ix_sessions_group_date"] = new("This group already has a session on that day."),
        ["sessions_travel"] = new("Only to a visit at home is there a drive, of 0 to 180 minutes.", "TravelBefore"),
        ["fk_home_visits_roster_place"] = new("This patient is not on the roster of this session any more. Open the session again."),
        ["ix_visit_stamps_once"] = new("This was recorded at the same moment. Open the visit again to see it."),
        ["visit_stamps_signed"] = new("This session is signed; when the visit began and ended stands."),
        ["family_participants_of_their_patient"] = new("Choose people from this patient’s network."),
        ["sessions_meeting_link"] = new("Only a session by telehealth has a link, and it begins with https://.", "MeetingLink"),
        ["staff_meeting_link"] = new("Enter the whole link, beginning with https://.", "MeetingLink"),
        ["telehealth_consents_stand"] = new("This consent was withdrawn meanwhile. Open the page again."),
        ["telehealth_consents_days"] = new("The consent was given later than that.", "WithdrawnOn"),
        ["sessions_times"] = new("The session ends before it starts."),
        ["sessions_cancellation"] = new("A cancellation says who called the session off, and why.", "CancelReason"),
        ["sessions_recorded"] = new(Domain.Sessions.Session.HasRecord),
        ["progress_notes_of_their_session"] = new("The session was moved meanwhile. Open it again from the calendar."),
        ["enrollments_capacity"] = new("The group is full."),
        ["ix_quick_phrases_key"] = new("Another phrase has this key.", "Key"),
        ["week_sign_offs_once"] = new("Somebody signed this week off a moment ago. Look at what stands here now."),
        ["week_sign_offs_of_a_week"] = new("A week begins on a Monday. Open the week again."),
        ["week_sign_offs_follow"] = new("Somebody signed this week off a moment ago. Look at what stands here now."),
        ["fk_signed_hours_episode"] = new("This episode of care is another patient’s. Open the page again."),
        ["payer_authorizations_days"] = new("It ends before it begins.", "LastDay"),
        ["payer_authorizations_units"] = new("Enter at least 1 unit.", "Units"),
        ["fk_payer_authorizations_episode"] = new("This episode of care is another patient’s. Open the page again."),
        ["alumni_capacity"] = new("Every place for alumni is taken."),
        ["alumni_places_once"] = new("They have a place in this group then."),
        ["alumni_places_days"] = new("The last day lies before the first.", "Until"),
        ["pk_alumni_presences"] = new("Somebody ticked it at the same moment. Open the session again to see it."),
        ["groups_places"] = new("A group has 1 to 100 places."),
        ["roster_capacity"] = new("A session is full: its last place was given a moment ago, or somebody comes to it for a make-up."),
        ["roster_places_make_up"] = new("Say who books the make-up."),
        ["sessions_room_holds"] = new("The room holds fewer people than the group has places.", "RoomId"),
        ["track_places_once"] = new("The patient was moved at the same moment. Open the page again."),
        ["track_places_days"] = new("The last day lies before the first."),
        ["ix_curricula_name"] = new("There is already a curriculum of this name.", "Name"),
        ["enrollments_days"] = new("The enrolment ends before it starts.", "LastDay"),
        ["enrollments_once"] = new("This patient is already enrolled in this group at that time."),

        // Attendance, notes, signatures
        ["attendance_of_its_session"] = new("Attendance belongs to the day and site of its session. Open the session again."),
        ["attendance_within_session"] = new("The times lie outside the session.", "Arrived"),
        ["attendance_minutes"] = new("The minutes lie outside the session.", "Minutes"),
        ["care_team_members_once"] = new("They are on the care team on some of these days already."),
        ["care_team_members_one_primary"] = new("Somebody else is the primary clinician on some of these days. End their membership first."),
        ["ix_diagnoses_standing"] = new("This diagnosis stands already. Open the page again to see it."),
        ["assessments_signed"] = new("This assessment is signed and does not change any more. Add an addendum instead."),
        ["ix_assessments_one_draft"] = new("An assessment of this patient is under way. Continue that one."),
        ["glass_openings_permanent"] = new("This opening was reviewed already."),
        ["private_notes_permanent"] = new("This private note was discarded already."),
        ["fk_attendance_roster_place"] = new("This patient is not on the roster of this session any more. Open the session again."),
        ["fk_progress_notes_roster_place"] = new("A place on the roster and a note go together: open the session again, and see which of them is there."),
        ["ix_progress_notes_one"] = new("This patient already has a note for this session. Open the session again to see it."),
        ["ix_signatures_chain"] = new("Somebody signed for this patient at the same moment. Sign again."),
        ["progress_notes_signed"] = new("This note is signed and does not change any more. Add an addendum instead."),
        ["note_objectives_signed"] = new("This note is signed, and so is what it refers to. Add an addendum instead."),
        ["note_objectives_of_its_note"] = new("A note refers to objectives of its own patient. Open the session again."),
        ["fk_note_objectives_of_the_patient"] = new("A note refers to objectives of its own patient. Open the session again."),
        ["addenda_of_a_standing_note"] = new("This note is struck and takes no addenda."),
        ["attendance_signed"] = new("This attendance is signed and does not change any more."),
        ["ix_outreach_tasks_one_open"] = new("An outreach to this patient was opened at the same moment. Save again."),
        ["outreach_tasks_stand"] = new("This outreach was closed meanwhile. Open it again to see what came of it."),
        ["outreach_tasks_decided"] = new("After three absences in a row it is decided how treatment goes on. Open it again.", "Decision"),
        ["outreach_attempts_of_an_open_task"] = new("This outreach was closed meanwhile. Open it again to see what came of it."),
        ["ix_safety_plans_version"] = new("Somebody saved this safety plan at the same moment. Save again to see both."),
        ["measure_administrations_result"] = new("An unfinished form has no result, so nothing was saved. Open it again."),
        ["measure_administrations_stand"] = new("This form is finished or withdrawn and does not change any more."),
        ["measure_alerts_stand"] = new("Somebody has written down already what was done."),
        ["ix_measure_alerts_once"] = new("This alert was raised at the same moment. Send the form again."),
        ["fk_skill_practices_roster_place"] = new("This patient is not on the roster of this session any more. Open the session again."),
        ["ix_skill_practices_once"] = new("Somebody followed this skill up at the same moment. Open the session again."),
        ["skill_practices_signed"] = new("This note is signed and does not change any more. Add an addendum instead."),
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
