using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Referrals;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>Takes a referral while somebody calls: who it is about and what the call tells, in one form.</summary>
[Authorize(Can.TakeReferrals)]
public sealed class NewModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>Somebody who is registered already; empty for a new person.</summary>
    [BindProperty(SupportsGet = true, Name = "patient")]
    public Id<Patient>? Known { get; set; }

    [BindProperty]
    public NewForm Form { get; set; } = new();

    public IReadOnlyList<PossibleDuplicate> Candidates { get; private set; } = [];

    /// <summary>The registered person this referral is about; null for a new one.</summary>
    public Patient? Person { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (Known is { } known && !await db.Patients.AnyAsync(p => p.Id == known))
        {
            return Missing();
        }

        Form.Person = Known;
        await LoadAsync();
        return Page();
    }

    /// <summary>Who could be meant by what is typed so far.</summary>
    [WithoutForm]
    [Limited(Often.Search)]
    public async Task<IActionResult> OnPostLookAsync() => Partial("/Patients/_Candidates.cshtml", Offer(await CandidatesAsync()));

    /// <summary>Goes on with somebody who is registered; what was typed stays, and is judged when it is saved.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostUseAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (today, now) = (clock.Today(db.Actor.Zone), clock.Now);
        Patient patient;
        if (Form.Person is { } known)
        {
            patient = await db.Patients.SingleOrDefaultAsync(p => p.Id == known)
                ?? throw new RuleViolation("Choose somebody from the list, or nobody for a new person.");
            RuleViolation.Unless(
                !await db.Episodes.AnyAsync(e => e.PatientId == known && e.DischargedOn == null),
                "A program treats this patient already. Their care team arranges a change of program.");
            Complete(patient);
        }
        else
        {
            var site = db.Actor.SiteId ?? throw new RuleViolation("Your account belongs to no site. Ask an administrator.");
            patient = new Patient(site, Form.Who(), Form.Contact(), today, now);
            var acknowledged = (Form.Acknowledged ?? "").Split(' ');
            var candidates = await CandidatesAsync();
            if (candidates.Any(c => !acknowledged.Contains(c.Id.ToString())))
            {
                Candidates = candidates;
                await LoadAsync();
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return Page();
            }

            db.Patients.Add(patient);
        }

        var me = await db.Staff.SingleAsync(s => s.Id == SignedIn);
        var referral = new Referral(patient, Form.Call.Call(), me, today, now);
        db.Referrals.Add(referral);
        await db.SaveChangesAsync();
        Toast($"The referral of {patient.CalledName} is saved. Offer a time for the assessment while you talk.");
        return RedirectToPage("/Referrals/Referral", new { id = referral.Id.ToString() });
    }

    public override async Task LoadAsync()
    {
        Person = Form.Person is { } known ? await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == known) : null;
        Form.Person = Person?.Id;
    }

    public Candidates Offer(IReadOnlyList<PossibleDuplicate> found) =>
        new(found, "Choose them, and what you typed about the call stays with their record.", "Form.Person", "/Referrals/New?handler=Use");

    private async Task<IReadOnlyList<PossibleDuplicate>> CandidatesAsync()
    {
        if (Form.Given is not { Length: > 0 } given || Form.Family is not { Length: > 0 } family || Form.BirthDate is not { } born
            || given.Length > PersonName.MaximumLength || family.Length > PersonName.MaximumLength)
        {
            return [];
        }

        var found = await db.PossibleDuplicatesAsync(new PersonName(given, family), born, [Form.Phone]);
        db.RecordShown(found.Select(c => new Id<Patient>(c.Id)), "Possible duplicates");
        return found;
    }

    /// <summary>What the call tells of how to reach them is added where the record says nothing yet.</summary>
    private void Complete(Patient patient)
    {
        var known = new PatientForm();
        known.Show(patient);
        var phones = new[] { known.Phone, known.OtherPhone }.OfType<string>().ToList();
        if (Form.Phone is { } phone && !phones.Contains(phone))
        {
            (known.Phone, known.OtherPhone) = known.Phone is null ? (phone, known.OtherPhone) : (known.Phone, known.OtherPhone ?? phone);
        }

        known.Email ??= Form.Email;
        known.Wishes ??= Form.Wishes;
        patient.Reach(known.Contact());
    }

    public sealed class NewForm : PatientForm
    {
        /// <summary>Somebody who is registered already.</summary>
        public Id<Patient>? Person { get; set; }

        public CallForm Call { get; set; } = new();

        /// <summary>The candidates that were shown before the form was sent again.</summary>
        public string? Acknowledged { get; set; }

        public new sealed class Validator : PatientFormRules<NewForm>
        {
            public Validator()
                : base(whoIsNew: form => form.Person is null) =>
                RuleFor(f => f.Call).SetValidator(new CallForm.Validator());
        }
    }
}
