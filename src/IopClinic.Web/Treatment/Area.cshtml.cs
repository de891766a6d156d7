using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>One area of the plan library, all of it on one page; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class AreaPage(ClinicDb db, ClinicClock clock, InstrumentLibrary instruments) : ClinicPage
{
    private const string AnotherGoal = "goal";
    private const string AnotherObjective = "objective";
    private const string AnotherIntervention = "intervention.";

    [FromRoute]
    public Id<ProblemArea> Id { get; set; }

    [BindProperty]
    public AreaForm Form { get; set; } = new();

    /// <summary>The area as it is saved; null while it is new.</summary>
    public ProblemArea? Area { get; private set; }

    public IReadOnlyList<SelectListItem> Services { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Instruments { get; private set; } = [];

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public bool IsNew => Id.IsEmpty;

    public override async Task LoadAsync()
    {
        Area = await db.ProblemAreas.AsNoTracking().SingleOrDefaultAsync(area => area.Id == Id);
        if (!IsNew)
        {
            Existing(Area);
        }

        if (!this.Sent(nameof(Form)))
        {
            Form = Area is null ? new AreaForm() : AreaForm.Of(Area);
        }

        Form.MakeRoom();
        var chosen = Form.Acts.Select(act => act.ServiceId).OfType<Id<Service>>().ToHashSet();
        Services = await db.Services.AsNoTracking()
            .Where(service => service.RetiredAt == null || chosen.Contains(service.Id)).OrderBy(service => service.Name)
            .Select(service => new SelectListItem { Text = service.Name, Value = service.Id.ToString() }).ToListAsync();
        Instruments =
        [
            .. instruments.InUse.Select(instrument => instrument.Code)
                .Concat(Form.Objectives.Select(objective => objective.Instrument).OfType<string>().Where(code => code.Length > 0))
                .Distinct().Order(StringComparer.Ordinal).Select(code => new SelectListItem(code, code)),
        ];
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (Area is not null)
        {
            var names = Services.ToDictionary(service => service.Value, service => service.Text);
            var saved = AreaForm.Of(Area);
            Conflicts = Conflict.Among(
                ("Name", saved.Name, Form.Name),
                ("Side of the plan", saved.Side is { } side ? Show.Words(side) : null, Form.Side is { } typed ? Show.Words(typed) : null),
                ("As a plan words it", saved.Problem, Form.Problem),
                ("Fits diagnoses", saved.Codes, Form.Codes),
                ("Goals", saved.GoalsInWords, Form.GoalsInWords),
                ("Objectives", saved.ObjectivesInWords(names), Form.ObjectivesInWords(names)));
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
        if (IsNew)
        {
            RuleViolation.Unless(Form.Side is not null, "Choose the side of the plan.", nameof(Form.Side));
            Area = new ProblemArea(Form.Name, Form.Problem, Form.Side!.Value);
            db.ProblemAreas.Add(Area);
        }
        else if (await FindAsync() is { } found)
        {
            Area = found;
            db.Entry(found).Property(area => area.Version).OriginalValue = Form.Version;
        }
        else
        {
            return Missing();
        }

        var chosen = Form.Acts.Select(act => act.ServiceId).OfType<Id<Service>>().Distinct().ToList();
        RuleViolation.Unless(
            await db.Services.CountAsync(service => chosen.Contains(service.Id)) == chosen.Count, "Choose services of this clinic.");
        Area.Describe(Form.Name, Form.Problem, Form.Side ?? Area.Side, Form.ToCodes(), Form.ToGoals(), Form.ToObjectives());
        await db.SaveChangesAsync();
        Toast(IsNew ? $"{Area.Name} is added." : $"{Area.Name} is saved.");
        return Redirect("/PlanLibrary");
    }

    /// <summary>Another empty row. Nothing is saved.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostRowsAsync()
    {
        await LoadAsync();
        switch (Form.Add)
        {
            case AnotherGoal when Form.Goals.Count < ProblemArea.MostGoals:
                Form.Goals.Add(new GoalForm());
                break;
            case AnotherObjective when Form.Objectives.Count < ProblemArea.MostObjectives:
                Form.Objectives.Add(new ObjectiveForm());
                break;
            case { } said when said.StartsWith(AnotherIntervention, StringComparison.Ordinal)
                && int.TryParse(said[AnotherIntervention.Length..], out var at) && at >= 0 && at < Form.Objectives.Count
                && Form.Objectives[at].Interventions.Count < LibraryObjective.MostInterventions:
                Form.Objectives[at].Interventions.Add(new ActForm());
                break;
        }

        Form.MakeRoom();
        ModelState.Clear();
        return Page();
    }

    [WithoutForm]
    public Task<IActionResult> OnPostRetireAsync() => ChangeAsync(area =>
    {
        area.Retire(clock.Now);
        Toast($"{area.Name} is no longer offered to new plans.");
    });

    [WithoutForm]
    public Task<IActionResult> OnPostReopenAsync() => ChangeAsync(area =>
    {
        area.Reopen();
        Toast($"{area.Name} is offered again.");
    });

    private async Task<IActionResult> ChangeAsync(Action<ProblemArea> change)
    {
        if (await FindAsync() is not { } found)
        {
            return Missing();
        }

        change(found);
        await db.SaveChangesAsync();
        return Redirect($"/PlanLibrary/Area/{Id}");
    }

    private Task<ProblemArea?> FindAsync() => db.ProblemAreas.SingleOrDefaultAsync(area => area.Id == Id);

    public sealed class AreaForm
    {
        public string Name { get; set; } = "";

        [ManyLines]
        public string Problem { get; set; } = "";

        public PlanSide? Side { get; set; }

        public string? Codes { get; set; }

        public List<GoalForm> Goals { get; set; } = [];

        public List<ObjectiveForm> Objectives { get; set; } = [];

        /// <summary>Which row is to be added.</summary>
        public string? Add { get; set; }

        public uint Version { get; set; }

        internal IEnumerable<ActForm> Acts => Objectives.SelectMany(objective => objective.Interventions);

        internal string GoalsInWords => string.Join('\n', Goals.Where(goal => !goal.IsEmpty).Select(goal => goal.InWords));

        internal string ObjectivesInWords(Dictionary<string, string> services) =>
            string.Join('\n', Objectives.Where(objective => !objective.IsEmpty).Select(objective => objective.InWords(services)));

        /// <summary>At least one row of everything to write into.</summary>
        internal void MakeRoom()
        {
            Goals.RemoveAll(goal => goal is null);
            Objectives.RemoveAll(objective => objective is null);
            if (Goals.Count == 0)
            {
                Goals.AddRange([new GoalForm(), new GoalForm()]);
            }

            if (Objectives.Count == 0)
            {
                Objectives.Add(new ObjectiveForm());
            }

            foreach (var acts in Objectives.Select(objective => objective.Interventions))
            {
                acts.RemoveAll(act => act is null);
                if (acts.Count == 0)
                {
                    acts.Add(new ActForm());
                }
            }
        }

        internal static AreaForm Of(ProblemArea area) => new()
        {
            Name = area.Name,
            Problem = area.Problem,
            Side = area.Side,
            Codes = string.Join(", ", area.CodePrefixes),
            Goals = [.. area.Goals.Select(goal => new GoalForm { Text = goal.Text, Type = goal.Type })],
            Objectives = [.. area.Objectives.Select(ObjectiveForm.Of)],
            Version = area.Version,
        };

        internal string[] ToCodes() => (Codes ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        internal IEnumerable<LibraryGoal> ToGoals() =>
            Goals.Where(goal => goal is { IsEmpty: false }).Select(goal => new LibraryGoal(goal.Type.GetValueOrDefault(), goal.Text ?? ""));

        internal IEnumerable<LibraryObjective> ToObjectives() => Objectives.Where(objective => objective is { IsEmpty: false }).Select(objective => objective.ToObjective());

        public sealed class Validator : AbstractValidator<AreaForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).MaximumLength(ProblemArea.LongestName).WithMessage($"Shorten the name to {ProblemArea.LongestName} characters.");
                RuleFor(form => form.Problem).MaximumLength(LibraryGoal.LongestText).WithMessage(TooLong);
                RuleFor(form => form.Codes)
                    .MaximumLength(500).WithMessage("Shorten this to 500 characters.")
                    .Must((form, _) => form.ToCodes().Length <= ProblemArea.MostPrefixes).WithMessage($"Give at most {ProblemArea.MostPrefixes} beginnings of codes.");
                RuleFor(form => form.Goals).Must(goals => goals.Count <= ProblemArea.MostGoals).WithMessage($"Keep an area to {ProblemArea.MostGoals} goals.");
                RuleFor(form => form.Objectives)
                    .Must(objectives => objectives.Count <= ProblemArea.MostObjectives).WithMessage($"Keep an area to {ProblemArea.MostObjectives} objectives.");
                RuleForEach(form => form.Goals).SetValidator(new GoalForm.Validator());
                RuleForEach(form => form.Objectives).SetValidator(new ObjectiveForm.Validator());
            }
        }
    }

    private static readonly string TooLong = $"Shorten this to {LibraryGoal.LongestText} characters.";

    /// <summary>One goal as it was typed.</summary>
    public sealed class GoalForm
    {
        public GoalType? Type { get; set; }

        public string? Text { get; set; }

        internal bool IsEmpty => string.IsNullOrWhiteSpace(Text);

        internal string InWords => $"{Text?.Trim()} ({(Type is { } type ? Show.Words(type) : "no kind")})";

        public sealed class Validator : AbstractValidator<GoalForm>
        {
            public Validator()
            {
                RuleFor(goal => goal.Text).MaximumLength(LibraryGoal.LongestText).WithMessage(TooLong);
                RuleFor(goal => goal.Type).NotNull().When(goal => !goal.IsEmpty).WithMessage("Choose what kind of goal this is.");
            }
        }
    }

    /// <summary>One objective as it was typed.</summary>
    public sealed class ObjectiveForm
    {
        [ManyLines]
        public string? Text { get; set; }

        public string? Measure { get; set; }

        public string? Target { get; set; }

        public int? Weeks { get; set; }

        public string? Instrument { get; set; }

        public int? AtMost { get; set; }

        public List<ActForm> Interventions { get; set; } = [];

        internal bool IsEmpty => string.IsNullOrWhiteSpace(Text);

        internal string InWords(Dictionary<string, string> services) => string.Join("; ", new[]
        {
            Text?.Trim(),
            Measure,
            Target,
            Weeks is { } weeks ? $"{weeks} weeks" : null,
            Instrument,
            AtMost is { } score ? $"at most {score}" : null,
        }.Concat(Interventions.Where(act => !act.IsEmpty).Select(act => act.InWords(services))).Where(part => !string.IsNullOrEmpty(part)));

        internal static ObjectiveForm Of(LibraryObjective objective) => new()
        {
            Text = objective.Text,
            Measure = objective.Measure,
            Target = objective.Target,
            Weeks = objective.Weeks,
            Instrument = objective.Instrument,
            AtMost = objective.AtMost,
            Interventions = [.. objective.Interventions.Select(ActForm.Of)],
        };

        internal LibraryObjective ToObjective() => new(
            Text ?? "",
            Measure,
            Target,
            Weeks.GetValueOrDefault(),
            Instrument,
            AtMost,
            [.. Interventions.Where(act => act is { IsEmpty: false }).Select(act => act.ToIntervention())]);

        public sealed class Validator : AbstractValidator<ObjectiveForm>
        {
            public Validator()
            {
                RuleFor(objective => objective.Text).MaximumLength(LibraryGoal.LongestText).WithMessage(TooLong);
                RuleFor(objective => objective.Measure).MaximumLength(LibraryGoal.LongestText).WithMessage(TooLong);
                RuleFor(objective => objective.Target).MaximumLength(LibraryGoal.LongestText).WithMessage(TooLong);
                RuleFor(objective => objective.Instrument).MaximumLength(LibraryObjective.LongestInstrument).WithMessage("Choose one from the list.");
                RuleFor(objective => objective.Interventions)
                    .Must(acts => acts.Count <= LibraryObjective.MostInterventions)
                    .WithMessage($"Keep an objective to {LibraryObjective.MostInterventions} interventions.");
                RuleForEach(objective => objective.Interventions).SetValidator(new ActForm.Validator());
                When(objective => !objective.IsEmpty, () =>
                {
                    RuleFor(objective => objective.Weeks)
                        .NotNull().WithMessage("Say in how many weeks.")
                        .InclusiveBetween(1, LibraryObjective.MostWeeks).WithMessage($"An objective takes 1 to {LibraryObjective.MostWeeks} weeks.");
                    RuleFor(objective => objective.Instrument)
                        .NotEmpty().When(objective => objective.AtMost is not null).WithMessage("Choose the questionnaire that this score is of.");
                    RuleFor(objective => objective.AtMost)
                        .InclusiveBetween(0, LibraryObjective.HighestScore).WithMessage($"A score lies between 0 and {LibraryObjective.HighestScore}.");
                });
            }
        }
    }

    /// <summary>One intervention as it was typed.</summary>
    public sealed class ActForm
    {
        public string? Text { get; set; }

        public Id<Service>? ServiceId { get; set; }

        public int? Times { get; set; }

        public int? EveryWeeks { get; set; }

        public int? Minutes { get; set; }

        internal bool IsEmpty => string.IsNullOrWhiteSpace(Text);

        internal string InWords(Dictionary<string, string> services) =>
            $"{Text?.Trim()} ({(ServiceId is { } service ? services.GetValueOrDefault(service.ToString(), "another service") : "any service")}, {Times} in {EveryWeeks} weeks, {Minutes} min)";

        internal static ActForm Of(LibraryIntervention act) => new()
        {
            Text = act.Text,
            ServiceId = act.ServiceId,
            Times = act.Times,
            EveryWeeks = act.EveryWeeks,
            Minutes = act.Minutes,
        };

        internal LibraryIntervention ToIntervention() =>
            new(Text ?? "", ServiceId, Times.GetValueOrDefault(), EveryWeeks.GetValueOrDefault(), Minutes.GetValueOrDefault());

        public sealed class Validator : AbstractValidator<ActForm>
        {
            public Validator()
            {
                RuleFor(act => act.Text).MaximumLength(LibraryGoal.LongestText).WithMessage(TooLong);
                When(act => !act.IsEmpty, () =>
                {
                    RuleFor(act => act.Times)
                        .NotNull().WithMessage("Say how often.")
                        .InclusiveBetween(1, LibraryIntervention.MostTimes).WithMessage($"It happens 1 to {LibraryIntervention.MostTimes} times.");
                    RuleFor(act => act.EveryWeeks)
                        .NotNull().WithMessage("Say in how many weeks.")
                        .InclusiveBetween(1, LibraryIntervention.MostEveryWeeks).WithMessage($"It happens every 1 to {LibraryIntervention.MostEveryWeeks} weeks.");
                    RuleFor(act => act.Minutes)
                        .NotNull().WithMessage("Say how long.")
                        .InclusiveBetween(5, 480).WithMessage("It takes 5 to 480 minutes.");
                });
            }
        }
    }
}
