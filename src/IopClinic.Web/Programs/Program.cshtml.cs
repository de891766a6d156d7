using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Programs;

/// <summary>One program with its tracks; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed partial class ProgramPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [FromRoute]
    public Id<Program> Id { get; set; }

    /// <summary>The track whose row is open for changes.</summary>
    [FromQuery(Name = "track")]
    public Id<Track> OpenTrack { get; set; }

    [BindProperty]
    public ProgramForm Form { get; set; } = new();

    [BindProperty]
    public TrackForm Track { get; set; } = new();

    /// <summary>The program as it is saved; null while it is new.</summary>
    public Program? Program { get; private set; }

    public string SiteName { get; private set; } = "";

    public IReadOnlyList<Track> Tracks { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Sites { get; private set; } = [];

    /// <summary>Patients in the program, by track.</summary>
    public IReadOnlyDictionary<Id<Track>, int> Patients { get; private set; } = new Dictionary<Id<Track>, int>();

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public bool IsNew => Id.IsEmpty;

    public override async Task LoadAsync()
    {
        if (IsNew)
        {
            Sites = await db.Sites.OrderBy(site => site.Name)
                .Select(site => new SelectListItem { Text = site.Name, Value = site.Id.ToString() }).ToListAsync();
        }
        else
        {
            Program = Existing(
                await db.Programs.AsNoTracking().Include(program => program.Tracks).SingleOrDefaultAsync(program => program.Id == Id));
        }

        if (Program is not null)
        {
            SiteName = await db.Sites.Where(site => site.Id == Program.SiteId).Select(site => site.Name).SingleAsync();
            Tracks = [.. Program.Tracks.OrderBy(track => track.IsRetired).ThenBy(track => track.Name, StringComparer.OrdinalIgnoreCase)];
            Patients = await db.Episodes.Where(episode => episode.ProgramId == Id && episode.DischargedOn == null)
                .GroupBy(episode => episode.TrackId)
                .ToDictionaryAsync(track => track.Key, track => track.Count());
        }

        await LoadCadencesAsync();
        LoadPlans();
        LoadNotes();
        if (!this.Sent(nameof(Form)))
        {
            Form = Program is null ? ProgramForm.Blank(Sites) : ProgramForm.Of(Program);
        }

        if (this.Sent(nameof(Track)))
        {
            OpenTrack = Track.Id ?? default;
        }
        else if (Tracks.FirstOrDefault(track => track.Id == OpenTrack && !track.IsRetired) is { } open)
        {
            Track = TrackForm.Of(open);
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (this.Sent(nameof(Form)) && Program is not null)
        {
            var saved = ProgramForm.Of(Program);
            Conflicts = Conflict.Among(
                ("Name", saved.Name, Form.Name),
                ("Level of care", Words(saved.LevelOfCare), Words(Form.LevelOfCare)),
                ("Hours a week, at least", $"{saved.WeeklyHoursMinimum:0.##}", $"{Form.WeeklyHoursMinimum:0.##}"),
                ("Hours a week, at most", $"{saved.WeeklyHoursMaximum:0.##}", $"{Form.WeeklyHoursMaximum:0.##}"),
                ("Planned weeks", $"{saved.PlannedWeeks}", $"{Form.PlannedWeeks}"),
                ("First session after a step-down (days)", $"{saved.FirstSessionDays}", $"{Form.FirstSessionDays}"),
                ("ASAM Criteria", Words(saved.AsamEdition), Words(Form.AsamEdition)),
                ("Criteria of admission", saved.Criteria, string.Join('\n', Form.ToCriteria())),
                ("Handbook", saved.Handbook, Form.Handbook),
                ("42 CFR Part 2", saved.IsPart2 ? "Yes" : "No", Form.IsPart2 ? "Yes" : "No"));
            Form.Version = saved.Version;
        }
        else if (this.Sent(nameof(Plans)) && Program is not null)
        {
            CompareWithPlans(Program);
        }
        else if (this.Sent(nameof(Notes)) && Program is not null)
        {
            CompareWithNotes(Program);
        }
        else if (Tracks.FirstOrDefault(track => track.Id == OpenTrack) is { } open)
        {
            var saved = TrackForm.Of(open);
            Conflicts = Conflict.Among(("Track", saved.Name, Track.Name), ("Part of day", Words(saved.PartOfDay), Words(Track.PartOfDay)), ("Seats", $"{saved.Capacity}", $"{Track.Capacity}"));
            Track.Version = saved.Version;
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
            RuleViolation.Unless(
                Form.SiteId is { } chosen && await db.Sites.AnyAsync(site => site.Id == chosen),
                "Choose the site it belongs to.",
                nameof(Form.SiteId));
            Program = new Program(Form.SiteId!.Value, Form.Name, Form.LevelOfCare.GetValueOrDefault());
            db.Programs.Add(Program);
        }
        else if (await FindAsync() is { } found)
        {
            Program = found;
            db.Entry(found).Property(p => p.Version).OriginalValue = Form.Version;
        }
        else
        {
            return Missing();
        }

        Program.Describe(
            Form.Name,
            Form.LevelOfCare.GetValueOrDefault(),
            Hours.ToMinutes(Form.WeeklyHoursMinimum.GetValueOrDefault()),
            Hours.ToMinutes(Form.WeeklyHoursMaximum.GetValueOrDefault()),
            Form.PlannedWeeks.GetValueOrDefault(),
            Form.IsPart2);
        Program.Screen(Form.ToCriteria(), Form.FirstSessionDays.GetValueOrDefault());
        Program.RateIn(Form.AsamEdition.GetValueOrDefault());
        Program.HandOut(Form.Handbook);
        await db.SaveChangesAsync();
        Toast(IsNew ? $"{Program.Name} is added. Add its tracks next." : $"{Program.Name} is saved.");
        return RedirectToPage(new { id = Program.Id });
    }

    public async Task<IActionResult> OnPostTrackAsync()
    {
        if (await FindAsync() is not { } program)
        {
            return Missing();
        }

        if (Track.Id is not { } key)
        {
            program.AddTrack(Track.Name, Track.PartOfDay.GetValueOrDefault()).Hold(Track.Capacity);
        }
        else if (program.Tracks.FirstOrDefault(track => track.Id == key) is { } track)
        {
            db.Entry(track).Property(t => t.Version).OriginalValue = Track.Version;
            track.Describe(Track.Name, Track.PartOfDay.GetValueOrDefault());
            track.Hold(Track.Capacity);
        }
        else
        {
            return Missing();
        }

        await db.SaveChangesAsync();
        Toast(Track.Id is null ? $"{Track.Name} is added." : $"{Track.Name} is saved.");
        return ToTracks();
    }

    [WithoutForm]
    public Task<IActionResult> OnPostRetireAsync() => ChangeAsync(program =>
    {
        program.Retire(clock.Now);
        Toast($"{program.Name} admits nobody any more.");
    });

    [WithoutForm]
    public Task<IActionResult> OnPostReopenAsync() => ChangeAsync(program =>
    {
        program.Reopen();
        Toast($"{program.Name} admits patients again.");
    });

    [WithoutForm]
    public Task<IActionResult> OnPostRetireTrackAsync(Id<Track> which) => ChangeAsync(which, track =>
    {
        track.Retire(clock.Now);
        Toast($"{track.Name} takes no new patients.");
    });

    [WithoutForm]
    public Task<IActionResult> OnPostReopenTrackAsync(Id<Track> which) => ChangeAsync(which, track =>
    {
        track.Reopen();
        Toast($"{track.Name} takes patients again.");
    });

    private async Task<IActionResult> ChangeAsync(Action<Program> change)
    {
        if (await FindAsync() is not { } program)
        {
            return Missing();
        }

        change(program);
        await db.SaveChangesAsync();
        return RedirectToPage(new { id = Id });
    }

    private async Task<IActionResult> ChangeAsync(Id<Track> which, Action<Track> change)
    {
        if (await db.Tracks.SingleOrDefaultAsync(track => track.Id == which && track.ProgramId == Id) is not { } found)
        {
            return Missing();
        }

        change(found);
        await db.SaveChangesAsync();
        return ToTracks();
    }

    private RedirectToPageResult ToTracks() => RedirectToPage(null, null, new { id = Id }, "tracks");

    private Task<Program?> FindAsync() => db.Programs.Include(program => program.Tracks).SingleOrDefaultAsync(program => program.Id == Id);

    private static string Words(Enum? value) => value is null ? "" : Show.Words(value);

    public sealed class ProgramForm
    {
        /// <summary>Asked once, when the program is added.</summary>
        public Id<Site>? SiteId { get; set; }

        public string Name { get; set; } = "";

        public LevelOfCare? LevelOfCare { get; set; }

        public decimal? WeeklyHoursMinimum { get; set; }

        public decimal? WeeklyHoursMaximum { get; set; }

        public int? PlannedWeeks { get; set; }

        public bool IsPart2 { get; set; }

        public int? FirstSessionDays { get; set; }

        public AsamEdition? AsamEdition { get; set; }

        /// <summary>One a line.</summary>
        [ManyLines]
        public string? Criteria { get; set; }

        /// <summary>What patients take home, in the clinic's own words.</summary>
        [ManyLines]
        public string? Handbook { get; set; }

        public uint Version { get; set; }

        /// <summary>The usual intensive outpatient program.</summary>
        internal static ProgramForm Blank(IReadOnlyList<SelectListItem> sites) => new()
        {
            SiteId = sites is [var only] ? Id<Site>.Parse(only.Value, null) : null,
            LevelOfCare = Domain.Programs.LevelOfCare.IntensiveOutpatient,
            WeeklyHoursMinimum = 9,
            WeeklyHoursMaximum = 19,
            PlannedWeeks = 10,
            FirstSessionDays = 7,
            AsamEdition = Domain.Programs.AsamEdition.Fourth,
            Handbook = Program.UsualHandbook,
        };

        internal string[] ToCriteria() =>
            (Criteria ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        internal static ProgramForm Of(Program program) => new()
        {
            Name = program.Name,
            LevelOfCare = program.LevelOfCare,
            WeeklyHoursMinimum = Hours.Of(program.WeeklyMinutesMinimum),
            WeeklyHoursMaximum = Hours.Of(program.WeeklyMinutesMaximum),
            PlannedWeeks = program.PlannedWeeks,
            IsPart2 = program.IsPart2,
            FirstSessionDays = program.FirstSessionDays,
            AsamEdition = program.AsamEdition,
            Criteria = string.Join('\n', program.Criteria),
            Handbook = program.Handbook ?? Program.UsualHandbook,
            Version = program.Version,
        };

        public sealed class Validator : AbstractValidator<ProgramForm>
        {
            private const string WithinAWeek = "Enter hours a week, 0 to 168.";

            public Validator()
            {
                RuleFor(form => form.Name).MaximumLength(100).WithMessage("Shorten the name to 100 characters.");
                RuleFor(form => form.LevelOfCare).NotNull().WithMessage("Choose the level of care.");
                RuleFor(form => form.WeeklyHoursMinimum)
                    .NotNull().WithMessage("Enter the hours a week a patient needs.").InclusiveBetween(0, 168).WithMessage(WithinAWeek);
                RuleFor(form => form.WeeklyHoursMaximum)
                    .NotNull().WithMessage("Enter the most hours a week.").InclusiveBetween(0, 168).WithMessage(WithinAWeek)
                    .GreaterThanOrEqualTo(form => form.WeeklyHoursMinimum)
                    .WithMessage("The most hours a week must not be below the least.");
                RuleFor(form => form.PlannedWeeks).NotNull().WithMessage("Enter for how many weeks the program is planned.");
                RuleFor(form => form.AsamEdition).NotNull().WithMessage("Choose the edition.");
                RuleFor(form => form.FirstSessionDays).NotNull().WithMessage("Enter the days.").InclusiveBetween(1, 60).WithMessage("Enter 1 to 60 days.");
                RuleFor(form => form.Handbook).MaximumLength(Program.LongestHandbook).WithMessage($"Shorten this to {Program.LongestHandbook:N0} characters.");
                RuleFor(form => form.Criteria).MaximumLength(10_000).WithMessage("Shorten this to 10,000 characters.")
                    .Must((form, _) => form.ToCriteria().Length <= Program.MostCriteria).WithMessage($"Keep to {Program.MostCriteria} criteria.")
                    .Must((form, _) => form.ToCriteria().All(criterion => criterion.Length <= 300)).WithMessage("Shorten each criterion to 300 characters.");
            }
        }
    }

    public sealed class TrackForm
    {
        /// <summary>The track that is changed; null for a new one.</summary>
        public Id<Track>? Id { get; set; }

        public string Name { get; set; } = "";

        public PartOfDay? PartOfDay { get; set; }

        /// <summary>Seats; empty for no limit.</summary>
        public int? Capacity { get; set; }

        public uint Version { get; set; }

        internal static TrackForm Of(Track track) =>
            new() { Id = track.Id, Name = track.Name, PartOfDay = track.PartOfDay, Capacity = track.Capacity, Version = track.Version };

        public sealed class Validator : AbstractValidator<TrackForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).MaximumLength(60).WithMessage("Shorten the name to 60 characters.");
                RuleFor(form => form.PartOfDay).NotNull().WithMessage("Choose when the track meets.");
                RuleFor(form => form.Capacity).InclusiveBetween(1, 500).WithMessage("A track holds 1 to 500 patients.");
            }
        }
    }
}
