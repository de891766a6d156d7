using IopClinic.Domain.Staff;

namespace IopClinic.Web.Commands;

/// <summary>The people of the demo clinic, one per role. Their password is public: they exist in Development only.</summary>
internal static class DemoSignIns
{
    public const string Password = "quiet-lantern-over-maple-river";

    public sealed record Person(Role Role, string Given, string Family, string Email);

    public static readonly IReadOnlyList<Person> All =
    [
        new(Role.Clinician, "Dana", "Okafor", "clinician@demo.example"),
        new(Role.Supervisor, "Ingrid", "Solheim", "supervisor@demo.example"),
        new(Role.Prescriber, "Rafael", "Quintero", "prescriber@demo.example"),
        new(Role.Intake, "Mei", "Tanaka", "intake@demo.example"),
        new(Role.Administrator, "Amara", "Whitfield", "administrator@demo.example"),
        new(Role.Auditor, "Jonas", "Lindqvist", "auditor@demo.example"),
    ];
}
