using IopClinic.Domain.Patients;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Design;

/// <summary>Every element of the shell in every state, for those who build pages. Exists on a developer's machine only.</summary>
[AllowAnonymous]
public sealed class IndexModel(IWebHostEnvironment environment) : PageModel
{
    [BindProperty]
    public SampleForm Form { get; set; } = new();

    public static IEnumerable<SelectListItem> Sites { get; } =
    [
        new("Riverside", "1"), new("North Hill", "2"), new("Old Mill (closed)", "3") { Disabled = true },
    ];

    public static PatientBanner Admitted { get; } = new()
    {
        Id = "0197a1c0-0000-7000-8000-000000000001",
        Name = "Rosalind Achterberg",
        PreferredName = "Roz",
        Pronouns = "she/her",
        Age = 34,
        BirthDate = new DateOnly(1992, 3, 14),
        Mrn = "RV-004217",
        Risk = RiskLevel.Moderate,
        Allergies = ["Penicillin", "Latex"],
        ProgramName = "Dual diagnosis IOP",
        TrackName = "Morning",
        WeekOfProgram = 5,
        PlannedWeeks = 10,
        MinutesThisWeek = 450,
        WeeklyMinimumMinutes = 540,
        ChartHref = "#",
        IsGenerated = true,
    };

    public static PatientBanner NotAdmitted { get; } = new()
    {
        Id = "0197a1c0-0000-7000-8000-000000000002",
        Name = "Tomás Iturbe",
        Age = 61,
        BirthDate = new DateOnly(1965, 8, 2),
        Mrn = "RV-004301",
    };

    public static PatientBanner Deceased { get; } = NotAdmitted with
    {
        Name = "Wilhelmina van der Aalst-Oyelaran",
        Mrn = "RV-001002",
        Deceased = new DateOnly(2025, 11, 3),
    };

    public IActionResult OnGet()
    {
        TempData[Toasts.Key] = "The note was signed.";
        return Shown();
    }

    /// <summary>What htmx fetches, to see that fragments pass the content security policy.</summary>
    public IActionResult OnGetFragment() => environment.IsDevelopment() ? Partial("_Fragment") : NotFound();

    public IActionResult OnPost()
    {
        ModelState.AddModelError("", "That room is taken from 9:00 to 10:15 by Morning skills.");
        ModelState.AddModelError("Form.Given", "Enter the given name.");
        ModelState.AddModelError("Form.BirthDate", "The birth date lies in the future.");
        ModelState.AddModelError("Form.Site", "Choose a site that is open.");
        ModelState.AddModelError("Form.Mode", "Choose how the session takes place.");
        ModelState.AddModelError("Form.Days", "Choose at least one day.");
        ModelState.AddModelError("Form.Consents", "The consent is missing.");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Shown();
    }

    private IActionResult Shown() => environment.IsDevelopment() ? Page() : NotFound();

    public enum Mode
    {
        OnSite,
        Telehealth,
        InHome,
    }

    public sealed class SampleForm
    {
        public string? Given { get; set; }

        public string? Email { get; set; }

        public string? Phone { get; set; }

        public string? Password { get; set; }

        public DateOnly? BirthDate { get; set; }

        public TimeOnly? Starts { get; set; } = new(9, 30);

        public int? Capacity { get; set; } = 12;

        public string? Strengths { get; set; }

        public int? Site { get; set; }

        public Mode? Mode { get; set; }

        public Mode? Quick { get; set; } = IndexModel.Mode.OnSite;

        public IReadOnlyList<DayOfWeek> Days { get; set; } = [DayOfWeek.Monday, DayOfWeek.Wednesday];

        public bool Consents { get; set; }

        public string? Mrn { get; set; } = "RV-004217";

        public string? Room { get; set; }
    }
}
