using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Closes an episode of care with its reason.</summary>
[Authorize(Can.DischargePatients)]
public sealed class DischargeModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public DischargeForm Form { get; set; } = new();

    public IReadOnlyList<SelectListItem> Open { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Form.DischargedOn = Today;
        await LoadAsync();
        if (Open.Count == 1 && Id<Episode>.TryParse(Open[0].Value, null, out var only))
        {
            Form.EpisodeId = only;
        }
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var episodeId = Form.EpisodeId!.Value;
        var episode = await Db.Episodes.SingleOrDefaultAsync(e => e.Id == episodeId && e.PatientId == Id)
            ?? throw new RuleViolation("Choose the episode that ends.", nameof(DischargeForm.EpisodeId));
        var by = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        var released = await new DischargePatient(Db, Clock)
            .DoAsync(episode, Form.DischargedOn!.Value, Form.DischargeReason!.Value, Form.DischargeNote, by, Today);
        await Db.SaveChangesAsync();
        Toast(released switch
        {
            0 => "Discharged.",
            1 => "Discharged. One later session no longer expects this patient.",
            _ => $"Discharged. {released} later sessions no longer expect this patient.",
        });
        return ToChart();
    }

    public override async Task LoadAsync()
    {
        var open = await (
            from episode in Db.Episodes.AsNoTracking()
            where episode.PatientId == Id && episode.DischargedOn == null
            join program in Db.Programs on episode.ProgramId equals program.Id
            join track in Db.Tracks on episode.TrackId equals track.Id
            orderby episode.AdmittedOn descending
            select new { episode.Id, Program = program.Name, Track = track.Name, episode.AdmittedOn }).ToListAsync();
        Open = open
            .Select(e => new SelectListItem($"{e.Program}, {e.Track} track, since {Show.Date(e.AdmittedOn)}", e.Id.ToString())).ToList();
    }

    public sealed class DischargeForm
    {
        public Id<Episode>? EpisodeId { get; set; }

        public DischargeReason? DischargeReason { get; set; }

        public DateOnly? DischargedOn { get; set; }

        [ManyLines]
        public string? DischargeNote { get; set; }

        public sealed class Validator : AbstractValidator<DischargeForm>
        {
            public Validator()
            {
                RuleFor(f => f.EpisodeId).NotNull().WithMessage("Choose the episode that ends.");
                RuleFor(f => f.DischargeReason).NotNull().WithMessage("Choose the reason of discharge.");
                RuleFor(f => f.DischargedOn).NotNull().WithMessage("Enter the day of discharge.");
                RuleFor(f => f.DischargeNote).MaximumLength(4000);
            }
        }
    }
}
