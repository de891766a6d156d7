using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>The treatment plan of a patient: what is in force and what is due, how both sides are worked on, and every version.</summary>
[Authorize(Can.ReadCharts)]
public sealed class IndexPage(ClinicDb db, ClinicClock clock) : TreatmentPage(db, clock)
{
    [BindProperty]
    public BeginForm Form { get; set; } = new();

    /// <summary>The episodes that are open or have a plan, the open ones first.</summary>
    public IReadOnlyList<Course> Courses { get; private set; } = [];

    public bool MayWrite => MayHere(Can.WritePlans);

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Begins the next version, or goes on with the draft that is there.</summary>
    [AlsoNeeds(Can.WritePlans)]
    public async Task<IActionResult> OnPostAsync()
    {
        await Db.HoldChainsAsync([Id]);
        var episode = Existing(await Db.Episodes.SingleOrDefaultAsync(e => e.Id == Form.Episode && e.PatientId == Id));
        var plans = await Db.TreatmentPlans.Where(p => p.EpisodeId == episode.Id && p.PatientId == Id).OrderBy(p => p.Number).ToListAsync();
        if (plans.Find(p => !p.IsSigned && p.EndedAt is null) is { } draft)
        {
            Toast("A draft was begun already: this is it.");
            return Redirect(AddressOf(draft));
        }

        var kind = Form.Kind!.Value;
        var last = plans.LastOrDefault();
        var site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == episode.SiteId);
        var review = kind is PlanKind.Review ? await new BeginReview(Db).OfAsync(episode, plans, site.Zone, Today) : null;
        var plan = TreatmentPlan.Begin(episode, last, kind, Form.Reason, review, await MeAsync(), Today, Clock.Now);
        Db.TreatmentPlans.Add(plan);
        await Db.SaveChangesAsync();
        return Redirect(AddressOf(plan));
    }

    public override async Task LoadAsync()
    {
        await LoadNamesAsync();
        var plans = await Db.TreatmentPlans.AsNoTracking().Where(p => p.PatientId == Id).OrderByDescending(p => p.Number).ToListAsync();
        var episodes = await (
            from episode in Db.Episodes.AsNoTracking()
            where episode.PatientId == Id
            join program in Db.Programs on episode.ProgramId equals program.Id
            join site in Db.Sites on episode.SiteId equals site.Id
            orderby episode.DischargedOn == null descending, episode.AdmittedOn descending
            select new { Episode = episode, Program = program, Site = site }).ToListAsync();
        var courses = new List<Course>();
        foreach (var one in episodes)
        {
            var versions = plans.Where(p => p.EpisodeId == one.Episode.Id).ToList();
            if (!one.Episode.IsOpen && versions.Count == 0)
            {
                continue;
            }

            var inForce = versions.Find(p => p.IsInForce);
            var deadlines = one.Episode.IsOpen
                ? PlanCalendar.Of(one.Episode.AdmittedOn, one.Program.Plans, [.. versions.Where(p => p.IsSigned).Select(p => p.Milestone(one.Site.Zone))])
                : [];
            var occasions = deadlines.FirstOrDefault(d => d.Duty is PlanDuty.Review) is { } review
                ? (await Db.OccasionsAsync(new Dictionary<Id<Patient>, DateOnly> { [Id] = review.Since }, one.Site.Zone))[Id].ToList()
                : [];
            courses.Add(new Course(
                one.Episode,
                one.Program.Name,
                versions,
                inForce,
                versions.Find(p => !p.IsSigned),
                deadlines,
                occasions,
                inForce is null ? null : await Braid.OfAsync(Db, Id, inForce.Content, one.Episode.AdmittedOn, Today),
                inForce is null ? null : await PlanMix.OfAsync(Db, Id, inForce.Content, Names, one.Program, Today, Clock.Now)));
        }

        Courses = courses;
    }

    public string AddressOf(TreatmentPlan plan) => $"/Patients/{Id}/Plans/{plan.Id}{(plan.IsSigned ? "" : plan.Kind is PlanKind.Review ? "/Review" : "/Write")}";

    public sealed class BeginForm
    {
        public Id<Episode> Episode { get; set; }

        public PlanKind? Kind { get; set; }

        public string? Reason { get; set; }

        public sealed class Validator : AbstractValidator<BeginForm>
        {
            public Validator()
            {
                RuleFor(f => f.Kind).NotNull().WithMessage("Choose what to begin.");
                RuleFor(f => f.Reason).MaximumLength(300).WithMessage("Shorten the reason to 300 characters.");
                RuleFor(f => f.Reason).NotEmpty().WithMessage("Say why the plan is amended.").When(f => f.Kind is PlanKind.Amendment);
            }
        }
    }

    /// <summary>An episode with its plans.</summary>
    public sealed record Course(
        Episode Episode,
        string Program,
        IReadOnlyList<TreatmentPlan> Versions,
        TreatmentPlan? InForce,
        TreatmentPlan? Draft,
        IReadOnlyList<PlanDeadline> Deadlines,
        IReadOnlyList<string> Occasions,
        Braid? Braid,
        PlanMix? Mix);
}
