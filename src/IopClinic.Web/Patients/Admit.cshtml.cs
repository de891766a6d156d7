using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Opens an episode of care: a program, a track, a primary clinician, a first day.</summary>
[Authorize(Can.AdmitPatients)]
public sealed class AdmitModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public AdmitForm Form { get; set; } = new();

    public IReadOnlyList<SelectListItem> Tracks { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Form.AdmittedOn = Today;
        await LoadAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (trackId, clinicianId) = (Form.TrackId!.Value, Form.PrimaryClinicianId!.Value);
        var program = await Db.Programs.Include(p => p.Tracks).SingleOrDefaultAsync(p => p.Tracks.Any(t => t.Id == trackId))
            ?? throw new RuleViolation("Choose a track from the list.", nameof(AdmitForm.TrackId));
        var clinician = await Db.Staff.SingleOrDefaultAsync(s => s.Id == clinicianId)
            ?? throw new RuleViolation("Choose a clinician from the list.", nameof(AdmitForm.PrimaryClinicianId));
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        RuleViolation.Unless(
            !await Db.Episodes.AnyAsync(e => e.PatientId == Id && e.ProgramId == program.Id && e.DischargedOn == null),
            $"This patient already has an open episode in {program.Name}. Discharge it first.",
            nameof(AdmitForm.TrackId));
        var track = program.Tracks.Single(t => t.Id == trackId);
        var episode = Episode.Admit(
            patient, program, track, clinician, Form.AdmittedOn!.Value, Form.PlannedWeeks ?? program.PlannedWeeks, Today);
        Db.Episodes.Add(episode);
        await new FormTeam(Db, Clock).AroundAsync(patient, clinician, episode.AdmittedOn, SignedIn);
        await Db.SaveChangesAsync();
        Toast($"{patient.CalledName} is admitted to {program.Name}, {track.Name} track, and in the care of {clinician.Name.Full}.");
        // From the first day of treatment on the chart is the care team's.
        return episode.AdmittedOn <= Today ? RedirectToPage("/Patients/Index") : ToChart();
    }

    public override async Task LoadAsync()
    {
        var programs = await (
            from program in Db.Programs.AsNoTracking().Include(p => p.Tracks)
            join site in Db.Sites on program.SiteId equals site.Id
            where program.RetiredAt == null
            orderby site.Name, program.Name
            select new { Program = program, Site = site.Name }).ToListAsync();
        Tracks = programs.SelectMany(p =>
        {
            var group = new SelectListGroup { Name = $"{p.Program.Name}, {p.Site} ({p.Program.PlannedWeeks} weeks)" };
            return p.Program.Tracks.Where(t => !t.IsRetired).OrderBy(t => t.PartOfDay).ThenBy(t => t.Name)
                .Select(t => new SelectListItem(t.Name, t.Id.ToString()) { Group = group });
        }).ToList();
        var staff = await Db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null)
            .OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).ToListAsync();
        Clinicians = staff.Where(s => s.IsClinician).Select(s => new SelectListItem(NameWithCredential(s), s.Id.ToString())).ToList();
    }

    private string NameWithCredential(StaffMember clinician) =>
        clinician.CredentialOn(Today) is { Length: > 0 } credential ? $"{clinician.Name.Full}, {credential}" : clinician.Name.Full;

    public sealed class AdmitForm
    {
        public Id<Track>? TrackId { get; set; }

        public Id<StaffMember>? PrimaryClinicianId { get; set; }

        public DateOnly? AdmittedOn { get; set; }

        /// <summary>Empty for what the program plans.</summary>
        public int? PlannedWeeks { get; set; }

        public sealed class Validator : AbstractValidator<AdmitForm>
        {
            public Validator()
            {
                RuleFor(f => f.TrackId).NotNull().WithMessage("Choose the program and track.");
                RuleFor(f => f.PrimaryClinicianId).NotNull().WithMessage("Choose the primary clinician.");
                RuleFor(f => f.AdmittedOn).NotNull().WithMessage("Enter the day of admission.");
                RuleFor(f => f.PlannedWeeks).InclusiveBetween(1, 104).WithMessage("Plan 1 to 104 weeks.");
            }
        }
    }
}
