using System.Text.Json;
using System.Text.Json.Serialization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Writes a version of a plan on one page that reads like the plan, saved while it is written.</summary>
[Authorize(Can.WritePlans)]
public sealed class WritePage(ClinicDb db, ClinicClock clock, InstrumentLibrary instruments) : TreatmentPage(db, clock)
{
    private const int Attempts = 3;

    private static readonly JsonSerializerOptions OfferJson = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(), new KeyOf<Service>(), new KeyOf<StaffMember>() },
    };

    [BindProperty]
    public PlanForm Form { get; set; } = new();

    public PlanSources Sources { get; private set; } = null!;

    /// <summary>What stands in the way of signing, and what would make the plan better.</summary>
    public IReadOnlyList<PlanRemark> Obstacles { get; private set; } = [];

    public IReadOnlyList<PlanRemark> Hints { get; private set; } = [];

    public PlanMix Mix { get; private set; } = null!;

    /// <summary>Objectives that signed notes refer to: they are not taken out.</summary>
    public IReadOnlySet<Guid> Noted { get; private set; } = new HashSet<Guid>();

    /// <summary>After a conflict: what stands now and what was typed here.</summary>
    public IReadOnlyList<Conflict>? Theirs { get; private set; }

    public IReadOnlyList<PlanOffer> Offers { get; private set; } = [];

    public IReadOnlyList<SelectListItem> SourceItems => [.. Sources.All.Select(source => new SelectListItem(source.Value.Words, source.Key))];

    public IReadOnlyList<SelectListItem> SideItems { get; } = [.. Enum.GetValues<PlanSide>().Select(side => new SelectListItem(PlanWords.Of(side), side.ToString()))];

    public IReadOnlyList<SelectListItem> TypeItems { get; } = [.. Enum.GetValues<GoalType>().Select(type => new SelectListItem(PlanWords.Of(type), type.ToString()))];

    public IReadOnlyList<SelectListItem> StatusItems { get; } = [.. Enum.GetValues<ObjectiveStatus>().Select(status => new SelectListItem(status.ToString(), status.ToString()))];

    public IReadOnlyList<SelectListItem> PhaseItems { get; } = [.. Enum.GetValues<PlanPhase>().Select(phase => new SelectListItem(PlanWords.Of(phase), phase.ToString()))];

    /// <summary>What is offered, and what the lines name already.</summary>
    public IReadOnlyList<SelectListItem> ServiceItems =>
    [
        .. Services.Where(s => !s.IsRetired || Form.Lines.Exists(line => line?.ServiceId == s.Id)).Select(s => new SelectListItem(s.Name, s.Id.ToString())),
    ];

    public IReadOnlyList<SelectListItem> StaffItems =>
    [
        .. Staff.Select(person => new SelectListItem(person.Value, person.Key.ToString())),
        .. Form.Lines.Select(line => line?.ResponsibleId).OfType<Id<StaffMember>>().Distinct().Where(person => !Staff.ContainsKey(person) && Names.Staff.ContainsKey(person))
            .Select(person => new SelectListItem($"{Names.Staff[person]} (not here any more)", person.ToString())),
    ];

    public IReadOnlyList<SelectListItem> InstrumentItems =>
    [
        .. instruments.InUse.Where(instrument => instrument.Scoring.Maximum is not null).Select(instrument => new SelectListItem(instrument.Code, instrument.Code)),
    ];

    /// <summary>The lines of an offer as the script takes them over.</summary>
    public static string Json(PlanOffer offer) => JsonSerializer.Serialize(offer.Lines.Select(LineForm.Of), OfferJson);

    public string Moment(DateTimeOffset moment) => At(moment);

    public IEnumerable<PlanRemark> RemarksOf(Guid? key) => Obstacles.Where(remark => remark.Key == key).Concat(Hints.Where(remark => remark.Key == key));

    public bool IsObstacle(PlanRemark remark) => Obstacles.Contains(remark);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Plan.IsSigned ? Redirect(Address) : Page();
    }

    /// <summary>Saves, and goes on to reading it through and signing.</summary>
    public async Task<IActionResult> OnPostAsync() => await SaveAsync() ?? Redirect(Plan.Kind is PlanKind.Review ? $"{Address}/Review" : Address);

    /// <summary>Saves and stays.</summary>
    public async Task<IActionResult> OnPostSaveAsync()
    {
        if (await SaveAsync() is { } refused)
        {
            return refused;
        }

        Toast("Saved.");
        return Redirect($"{Address}/Write");
    }

    /// <summary>Saves while it is being written.</summary>
    public async Task<IActionResult> OnPostAutosaveAsync()
    {
        var written = await WriteAsync(partly: true);
        if (written.IsStale)
        {
            return new JsonResult(new { sentence = "Somebody else wrote in this plan while you did. What you typed so far is kept. Press Save to see both; until then nothing more is saved." })
            {
                StatusCode = StatusCodes.Status409Conflict,
            };
        }

        await LoadPlanAsync();
        await JudgeAsync(Plan.Content);
        return new JsonResult(new
        {
            at = Show.Time(ClinicClock.TimeIn(Zone, Clock.Now)),
            version = written.Plan.Version,
            asksOtherwise = false,
            refused = Array.Empty<object>(),
            remarks = Obstacles.Select(remark => new { key = remark.Key, sentence = remark.Sentence, isHint = false })
                .Concat(Hints.Select(remark => new { key = remark.Key, sentence = remark.Sentence, isHint = true })),
            mix = Mix.Lines.Where(line => line.Prescribed is not null).Select(line => line.Words),
            weekly = Mix.Sentence,
        });
    }

    /// <summary>Without script: adds, moves or takes out a line, or takes over what is offered. Nothing is saved.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostArrangeAsync(string? act)
    {
        Form.Lines.RemoveAll(line => line is null);
        await LoadAsync();
        if (act?.Split('.', 2) is ["offer", var code] && Offers.FirstOrDefault(offer => offer.Code == code) is { } offer)
        {
            if (offer.Field is { } field)
            {
                Form.Append(field, offer.Text);
            }
            else
            {
                PlanArrange.Take(Form.Lines, [.. offer.Lines.Select(LineForm.Of)], offer.Under);
            }
        }
        else if (act is not null && !(act.StartsWith("drop.", StringComparison.Ordinal) && Noted.Any(key => act.EndsWith(key.ToString(), StringComparison.Ordinal))))
        {
            PlanArrange.Do(Form.Lines, act);
        }

        ModelState.Clear();
        return Page();
    }

    public override async Task LoadAsync()
    {
        await LoadPlanAsync();
        if (!this.Sent(nameof(Form)))
        {
            Form = PlanForm.Of(Plan);
        }

        Form.Lines.RemoveAll(line => line is null);
        Sources = await PlanSources.OfAsync(Db, Id, Plan.Content);
        Noted = await NotedAsync();
        await JudgeAsync(Plan.Content);
        Offers = await PlanOffer.AllAsync(Db, Sources, Plan.Content, SignedIn, Today, Episode.PlannedDischarge);
    }

    private async Task JudgeAsync(PlanContent content)
    {
        Obstacles = PlanCheck.Obstacles(content, Today, Staff);
        Hints = PlanCheck.Hints(content, Episode.PlannedDischarge);
        Mix = await PlanMix.OfAsync(Db, Id, content, Names, Program, Today, Clock.Now);
    }

    /// <summary>Null when all is saved and the caller goes on; else the page again with both texts.</summary>
    private async Task<IActionResult?> SaveAsync()
    {
        var written = await WriteAsync(partly: false);
        if (!written.IsStale)
        {
            Plan = written.Plan;
            return null;
        }

        Db.ChangeTracker.Clear();
        await LoadAsync();
        var typed = Form.ToContent(Sources.All);
        Theirs = Conflict.Among(
            ("Lines", Outline(Plan.Content), Outline(typed)),
            ("Phase", PlanWords.Of(Plan.Content.Phase), PlanWords.Of(typed.Phase)),
            ("Strengths", Plan.Content.Strengths, typed.Strengths),
            ("Preferences", Plan.Content.Preferences, typed.Preferences),
            ("Barriers", Plan.Content.Barriers, typed.Barriers),
            ("Discharge criteria", Plan.Content.DischargeCriteria, typed.DischargeCriteria),
            ("Relapse prevention", Plan.Content.RelapsePlan, typed.RelapsePlan));
        // Whoever saves now has seen what the other wrote.
        (Form.Version, Form.Page, Form.Turn) = (Plan.Version, FormKeys.New(), 0);
        ModelState.Remove("Form.Version");
        ModelState.Remove("Form.Page");
        ModelState.Remove("Form.Turn");
        ModelState.AddModelError("", "Somebody else wrote in this plan while you did. Both texts stand below; what you save now replaces theirs, which is kept beside the plan.");
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();

        string Outline(PlanContent content) => string.Join("\n", content.Lines.Where(line => line.Text.Length > 0).Select(line => $"{new string('–', (int)line.Level)} {Names.Words(line)}".Trim()));
    }

    private async Task<Written> WriteAsync(bool partly)
    {
        for (var attempt = 1; ; attempt++)
        {
            var plan = Existing(await Db.TreatmentPlans.Include(p => p.Drafts).SingleOrDefaultAsync(p => p.Id == PlanId && p.PatientId == Id));
            RuleViolation.Unless(!plan.IsSigned, "This plan is signed and does not change any more. What you typed stays here; amend the plan to take it over.");
            var episodeIsOpen = await Db.Episodes.AnyAsync(e => e.Id == plan.EpisodeId && e.PatientId == Id && e.DischargedOn == null);
            RuleViolation.Unless(episodeIsOpen, "This patient was discharged meanwhile. What you typed stays here, and the draft is kept as it was saved last.");
            var me = await MeAsync();
            var sources = await PlanSources.OfAsync(Db, Id, plan.Content);
            var typed = Form.ToContent(sources.All).Clean();
            var turn = Form.TurnOf(plan);
            if (partly && turn > Form.Turn)
            {
                // A later save of the same page was quicker: what this one brings is in it, or was changed since.
                return new Written(plan, false);
            }

            var isStale = plan.Version != Form.Version && turn is null && !plan.Content.Equals(typed);
            if (isStale)
            {
                plan.KeepDraft(typed, me, Clock.Now);
            }
            else if (!plan.Content.Equals(typed))
            {
                plan.Write(typed, await NotedAsync(), Form.From, me, Clock.Now);
            }

            try
            {
                await Db.SaveChangesAsync();
                return new Written(plan, isStale);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Somebody saved between our reading and writing: read theirs and judge again.
                Db.ChangeTracker.Clear();
            }
        }
    }

    private sealed class KeyOf<T> : JsonConverter<Id<T>>
    {
        public override Id<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    private sealed record Written(TreatmentPlan Plan, bool IsStale);
}
