using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Emergency;

/// <summary>Opens the record of one patient who is not one's own, with a reason, for four hours.</summary>
[Authorize(Can.BreakGlass)]
public sealed class IndexPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int MostShown = 10;

    [BindProperty]
    public FindForm Find { get; set; } = new();

    [BindProperty]
    public OpenForm Open { get; set; } = new();

    [BindProperty]
    public CloseForm Close { get; set; } = new();

    public IReadOnlyList<Candidate>? Candidates { get; private set; }

    public IEnumerable<SelectListItem> Choices => (Candidates ?? [])
        .Select(c => new SelectListItem($"{c.Name}, born {Show.Date(c.BirthDate)}, MRN {c.Mrn}", c.Id.ToString()));

    public bool HasMore { get; private set; }

    /// <summary>What this person has open now.</summary>
    public IReadOnlyList<OpenRecord> Standing { get; private set; } = [];

    public static IReadOnlyList<SelectListItem> Reasons { get; } =
        [.. Enum.GetValues<GlassReason>().Select(reason => new SelectListItem(Show.Words(reason), reason.ToString()))];

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Finds people by what was typed; names stand in no address.</summary>
    public async Task<IActionResult> OnPostFindAsync()
    {
        await LoadAsync();
        return Page();
    }

    [WithForm(nameof(Open))]
    [NeedsConfirmation]
    public async Task<IActionResult> OnPostOpenAsync()
    {
        var patient = Open.Patient!.Value;
        var known = await CandidatesAsync([], patient.Value);
        RuleViolation.Unless(known.Count == 1, "Choose the patient again: this record is open to you already, or it is not one of your site.");
        var me = await db.Staff.SingleAsync(s => s.Id == SignedIn);
        var opening = new GlassOpening(patient, me, Open.Reason!.Value, Open.Explanation, clock.Now);
        db.GlassOpenings.Add(opening);
        await db.SaveChangesAsync();
        Toast("The record is open to you for four hours. Everything you open in it is looked at afterwards.");
        return RedirectToPage("/Patients/Chart", new { id = patient.ToString() });
    }

    [WithForm(nameof(Close))]
    public async Task<IActionResult> OnPostCloseAsync()
    {
        var now = clock.Now;
        foreach (var opening in await db.GlassOpenings.Where(g => g.StaffMemberId == SignedIn && g.PatientId == Close.Patient).ToListAsync())
        {
            opening.Close(now);
        }

        await db.SaveChangesAsync();
        Toast("The record is closed.");
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        var now = clock.Now;
        var zone = db.Actor.Zone;
        Standing = (await (
            from opening in db.GlassOpenings.AsNoTracking()
            where opening.StaffMemberId == SignedIn && opening.ClosedAt == null && opening.ExpiresAt > now
            join patient in db.Patients on opening.PatientId equals patient.Id
            orderby opening.ExpiresAt
            select new { opening.PatientId, patient.Name, opening.ExpiresAt }).ToListAsync())
            .ConvertAll(o => new OpenRecord(o.PatientId, o.Name.Full, ClinicClock.TimeIn(zone, o.ExpiresAt)));
        if (Find.Search is { Length: > 0 } typed)
        {
            var words = typed.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
            var found = await CandidatesAsync(words, null);
            HasMore = found.Count > MostShown;
            Candidates = [.. found.Take(MostShown)];
            Open.Search = typed;
            if (Candidates is [{ } only] && Open.Patient is null)
            {
                Open.Patient = new Id<Patient>(only.Id);
            }

            // The one too many, too: it was read.
            db.RecordShown(found.Select(candidate => new Id<Patient>(candidate.Id)), "Emergency search", evenNobody: true);
        }
        else if (Open.Search is { Length: > 0 } searched)
        {
            Find.Search = searched;
            await LoadAsync();
        }
    }

    private Task<List<Candidate>> CandidatesAsync(string[] words, Guid? patient) => db.Database.SqlQuery<Candidate>($"""
        select id as "Id", given as "Given", family as "Family", preferred_name as "PreferredName", birth_date as "BirthDate", mrn as "Mrn"
        from glass_candidates({words}, {patient})
        """).ToListAsync();

    public sealed record Candidate(Guid Id, string Given, string Family, string? PreferredName, DateOnly BirthDate, string Mrn)
    {
        public string Name => PreferredName is null ? $"{Given} {Family}" : $"{Given} {Family} “{PreferredName}”";
    }

    public sealed record OpenRecord(Id<Patient> PatientId, string Name, TimeOnly Until);

    public sealed class FindForm
    {
        public string Search { get; set; } = "";

        public sealed class Validator : AbstractValidator<FindForm>
        {
            public Validator() => RuleFor(f => f.Search)
                .NotEmpty().WithMessage("Type the name, the MRN or the birth date.")
                .MinimumLength(3).WithMessage("Type at least three letters or digits.")
                .MaximumLength(100);
        }
    }

    public sealed class OpenForm
    {
        /// <summary>What was searched for: the list is shown again when the form comes back.</summary>
        public string? Search { get; set; }

        public Id<Patient>? Patient { get; set; }

        public GlassReason? Reason { get; set; }

        [ManyLines]
        public string Explanation { get; set; } = "";

        public sealed class Validator : AbstractValidator<OpenForm>
        {
            public Validator()
            {
                RuleFor(f => f.Search).MaximumLength(100);
                RuleFor(f => f.Patient).NotNull().WithMessage("Choose the patient.");
                RuleFor(f => f.Reason).NotNull().WithMessage("Choose the reason.");
                RuleFor(f => f.Explanation).NotEmpty().WithMessage("Say what happened.")
                    .MinimumLength(GlassOpening.ShortestReason).WithMessage($"Say what happened in at least {GlassOpening.ShortestReason} characters.")
                    .MaximumLength(1000).WithMessage("Shorten this to 1,000 characters.");
            }
        }
    }

    public sealed class CloseForm
    {
        public Id<Patient>? Patient { get; set; }

        public sealed class Validator : AbstractValidator<CloseForm>
        {
            public Validator() => RuleFor(f => f.Patient).NotNull().WithMessage("Choose a row of the list.");
        }
    }
}
