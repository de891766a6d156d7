using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Measures;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>All that was done for one objective: sessions with their notes, what clinicians said of it, and its questionnaire over time.</summary>
[Authorize(Can.ReadCharts)]
public sealed class ThreadPage(ClinicDb db, ClinicClock clock, InstrumentLibrary library) : PatientPage(db, clock)
{
    private const int PageSize = 25;

    /// <summary>Versions of a plan among which the words of an objective are looked for, the latest first.</summary>
    private const int MostVersions = 20;

    private const int MostMeasures = 100;

    [BindProperty(SupportsGet = true, Name = "objective")]
    public Id<Objective> ObjectiveId { get; set; }

    /// <summary>The last note of the page before.</summary>
    [BindProperty(SupportsGet = true, Name = "after")]
    public Id<ProgressNote>? After { get; set; }

    public Objective Objective { get; private set; } = null!;

    /// <summary>Its line in the latest plan that has it, with the goal above; null where no plan says it any more.</summary>
    public PlacedObjective? Placed { get; private set; }

    public IReadOnlyList<ThreadNote> Notes { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public int Count { get; private set; }

    public IReadOnlyList<Rating> Ratings { get; private set; } = [];

    /// <summary>What was said over time; null before the second time.</summary>
    public Trend? Progress { get; private set; }

    /// <summary>The questionnaire that shows progress by itself; null where there is none, or none was finished.</summary>
    public MeasureHistory? Measure { get; private set; }

    public string Address => $"/Patients/{Id}/Objectives/{ObjectiveId}";

    protected override string Reads => "Objective";

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Objective = Existing(await Db.Objectives.AsNoTracking().SingleOrDefaultAsync(o => o.Id == ObjectiveId && o.PatientId == Id));
        var plans = await Db.TreatmentPlans.AsNoTracking()
            .Where(p => p.PatientId == Id && p.EpisodeId == Objective.EpisodeId && p.SignedAt != null)
            .OrderByDescending(p => p.Number).Take(MostVersions).ToListAsync();
        Placed = plans.Select(plan => plan.Content.Objectives.FirstOrDefault(placed => placed.Line.Key == ObjectiveId.Value)).OfType<PlacedObjective>().FirstOrDefault();
        var found = await Db.ThreadOfAsync(Objective, After, PageSize + 1);
        Notes = [.. found.Take(PageSize)];
        Count = await Db.Standing().CountAsync(linked => linked.ObjectiveId == ObjectiveId && linked.PatientId == Id);
        Pager = new Pager(
            Count == 1 ? "1 note" : $"{Count} notes",
            After is null ? null : PagerStep.Link(Address),
            found.Count > PageSize ? PagerStep.Link($"{Address}?after={Notes[^1].Id}") : null);
        Ratings = await Db.RatingsAsync(Objective);
        Progress = Ratings.Count < 2 ? null : new Trend(
            "Progress",
            (int)ObjectiveProgress.Setback,
            (int)ObjectiveProgress.Achieved,
            [],
            [.. Ratings.Select(rating => new TrendPoint(rating.On, (int)rating.Progress, rating.Progress is ObjectiveProgress.Achieved))],
            []);
        if (MayHere(Can.ReadMeasures) && Objective.Instrument is { } code && library.Find(code) is { } instrument)
        {
            await LoadMeasureAsync(instrument);
        }
    }

    private async Task LoadMeasureAsync(Domain.Measures.Instrument instrument)
    {
        var sex = await Db.Patients.AsNoTracking().Where(p => p.Id == Id).Select(p => new { p.Id, p.BirthSex }).SingleAsync();
        var finished = await Db.Measures.AsNoTracking()
            .Where(m => m.PatientId == Id && m.InstrumentCode == instrument.Code && m.CompletedAt != null && m.WithdrawnAt == null)
            .OrderByDescending(m => m.ClinicDate).ThenByDescending(m => m.StartedAt).Take(MostMeasures).ToListAsync();
        if (finished.Count == 0)
        {
            return;
        }

        Measure = MeasureHistory.Of(instrument, finished, [new TrendEvent(Objective.SetOn, "Set")], MeasureWords.SexOf(sex.BirthSex));
        if (Objective.AtMost is { } most && Measure.Trends is [var total, ..] && most >= total.Least && most <= total.Most)
        {
            total.Target = most;
        }
    }
}
