using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Services;
using IopClinic.Web.Billing;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Services;

/// <summary>One service; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class ServicePage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int MostModalities = 20;

    [FromRoute]
    public Id<Service> Id { get; set; }

    [BindProperty]
    public ServiceForm Form { get; set; } = new();

    /// <summary>The service as it is saved; null while it is new.</summary>
    public Service? Service { get; private set; }

    /// <summary>Groups that still meet with it.</summary>
    public int GroupsUsingIt { get; private set; }

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public static IReadOnlyList<SelectListItem> Billings { get; } =
        [.. Enum.GetValues<BilledBy>().Select(by => new SelectListItem(BillingWords.Of(by), by.ToString()))];

    public bool IsNew => Id.IsEmpty;

    public override async Task LoadAsync()
    {
        Service = await db.Services.AsNoTracking().SingleOrDefaultAsync(service => service.Id == Id);
        if (!IsNew)
        {
            Existing(Service);
        }

        if (Service is not null)
        {
            var today = clock.Today(db.Actor.Zone);
            // Of all sites: a service is the clinic's.
            GroupsUsingIt = await db.Groups.IgnoreQueryFilters().CountAsync(group => group.ServiceId == Id && group.Until >= today);
        }

        if (!this.Sent(nameof(Form)))
        {
            Form = Service is null ? new ServiceForm { DefaultMinutes = 60, CountsTowardHours = true } : ServiceForm.Of(Service);
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (Service is not null)
        {
            var saved = ServiceForm.Of(Service);
            Conflicts = Conflict.Among(
                ("Name", saved.Name, Form.Name),
                ("Usual length", $"{saved.DefaultMinutes} min", $"{Form.DefaultMinutes} min"),
                ("Counts toward program hours", saved.CountsTowardHours ? "Yes" : "No", Form.CountsTowardHours ? "Yes" : "No"),
                ("Takes place before an admission", saved.BeforeAdmission ? "Yes" : "No", Form.BeforeAdmission ? "Yes" : "No"),
                ("Families take part", saved.Families ? "Yes" : "No", Form.Families ? "Yes" : "No"),
                ("Led by holders of", saved.Credentials, Form.Credentials),
                ("Modalities", saved.Modalities, Form.Modalities),
                ("Billed", BillingWords.Of(saved.By), BillingWords.Of(Form.By)),
                ("Codes", saved.Codes, Form.Codes),
                ("Code without the patient", saved.WithoutPatient, Form.WithoutPatient),
                ("Modifier for telehealth", saved.TelehealthModifier, Form.TelehealthModifier),
                ("Billed beside a day", saved.BesideDay ? "Yes" : "No", Form.BesideDay ? "Yes" : "No"),
                ("Needs an authorization", saved.NeedsAuthorization ? "Yes" : "No", Form.NeedsAuthorization ? "Yes" : "No"),
                ("Words of a note", $"{WordGoal.Of(saved.WordsFrom, saved.WordsUntil)}", $"{new WordGoal(Form.WordsFrom, Form.WordsUntil)}"),
                ("Note prompts", saved.NoteTemplate, Form.NoteTemplate));
            Form.Version = saved.Version;
        }
    }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var minutes = Form.DefaultMinutes.GetValueOrDefault();
        if (IsNew)
        {
            RuleViolation.Unless(Form.Kind is not null, "Choose who takes part.", nameof(Form.Kind));
            Service = new Service(Form.Name, Form.Kind!.Value, minutes, Form.CountsTowardHours);
            db.Services.Add(Service);
        }
        else if (await FindAsync() is { } found)
        {
            Service = found;
            db.Entry(found).Property(s => s.Version).OriginalValue = Form.Version;
        }
        else
        {
            return Missing();
        }

        Service.Describe(Form.Name, minutes, Form.CountsTowardHours, Form.NoteTemplate, Form.ToModalities());
        Service.OfferBeforeAdmission(Form.BeforeAdmission);
        Service.InviteFamilies(Form.Families);
        Service.ExpectWords(WordGoal.Of(Form.WordsFrom, Form.WordsUntil));
        Service.Demand(ServiceForm.Split(Form.Credentials));
        Service.Bill(Form.ToBilling());
        await db.SaveChangesAsync();
        Toast(IsNew ? $"{Service.Name} is added." : $"{Service.Name} is saved.");
        return RedirectToPage("/Services/Index");
    }

    [WithoutForm]
    public Task<IActionResult> OnPostRetireAsync() => ChangeAsync(service =>
    {
        service.Retire(clock.Now);
        Toast($"{service.Name} is no longer offered.");
    });

    [WithoutForm]
    public Task<IActionResult> OnPostReopenAsync() => ChangeAsync(service =>
    {
        service.Reopen();
        Toast($"{service.Name} is offered again.");
    });

    private async Task<IActionResult> ChangeAsync(Action<Service> change)
    {
        if (await FindAsync() is not { } found)
        {
            return Missing();
        }

        change(found);
        await db.SaveChangesAsync();
        return RedirectToPage(new { id = Id });
    }

    private Task<Service?> FindAsync() => db.Services.SingleOrDefaultAsync(service => service.Id == Id);

    public sealed class ServiceForm
    {
        public string Name { get; set; } = "";

        /// <summary>Asked once, when the service is added.</summary>
        public SessionKind? Kind { get; set; }

        public int? DefaultMinutes { get; set; }

        public bool CountsTowardHours { get; set; }

        public bool BeforeAdmission { get; set; }

        public bool Families { get; set; }

        /// <summary>Codes of which one is enough, separated by commas; empty where any clinician leads it.</summary>
        public string? Credentials { get; set; }

        public string? Modalities { get; set; }

        /// <summary>The fewest words of a note; empty where none are asked for.</summary>
        public int? WordsFrom { get; set; }

        /// <summary>The most words of a note; empty where none are asked for.</summary>
        public int? WordsUntil { get; set; }

        [ManyLines]
        public string? NoteTemplate { get; set; }

        public BilledBy By { get; set; }

        public string? Codes { get; set; }

        public string? WithoutPatient { get; set; }

        public string? TelehealthModifier { get; set; }

        public bool BesideDay { get; set; }

        public bool NeedsAuthorization { get; set; }

        public uint Version { get; set; }

        internal static ServiceForm Of(Service service) => new()
        {
            Name = service.Name,
            Kind = service.Kind,
            DefaultMinutes = service.DefaultMinutes,
            CountsTowardHours = service.CountsTowardHours,
            BeforeAdmission = service.TakesPlaceBeforeAdmission,
            Families = service.FamiliesTakePart,
            Credentials = string.Join(", ", service.DemandedCredentials),
            Modalities = string.Join(", ", service.Modalities),
            WordsFrom = service.WordsFrom,
            WordsUntil = service.WordsUntil,
            NoteTemplate = service.NoteTemplate,
            By = service.Billing.By,
            Codes = service.Billing.Codes.Length == 0 ? null : service.Billing.Codes,
            WithoutPatient = service.Billing.WithoutPatient,
            TelehealthModifier = service.Billing.TelehealthModifier,
            BesideDay = service.Billing.BesideDay,
            NeedsAuthorization = service.Billing.NeedsAuthorization,
            Version = service.Version,
        };

        internal ServiceBilling ToBilling() => new(By, Codes ?? "", WithoutPatient, TelehealthModifier, BesideDay, NeedsAuthorization);

        internal string[] ToModalities() => Split(Modalities);

        internal static string[] Split(string? text) =>
            (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        public sealed class Validator : AbstractValidator<ServiceForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).MaximumLength(80).WithMessage("Shorten the name to 80 characters.");
                RuleFor(form => form.DefaultMinutes).NotNull().WithMessage("Enter how many minutes a session usually lasts.");
                RuleFor(form => form.Credentials).MaximumLength(500).WithMessage("Shorten this to 500 characters.")
                    .Must(text => Split(text).Length <= Service.MostCredentials).WithMessage($"Keep to {Service.MostCredentials} credentials.")
                    .Must(text => Array.TrueForAll(Split(text), code => code.Length <= 20)).WithMessage("Shorten each credential to 20 characters.");
                RuleFor(form => form.Modalities)
                    .MaximumLength(500).WithMessage("Shorten this to 500 characters.")
                    .Must((form, _) => form.ToModalities().Length <= MostModalities)
                    .WithMessage($"Give at most {MostModalities} modalities.");
                RuleFor(form => form.Codes).MaximumLength(ServiceBilling.LongestCodes).WithMessage("Shorten this to 200 characters.");
                RuleFor(form => form.WithoutPatient).MaximumLength(ServiceBilling.LongestCodes).WithMessage("Shorten this to 200 characters.");
                RuleFor(form => form.TelehealthModifier).MaximumLength(2).WithMessage("A modifier has two letters or digits, such as 95.");
                RuleFor(form => form.NoteTemplate).MaximumLength(2000).WithMessage("Shorten the prompts to 2,000 characters.");
            }
        }
    }
}
