using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Safety;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Safety;

/// <summary>
/// Writes the next version of a safety plan, or the first. Whoever goes through it and changes nothing makes a version too: the plan was
/// looked at that day.
/// </summary>
[Authorize(Can.Assess)]
public sealed class WritePage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public PlanForm Form { get; set; } = new();

    /// <summary>After a conflict: what stands now and what was typed here, by step.</summary>
    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    /// <summary>People whom the record knows: taken over with one click, never typed again.</summary>
    public IReadOnlyList<Known> People { get; private set; } = [];

    /// <summary>Nothing is written yet, and what is filled in comes from the clinic.</summary>
    public bool IsFirst => Form.Based == 0;

    public string Address => $"/Patients/{Id}/SafetyPlan";

    protected override string Reads => "SafetyPlan";

    /// <summary>The lines of a step, by their place in the form.</summary>
    public IEnumerable<int> PlacesOf(SafetyStep step) => Enumerable.Range(0, Form.Lines.Count).Where(at => Form.Lines[at]?.Step == step);

    /// <summary>Those of <see cref="People"/> who do not stand in the step yet.</summary>
    public IEnumerable<Known> OffersFor(SafetyStep step) => step is SafetyStep.Company or SafetyStep.Helpers
        ? People.Where(person => !PlacesOf(step).Any(at => Form.Lines[at].Text?.StartsWith(person.Name, StringComparison.OrdinalIgnoreCase) == true))
        : [];

    public async Task OnGetAsync()
    {
        Form = await LastAsync() is { } last ? PlanForm.Of(last) : new PlanForm { Lines = await FromTheClinicAsync() };
        await LoadAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // Two who save at the same moment: the second finds the first one's version.
        await Db.HoldChainsAsync([Id]);
        var last = await LastAsync();
        if ((last?.Number ?? 0) != Form.Based)
        {
            throw new DbUpdateConcurrencyException();
        }

        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        var plan = new SafetyPlan(patient, last, Form.ToLines(), await Db.Staff.SingleAsync(s => s.Id == SignedIn), Today, Clock.Now);
        Db.SafetyPlans.Add(plan);
        await Db.SaveChangesAsync();
        Toast(plan.IsComplete ? "The safety plan is saved. Print it, and give it into the patient’s hands." : "The safety plan is saved. It is not complete yet.");
        return RedirectToPage("/Safety/Plan", new { id = Id.ToString() });
    }

    /// <summary>Without script: another empty line, or somebody whom the record knows. Nothing is saved.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostRowsAsync()
    {
        await LoadAsync();
        var (step, who) = (Form.Add ?? "").Split('.', 2) is [var first, .. var rest] && Enum.TryParse<SafetyStep>(first, out var named) && Enum.IsDefined(named)
            ? (named, rest.FirstOrDefault())
            : (SafetyStep.Signs, null);
        var person = who is null ? null : People.FirstOrDefault(p => p.Key == who);
        var free = PlacesOf(step).Where(at => Form.Lines[at].IsEmpty).Select(at => (int?)at).FirstOrDefault();
        if (person is not null && free is { } place)
        {
            (Form.Lines[place].Text, Form.Lines[place].Phone) = (person.Line, person.Phone);
        }
        else
        {
            Form.Lines.Add(new LineForm { Step = step, Text = person?.Line, Phone = person?.Phone });
        }

        ModelState.Clear();
        return Page();
    }

    public override async Task LoadAsync()
    {
        Form.Lines.RemoveAll(line => line is null);
        // Every part offers an empty line, whatever else stands in it.
        foreach (var step in Enum.GetValues<SafetyStep>())
        {
            var places = PlacesOf(step).ToList();
            if (!places.Exists(at => Form.Lines[at].IsEmpty) && places.Count < SafetyPlan.MostLines)
            {
                Form.Lines.Add(new LineForm { Step = step });
            }
        }

        var patient = await Db.Patients.AsNoTracking().Include(p => p.Supporters).SingleAsync(p => p.Id == Id);
        var people = patient.Supporters.Where(s => s.EndedAt is null).OrderBy(s => s.Name)
            .Select(s => (s.Name, What: (string?)s.Relationship, s.Phone)).ToList();
        if (patient.EmergencyContact.Name is { } name)
        {
            people.Add((name, patient.EmergencyContact.Relationship, patient.EmergencyContact.Phone));
        }

        // Named in the assessment that is being written: they become support people when it is signed.
        var network = await Db.AssessmentSections.AsNoTracking()
            .Where(s => s.PatientId == Id && s.Key == AssessmentCatalog.SupportNetwork && Db.Assessments.Any(a => a.Id == s.AssessmentId && a.SignedAt == null))
            .FirstOrDefaultAsync();
        if (network is not null)
        {
            var values = network.Values;
            people.AddRange(values.RowsOf("people").Where(row => values[$"people.{row}.name"] is not null)
                .Select(row => (values[$"people.{row}.name"]!, values[$"people.{row}.relationship"], values[$"people.{row}.phone"])));
        }

        People =
        [
            .. people.DistinctBy(person => person.Name, StringComparer.OrdinalIgnoreCase).Select((person, at) => new Known($"{at}", person.Name, person.What, person.Phone)),
        ];
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        var last = await LastAsync();
        var typed = Form.ToLines().ToLookup(line => line.Step);
        Conflicts = Conflict.Among(Enum.GetValues<SafetyStep>().Select(step => (
            PlanWords.Of(step).Title, (string?)Lines(last?.Of(step) ?? []), (string?)Lines(typed[step]))));
        // Whoever saves now has seen what the other wrote.
        Form.Based = last?.Number ?? 0;
        ModelState.Remove("Form.Based");

        static string Lines(IEnumerable<SafetyLine> lines) => string.Join("\n", lines.Select(line => $"{line.Text.Trim()} {line.Phone}".TrimEnd()));
    }

    private Task<SafetyPlan?> LastAsync() =>
        Db.SafetyPlans.AsNoTracking().Where(plan => plan.PatientId == Id).OrderByDescending(plan => plan.Number).FirstOrDefaultAsync();

    /// <summary>What the clinic knows by itself: its own telephone, the clinician, and the crisis contacts of the site.</summary>
    private async Task<List<LineForm>> FromTheClinicAsync()
    {
        var site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == Banner.State.Site);
        var clinician = await (
            from episode in Db.Episodes
            where episode.PatientId == Id && episode.DischargedOn == null
            join staff in Db.Staff on episode.PrimaryClinicianId equals staff.Id
            orderby episode.AdmittedOn descending
            select staff.Name).FirstOrDefaultAsync();
        var lines = site.CrisisContacts.Select(contact => (contact.Name, (string?)contact.Phone)).ToList();
        lines.Insert(0, (clinician is null ? $"The clinic, {site.Name}" : $"{clinician.Full}, my clinician at {site.Name}", site.Phone));
        return lines.ConvertAll(line => new LineForm { Step = SafetyStep.Professionals, Text = line.Item1, Phone = line.Item2 });
    }

    /// <summary>Somebody around the patient.</summary>
    public sealed record Known(string Key, string Name, string? What, string? Phone)
    {
        /// <summary>As a line of the plan says it.</summary>
        public string Line => What is null ? Name : $"{Name} ({What})";
    }

    public sealed class PlanForm
    {
        /// <summary>The version from which the form was filled; 0 where there was none.</summary>
        public int Based { get; set; }

        public List<LineForm> Lines { get; set; } = [];

        /// <summary>Which line is to be added, where the page works without script.</summary>
        public string? Add { get; set; }

        internal static PlanForm Of(SafetyPlan plan) => new()
        {
            Based = plan.Number,
            Lines = [.. plan.Lines.Select(line => new LineForm { Step = line.Step, Text = line.Text, Phone = line.Phone })],
        };

        internal IEnumerable<SafetyLine> ToLines() =>
            Lines.Where(line => line is { IsEmpty: false }).Select(line => new SafetyLine(line.Step.GetValueOrDefault(), line.Text ?? "", line.Phone));

        public sealed class Validator : AbstractValidator<PlanForm>
        {
            public Validator()
            {
                RuleFor(f => f.Lines).Must(lines => lines.Exists(line => line is { IsEmpty: false })).WithMessage("Write at least one line.");
                RuleFor(f => f.Lines)
                    .Must(lines => lines.Where(line => line is { IsEmpty: false }).CountBy(line => line.Step.GetValueOrDefault()).All(step => step.Value <= SafetyPlan.MostLines))
                    .WithMessage($"Keep each part to {SafetyPlan.MostLines} lines: a plan is brief.");
                RuleForEach(f => f.Lines).Cascade(CascadeMode.Continue).SetValidator(new LineForm.Validator());
            }
        }
    }

    /// <summary>One line as it was typed.</summary>
    public sealed class LineForm
    {
        public SafetyStep? Step { get; set; }

        public string? Text { get; set; }

        public string? Phone { get; set; }

        internal bool IsEmpty => string.IsNullOrWhiteSpace(Text) && string.IsNullOrWhiteSpace(Phone);

        public sealed class Validator : AbstractValidator<LineForm>
        {
            public Validator()
            {
                RuleFor(line => line.Step).NotNull().WithMessage("Open the plan again.");
                RuleFor(line => line.Text).MaximumLength(SafetyLine.LongestText).WithMessage($"Shorten this line to {SafetyLine.LongestText} characters.");
                RuleFor(line => line.Text).NotEmpty().When(line => !line.IsEmpty).WithMessage("Say whose number this is.");
                RuleFor(line => line.Phone).MaximumLength(SafetyLine.LongestPhone).WithMessage($"Shorten the number to {SafetyLine.LongestPhone} characters.");
            }
        }
    }
}
