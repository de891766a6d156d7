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
        ("an admission", ["/Patients/{id}/Admit"]),
        ("a discharge", ["/Patients/{id}/Discharge"]),
        ("the history of a patient", ["/Patients/{id}/History", "/History/Patient/{id}"]),
        ("the registration of a patient", ["/Patients/Register"]),
        ("the import of patients", ["/Patients/Import", "/Patients/Import/Index"]),
        ("the schedule", ["/Sessions", "/Sessions/Index"]),
        ("a session", ["/Sessions/{date}/{id}"]),
        ("the review of a session", ["/Sessions/{date}/{id}/Sign"]),
        ("the booking of a session", ["/Sessions/Book"]),
        ("the cancelling of a session", ["/Sessions/{date}/{id}/Cancel"]),
        ("the private notes", ["/Patients/{id}/PrivateNotes", "/Patients/{id}/PrivateNotes/{note}"]),
        ("a progress note", ["/Notes/{date}/{id}"]),
        ("the groups", ["/Groups", "/Groups/Index", "/Groups/New", "/Groups/{id}/Change"]),
        ("a group’s members", ["/Groups/{id}", "/Groups/{id}/End/{enrollment}"]),
        ("the enrollment into a group", ["/Groups/{id}/Enroll"]),
        ("the history of the clinic", ["/History", "/History/Index"]),
        ("a patient’s care team", ["/Patients/{id}/Team"]),
        ("a record opened in an emergency", ["/Emergency", "/Emergency/Index"]),
        ("the review of emergency openings", ["/Emergency/Review", "/Emergency/Review/{id}"]),
        ("the staff", ["/Staff", "/Staff/Index", "/Staff/Member/{id?}"]),
        ("the sign-in", ["/Account/SignIn", "/Account/SecondStep", "/Account/Enroll", "/Account/Passkeys"]),
        ("an invitation", ["/Account/Invitation"]),
        ("one’s ways to sign in", ["/Account/SignInMethods", "/Account/Authenticator", "/Account/RecoveryCodes"]),
        ("one’s own account", ["/Account/ChangePassword", "/Account/SignOut", "/Account/MySessions", "/Account/Confirm"]),
    ];

    /// <summary>What a reader can ask for.</summary>
    public static IEnumerable<string> All => Known.Select(page => page.Words);

    /// <summary>The patterns that are called so; none where nothing is.</summary>
    public static string[] PatternsOf(string words) => Known.FirstOrDefault(page => page.Words == words).Patterns ?? [];

    /// <summary>What the page is called; its pattern where it has no name.</summary>
    public static string Of(string pattern) =>
        Known.FirstOrDefault(page => page.Patterns.Contains(pattern, StringComparer.OrdinalIgnoreCase)).Words ?? $"the page {pattern}";
}
