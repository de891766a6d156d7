using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Web.Account;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Programs;

/// <summary>Of a program: which questionnaire its patients are given, and when.</summary>
public sealed partial class ProgramPage
{
    [BindProperty]
    public CadenceForm Cadence { get; set; } = new();

    public IReadOnlyList<Cadence> Cadences { get; private set; } = [];

    public IEnumerable<SelectListItem> Instruments =>
        this.The<InstrumentLibrary>().InUse.Select(instrument => new SelectListItem($"{instrument.Code}: {instrument.Title}", instrument.Code));

    public static IReadOnlyList<SelectListItem> Occasions { get; } =
    [
        new("At admission", nameof(OccasionKind.Admission)), new("Every so many days", nameof(OccasionKind.Every)), new("Before discharge", nameof(OccasionKind.Discharge)),
    ];

    /// <summary>"every week", "at admission".</summary>
    public static string WordsOf(Cadence cadence) => cadence.Occasion switch
    {
        OccasionKind.Admission => "At admission",
        OccasionKind.Discharge => "Before discharge",
        _ when cadence.EveryDays == 1 => "Every day",
        _ when cadence.EveryDays == 7 => "Every week",
        _ when cadence.EveryDays % 7 == 0 => $"Every {cadence.EveryDays / 7} weeks",
        _ => $"Every {cadence.EveryDays} days",
    };

    public async Task<IActionResult> OnPostCadenceAsync()
    {
        if (await FindAsync() is not { } program)
        {
            return Missing();
        }

        var instrument = this.The<InstrumentLibrary>().InUse.FirstOrDefault(known => known.Code == Cadence.Code)
            ?? throw new RuleViolation("Choose a questionnaire from the list.", nameof(Cadence.Code));
        db.Cadences.Add(new Cadence(program, instrument, Cadence.Occasion.GetValueOrDefault(), Cadence.EveryDays));
        await db.SaveChangesAsync();
        Toast($"{instrument.Code} is given from now on.");
        return ToCadences();
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostDropCadenceAsync(Id<Cadence> cadence)
    {
        if (await db.Cadences.SingleOrDefaultAsync(c => c.Id == cadence && c.ProgramId == Id) is not { } dropped)
        {
            return Missing();
        }

        db.Cadences.Remove(dropped);
        await db.SaveChangesAsync();
        Toast($"{dropped.InstrumentCode} is no longer due on that occasion. Nothing that was answered changes.");
        return ToCadences();
    }

    private async Task LoadCadencesAsync() => Cadences = await db.Cadences.AsNoTracking().Where(c => c.ProgramId == Id)
        .OrderBy(c => c.InstrumentCode).ThenBy(c => c.Occasion).ToListAsync();

    private RedirectToPageResult ToCadences() => RedirectToPage(null, null, new { id = Id }, "questionnaires");

    public sealed class CadenceForm
    {
        public string Code { get; set; } = "";

        public OccasionKind? Occasion { get; set; }

        /// <summary>Days from one time to the next.</summary>
        public int? EveryDays { get; set; }

        public sealed class Validator : AbstractValidator<CadenceForm>
        {
            public Validator()
            {
                RuleFor(form => form.Code).NotEmpty().WithMessage("Choose a questionnaire.").MaximumLength(40);
                RuleFor(form => form.Occasion).NotNull().WithMessage("Choose when it is given.");
                RuleFor(form => form.EveryDays).NotNull().WithMessage("Enter the days from one to the next.")
                    .When(form => form.Occasion is OccasionKind.Every);
            }
        }
    }
}
