namespace IopClinic.Web.History;

/// <summary>The clinic's pages as the history calls them, by the pattern of their address.</summary>
internal static class PageNames
{
    private static readonly (string Words, string[] Patterns)[] Known =
    [
        ("the day’s work", ["/Today", "/Today/Index"]),
        ("the list of patients", ["/Patients", "/Patients/Index"]),
        ("a patient’s chart", ["/Patients/{id}"]),
        ("a patient’s details", ["/Patients/{id}/Edit"]),
        ("a patient’s allergies", ["/Patients/{id}/Allergies"]),
        ("a patient’s support people", ["/Patients/{id}/Supporters"]),
        ("a safety plan", ["/Patients/{id}/SafetyPlan", "/Patients/{id}/SafetyPlan/Write"]),
        ("a treatment plan", ["/Patients/{id}/Plans", "/Patients/{id}/Plans/{plan}", "/Patients/{id}/Plans/{plan}/Write", "/Patients/{id}/Plans/{plan}/Review", "/Patients/{id}/Plans/FromNote/{from}"]),
        ("the thread of an objective", ["/Patients/{id}/Objectives/{objective}"]),
        ("the plans that are due", ["/Plans"]),
        ("the list of outreach", ["/Outreach"]),
        ("an outreach to a patient", ["/Outreach/{task}"]),
        ("a patient’s questionnaires", ["/Patients/{id}/Measures", "/Patients/{id}/Measures/{measure}", "/Patients/{id}/Measures/{measure}/HandOver"]),
        ("a questionnaire in the patient’s hands", ["/Kiosk", "/Kiosk/Open", "/Kiosk/Thanks"]),
        ("a patient’s handbook", ["/Patients/{id}/Handbook"]),
        ("the referral board", ["/Referrals"]),
        ("a new referral", ["/Referrals/New"]),
        ("a referral", ["/Referrals/{id}", "/Referrals/{id}/Change"]),
        ("the waitlist", ["/Referrals/Waitlist"]),
        ("the times for assessments", ["/AssessmentTimes"]),
        ("an assessment", ["/Patients/{id}/Assessments", "/Patients/{id}/Assessments/{assessment}", "/Patients/{id}/Assessments/{assessment}/{section}"]),
        ("a patient’s diagnoses", ["/Patients/{id}/Diagnoses"]),
        ("the diagnosis codes", ["/Diagnoses", "/Diagnoses/Index", "/Diagnoses/List"]),
        ("the catalogue of skills", ["/Skills", "/Skills/Index", "/Skills/Skill/{id?}"]),
        ("a patient’s skills", ["/Patients/{id}/Skills"]),
        ("the plan library", ["/PlanLibrary", "/PlanLibrary/Area/{id?}"]),
        ("an admission", ["/Patients/{id}/Admit", "/Patients/{id}/Waiver"]),
        ("a patient’s consents and notices", ["/Patients/{id}/Papers"]),
        ("a discharge", ["/Patients/{id}/Discharge"]),
        ("the history of a patient", ["/Patients/{id}/History", "/History/Patient/{id}"]),
        ("the registration of a patient", ["/Patients/Register"]),
        ("the import of patients", ["/Patients/Import", "/Patients/Import/Index"]),
        ("the schedule", ["/Sessions", "/Sessions/Index", "/Schedule", "/Schedule/Week"]),
        ("the appointments that are due", ["/Appointments/Due"]),
        ("the timetable of a track", ["/Tracks/{id}/Timetable"]),
        ("a session", ["/Sessions/{date}/{id}"]),
        ("the questionnaires of a session", ["/Sessions/{date}/{id}/Questionnaires"]),
        ("the review of a session", ["/Sessions/{date}/{id}/Sign"]),
        ("the booking of a session", ["/Sessions/Book"]),
        ("the cancelling of a session", ["/Sessions/{date}/{id}/Cancel"]),
        ("the moving of a session", ["/Sessions/{date}/{id}/Move"]),
        ("who is told that a session is cancelled", ["/Sessions/{date}/{id}/Notice"]),
        ("a visit at home", ["/Sessions/{date}/{id}/Visit"]),
        ("the private notes", ["/Patients/{id}/PrivateNotes", "/Patients/{id}/PrivateNotes/{note}"]),
        ("a progress note", ["/Notes/{date}/{id}"]),
        ("the groups", ["/Groups", "/Groups/Index", "/Groups/New", "/Groups/{id}/Change", "/Groups/{id}/Regroup"]),
        ("a group’s members", ["/Groups/{id}", "/Groups/{id}/End/{enrollment}"]),
        ("the enrollment into a group", ["/Groups/{id}/Enroll"]),
        ("the tracks", ["/Tracks", "/Tracks/{id}", "/Tracks/{id}/Plan"]),
        ("the enrollment into a track", ["/Tracks/{id}/Enroll"]),
        ("a patient’s track and times", ["/Patients/{id}/Track"]),
        ("a patient’s make-up seats", ["/Patients/{id}/MakeUp"]),
        ("a patient’s hours", ["/Patients/{id}/Hours"]),
        ("the hours of a week", ["/Hours"]),
        ("the sign-off of a week", ["/Hours/SignOff/{programId}/{date}"]),
        ("a patient’s authorizations", ["/Patients/{id}/Authorizations"]),
        ("the authorizations", ["/Authorizations"]),
        ("the service lines for billing", ["/Billing/Lines"]),
        ("the quick phrases", ["/Phrases", "/Phrases/Index"]),
        ("the curricula", ["/Curricula", "/Curricula/Index", "/Curricula/Curriculum/{id?}"]),
        ("the history of the clinic", ["/History", "/History/Index"]),
        ("a patient’s care team", ["/Patients/{id}/Team"]),
        ("a record opened in an emergency", ["/Emergency", "/Emergency/Index"]),
        ("the review of emergency openings", ["/Emergency/Review", "/Emergency/Review/{id}"]),
        ("a calendar feed", ["/Feeds/{token}.ics", "/Account/Feed"]),
        ("the reminders", ["/Reminders", "/Reminders/Letters"]),
        ("the leave of the staff", ["/Leave", "/Leave/New", "/Leave/{id}"]),
        ("the leader of a session", ["/Sessions/{date}/{id}/Leader"]),
        ("the closures of a site", ["/Sites/{id}/Closures"]),
        ("the staff", ["/Staff", "/Staff/Index", "/Staff/Member/{id?}"]),
        ("the sign-in", ["/Account/SignIn", "/Account/SecondStep", "/Account/Enroll", "/Account/Passkeys"]),
        ("an invitation", ["/Account/Invitation"]),
        ("one’s ways to sign in", ["/Account/SignInMethods", "/Account/Authenticator", "/Account/RecoveryCodes"]),
        ("one’s own account", ["/Account/ChangePassword", "/Account/SignOut", "/Account/MySessions", "/Account/Confirm", "/Account/Telehealth"]),
    ];

    /// <summary>What a reader can ask for.</summary>
    public static IEnumerable<string> All => Known.Select(page => page.Words);

    /// <summary>The patterns that are called so; none where nothing is.</summary>
    public static string[] PatternsOf(string words) => Known.FirstOrDefault(page => page.Words == words).Patterns ?? [];

    /// <summary>What the page is called; its pattern where it has no name.</summary>
    public static string Of(string pattern) =>
        Known.FirstOrDefault(page => page.Patterns.Contains(pattern, StringComparer.OrdinalIgnoreCase)).Words ?? $"the page {pattern}";
}
