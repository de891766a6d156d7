using IopClinic.Domain.Staff;

namespace IopClinic.Web.Commands;

/// <summary>The people of the demo clinic, one per role. Their password is public: they exist in Development only.</summary>
internal static class DemoSignIns
{
    public const string Password = "quiet-lantern-over-maple-river";

    public sealed record Person(Role Role, string Given, string Family, string Email);

    public static readonly IReadOnlyList<Person> All =
    [
        new(Role.Clinician, "Maya", "Lindqvist", "clinician@demo.example"),
        new(Role.Supervisor, "Thomas", "Adeyemi", "supervisor@demo.example"),
        new(Role.Prescriber, "Priya", "Raghunathan", "prescriber@demo.example"),
        new(Role.Intake, "Rosa", "Delgado", "intake@demo.example"),
        new(Role.Administrator, "Helen", "Brandt", "administrator@demo.example"),
        new(Role.Auditor, "Samuel", "Kowalczyk", "auditor@demo.example"),
        new(Role.PrivacyOfficer, "Ingrid", "Solheim", "privacy@demo.example"),
    ];
}
