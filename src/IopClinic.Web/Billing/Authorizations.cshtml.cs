using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Billing;

/// <summary>What payers approved of a patient's care: used, left, and what is booked beyond it.</summary>
[Authorize(Can.ReadAttendance)]
public sealed class AuthorizationsModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>Codes that are offered while one is typed; any other may be typed.</summary>
    internal static readonly IReadOnlyList<(string Code, string Words)> UsualCodes =
        [("S9480", "Psychiatric IOP, one day"), ("H0015", "Alcohol or drug IOP, one day"), ("90853", "Group therapy"), ("90837", "Individual therapy, 53 minutes or more"), ("90847", "Family therapy, patient present")];

    [BindProperty]
    public CareForm Form { get; set; } = new();

    [BindProperty]
    public WhichForm Which { get; set; } = new();

    /// <summary>The approval that is being changed; null when another one is added.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<PayerAuthorization>? Change { get; set; }

    /// <summary>The episode that is open, or the newest one; null for somebody who was never admitted.</summary>
    public Episode? Episode { get; private set; }

    public IReadOnlyList<AuthorizationUse> Uses { get; private set; } = [];

    public IReadOnlyList<LedgerRow> Uncovered { get; private set; } = [];

    public IReadOnlyDictionary<Id<Service>, string> Services { get; private set; } = new Dictionary<Id<Service>, string>();

    public IEnumerable<SelectListItem> ServiceItems => Services.OrderBy(s => s.Value).Select(s => new SelectListItem(s.Value, s.Key.ToString()));

    public static IReadOnlyList<SelectListItem> UnitItems { get; } =
        [.. Enum.GetValues<AuthorizedUnit>().Select(unit => new SelectListItem(char.ToUpperInvariant(BillingWords.Of(unit)[0]) + BillingWords.Of(unit)[1..], unit.ToString()))];

    public bool MayKeep => MayHere(Can.KeepAuthorizations) && Episode is not null;

    protected override string Reads => "Authorizations";

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Change is null || Uses.Any(use => use.Authorization.Id == Change && !use.Authorization.IsVoid) ? Page() : Missing();
    }

    [AlsoNeeds(Can.KeepAuthorizations)]
    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        RuleViolation.Unless(
            Form.ServiceId is null || await Db.Services.AnyAsync(s => s.Id == Form.ServiceId, stop), "Choose a service from the list.", nameof(Form.ServiceId));
        if (Change is { } id)
        {
            if (await Db.PayerAuthorizations.SingleOrDefaultAsync(a => a.Id == id && a.PatientId == Id, stop) is not { } authorization)
            {
                return Missing();
            }

            Db.Entry(authorization).Property(a => a.Version).OriginalValue = Form.Version;
            authorization.Describe(Form.ToCare());
        }
        else
        {
            var episode = await EpisodeAsync(stop) ?? throw new RuleViolation("The patient was never admitted. Authorizations belong to an episode of care.");
            Db.PayerAuthorizations.Add(new PayerAuthorization(episode, Form.ToCare(), await Db.Staff.SingleAsync(s => s.Id == SignedIn, stop), Clock.Now));
        }

        await Db.SaveChangesAsync(stop);
        Toast($"Authorization {Form.Number!.Trim()} is saved.");
        return Again();
    }

    /// <summary>Notes that more was asked of the payer today.</summary>
    [AlsoNeeds(Can.KeepAuthorizations)]
    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostAskAsync()
    {
        if (await FindAsync() is not { } authorization)
        {
            return Missing();
        }

        authorization.AskForMore(Today, Today);
        await Db.SaveChangesAsync(HttpContext.RequestAborted);
        Toast($"Asked {authorization.Payer} for more than {authorization.Number}: noted.");
        return Again();
    }

    [AlsoNeeds(Can.KeepAuthorizations)]
    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostVoidAsync()
    {
        if (await FindAsync() is not { } authorization)
        {
            return Missing();
        }

        authorization.Void(Which.VoidReason, Clock.Now);
        await Db.SaveChangesAsync(HttpContext.RequestAborted);
        Toast($"Authorization {authorization.Number} is taken back. It stays in the list.");
        return Again();
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (Uses.FirstOrDefault(use => use.Authorization.Id == Change) is { } saved)
        {
            Form.Version = saved.Authorization.Version;
        }
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Services = await Db.Services.AsNoTracking().Where(s => s.RetiredAt == null || Db.PayerAuthorizations.Any(a => a.ServiceId == s.Id && a.PatientId == Id))
            .ToDictionaryAsync(s => s.Id, s => s.Name, stop);
        Episode = await EpisodeAsync(stop);
        if (Episode is not { } episode)
        {
            return;
        }

        // Earlier episodes' approvals stay readable below those of this one.
        var coverages = await Db.CoverageAsync(Db.Episodes.Where(e => e.PatientId == Id), Today, Clock.Now, stop);
        Uses = [.. coverages.OrderByDescending(of => of.Key == episode.Id).SelectMany(of => of.Value.Uses)];
        Uncovered = coverages.GetValueOrDefault(episode.Id, Coverage.None).Uncovered;
        if (!this.Sent(nameof(Form)) && Uses.FirstOrDefault(use => use.Authorization.Id == Change) is { } changing)
        {
            Form = CareForm.Of(changing.Authorization);
        }
        else if (Change is null && !this.Sent(nameof(Form)))
        {
            Form = CareForm.Following(Uses.FirstOrDefault(use => !use.Authorization.IsVoid)?.Authorization, Today);
        }
    }

    private Task<Episode?> EpisodeAsync(CancellationToken stop) =>
        Db.Episodes.Where(e => e.PatientId == Id).OrderBy(e => e.DischargedOn != null).ThenByDescending(e => e.AdmittedOn).FirstOrDefaultAsync(stop);

    private Task<PayerAuthorization?> FindAsync() => Db.PayerAuthorizations.SingleOrDefaultAsync(a => a.Id == Which.AuthorizationId && a.PatientId == Id, HttpContext.RequestAborted);

    private RedirectToPageResult Again() => RedirectToPage("/Billing/Authorizations", new { id = Id.ToString() });

    public sealed class CareForm
    {
        public string? Payer { get; set; }

        public string? Number { get; set; }

        public string? Code { get; set; }

        public Id<Service>? ServiceId { get; set; }

        public AuthorizedUnit? Unit { get; set; }

        public int? Units { get; set; }

        public int? MinutesOfDay { get; set; }

        public DateOnly? FirstDay { get; set; }

        public DateOnly? LastDay { get; set; }

        public uint Version { get; set; }

        internal static CareForm Of(PayerAuthorization of) => new()
        {
            Payer = of.Payer,
            Number = of.Number,
            Code = of.Code,
            ServiceId = of.ServiceId,
            Unit = of.Unit,
            Units = of.Units,
            MinutesOfDay = of.MinutesOfDay,
            FirstDay = of.FirstDay,
            LastDay = of.LastDay,
            Version = of.Version,
        };

        /// <summary>The next approval is mostly by the same payer for the same care, and begins where the last one ends.</summary>
        internal static CareForm Following(PayerAuthorization? last, DateOnly today) => new()
        {
            Payer = last?.Payer,
            Code = last?.Code,
            ServiceId = last?.ServiceId,
            Unit = last?.Unit ?? AuthorizedUnit.Days,
            MinutesOfDay = last is null ? 180 : last.MinutesOfDay,
            FirstDay = last?.LastDay.AddDays(1) ?? today,
        };

        internal AuthorizedCare ToCare() => new(
            Payer, Number, Code, ServiceId, Unit.GetValueOrDefault(), Units.GetValueOrDefault(), MinutesOfDay, FirstDay.GetValueOrDefault(), LastDay.GetValueOrDefault());

        public sealed class Validator : AbstractValidator<CareForm>
        {
            public Validator()
            {
                RuleFor(f => f.Payer).MaximumLength(100).WithMessage("Shorten the payer to 100 characters.");
                RuleFor(f => f.Number).MaximumLength(60).WithMessage("Shorten the number to 60 characters.");
                RuleFor(f => f.Code).MaximumLength(10).WithMessage("A code has at most 10 characters.");
                RuleFor(f => f.Unit).NotNull().WithMessage("Choose what is counted.");
                RuleFor(f => f.Units).NotNull().WithMessage("Enter how many were approved.");
                RuleFor(f => f.FirstDay).NotNull().WithMessage("Enter the first day.");
                RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day.");
            }
        }
    }

    public sealed class WhichForm
    {
        public Id<PayerAuthorization>? AuthorizationId { get; set; }

        public string? VoidReason { get; set; }

        public sealed class Validator : AbstractValidator<WhichForm>
        {
            public Validator()
            {
                RuleFor(f => f.AuthorizationId).NotNull().WithMessage("Choose a row of the list.");
                RuleFor(f => f.VoidReason).MaximumLength(300).WithMessage("Shorten the reason to 300 characters.");
            }
        }
    }
}
