using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sites;

/// <summary>One site with its rooms; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed partial class SitePage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [FromRoute]
    public Id<Site> Id { get; set; }

    /// <summary>The room whose row is open for changes.</summary>
    [FromQuery(Name = "room")]
    public Id<Room> OpenRoom { get; set; }

    [BindProperty]
    public SiteForm Form { get; set; } = new();

    [BindProperty]
    public RoomForm Room { get; set; } = new();

    [BindProperty]
    public AdmissionForm Admission { get; set; } = new();

    [BindProperty]
    public CrisisForm Crisis { get; set; } = new();

    /// <summary>Who can be put on call: the clinicians who work here.</summary>
    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    /// <summary>The site as it is saved; null while it is new.</summary>
    public Site? Site { get; private set; }

    public IReadOnlyList<Room> Rooms { get; private set; } = [];

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public bool IsNew => Id.IsEmpty;

    public override async Task LoadAsync()
    {
        Site = await db.Sites.AsNoTracking().Include(site => site.Rooms).SingleOrDefaultAsync(site => site.Id == Id);
        if (!IsNew)
        {
            Existing(Site);
        }

        Rooms = [.. (Site?.Rooms ?? []).OrderBy(room => room.IsRetired).ThenBy(room => room.Name, StringComparer.OrdinalIgnoreCase)];
        await LoadFeedsAsync();
        if (!this.Sent(nameof(Form)))
        {
            Form = Site is null ? SiteForm.Blank() : SiteForm.Of(Site);
        }

        if (!this.Sent(nameof(Admission)) && Site is not null)
        {
            Admission = AdmissionForm.Of(Site);
        }

        if (Site is not null)
        {
            Clinicians = [.. (await CliniciansAsync()).Select(person => new SelectListItem(person.Name.Full, person.Id.ToString()))];
            if (!this.Sent(nameof(Crisis)))
            {
                Crisis = CrisisForm.Of(Site);
            }
        }

        if (this.Sent(nameof(Room)))
        {
            OpenRoom = Room.Id ?? default;
        }
        else if (Rooms.FirstOrDefault(room => room.Id == OpenRoom && !room.IsRetired) is { } open)
        {
            Room = RoomForm.Of(open);
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (this.Sent(nameof(Form)) && Site is not null)
        {
            var saved = SiteForm.Of(Site);
            Conflicts = Conflict.Among(
                ("Name", saved.Name, Form.Name),
                ("Phone", saved.Phone, Form.Phone),
                ("Address", saved.Address, Form.Address),
                ("Answer referrals within (hours)", $"{saved.AnswerHours}", $"{Form.AnswerHours}"),
                ("Of age from", $"{saved.AgeOfMajority}", $"{Form.AgeOfMajority}"),
                ("Consents alone to mental-health treatment from", $"{saved.MentalHealthAloneFrom}", $"{Form.MentalHealthAloneFrom}"),
                ("Consents alone to substance-use treatment from", $"{saved.SubstanceUseAloneFrom}", $"{Form.SubstanceUseAloneFrom}"),
                ("Time zone", TimeZoneChoices.NameOf(saved.TimeZone), TimeZoneChoices.NameOf(Form.TimeZone)),
                ("Opening hours", OpeningWeek.Say([.. saved.OpenDays]), OpeningWeek.Say([.. Form.OpenDays])));
            Form.Version = saved.Version;
        }
        else if (this.Sent(nameof(Admission)) && Site is not null)
        {
            var saved = AdmissionForm.Of(Site);
            Conflicts = Conflict.Among(
                ("A signed assessment counts for (days)", $"{saved.AssessmentDays}", $"{Admission.AssessmentDays}"),
                ("Needed before the admission", saved.PapersBefore, Admission.PapersBefore),
                ("May follow", saved.PapersAfter, Admission.PapersAfter),
                ("Within (days)", $"{saved.PaperDays}", $"{Admission.PaperDays}"));
            Admission.Version = saved.Version;
        }
        else if (this.Sent(nameof(Crisis)) && Site is not null)
        {
            var saved = CrisisForm.Of(Site);
            Conflicts = Conflict.Among(("Crisis contacts", saved.Contacts, Crisis.Contacts), ("On call", Names(saved.OnCall), Names(Crisis.OnCall)));
            Crisis.Version = saved.Version;
        }
        else if (Rooms.FirstOrDefault(room => room.Id == OpenRoom) is { } open)
        {
            var saved = RoomForm.Of(open);
            Conflicts = Conflict.Among(("Room", saved.Name, Room.Name), ("People", $"{saved.Capacity}", $"{Room.Capacity}"));
            Room.Version = saved.Version;
        }
    }

    public async Task<IActionResult> OnGetAsync()
    {
        FeedLink = TempData[LinkKey] as string;
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var site = IsNew ? new Site(Form.Name, Form.TimeZone) : await FindAsync();
        if (site is null)
        {
            return Missing();
        }

        if (IsNew)
        {
            db.Sites.Add(site);
        }
        else
        {
            db.Entry(site).Property(s => s.Version).OriginalValue = Form.Version;
        }

        site.Describe(Form.Name, Form.TimeZone, Form.ToAddress(), Form.Phone);
        site.AnswerWithin(Form.AnswerHours.GetValueOrDefault());
        site.AskGuardians(Form.ToMinors());
        site.OpenAt(Form.OpenDays);
        await db.SaveChangesAsync();
        Toast(IsNew ? $"{site.Name} is added. Add its rooms next." : $"{site.Name} is saved.");
        return RedirectToPage(new { id = site.Id });
    }

    public async Task<IActionResult> OnPostCrisisAsync()
    {
        if (await FindAsync() is not { } site)
        {
            return Missing();
        }

        db.Entry(site).Property(s => s.Version).OriginalValue = Crisis.Version;
        var people = (await CliniciansAsync()).ToDictionary(person => person.Id);
        var chosen = Crisis.OnCall.OfType<Id<StaffMember>>().ToList();
        RuleViolation.Unless(chosen.TrueForAll(people.ContainsKey), "Choose clinicians who work at this site.", nameof(CrisisForm.OnCall));
        site.PutOnCall(chosen.Select(id => people[id]));
        site.CallInCrisis(Crisis.ToContacts());
        await db.SaveChangesAsync();
        Toast("Crisis contacts and on-call list are saved.");
        return RedirectToPage(null, null, new { id = Id }, "crisis");
    }

    public async Task<IActionResult> OnPostRoomAsync()
    {
        if (await FindAsync() is not { } site)
        {
            return Missing();
        }

        if (Room.Id is not { } key)
        {
            site.AddRoom(Room.Name, Room.Capacity.GetValueOrDefault());
        }
        else if (site.Rooms.FirstOrDefault(room => room.Id == key) is { } room)
        {
            db.Entry(room).Property(r => r.Version).OriginalValue = Room.Version;
            room.Describe(Room.Name, Room.Capacity.GetValueOrDefault());
        }
        else
        {
            return Missing();
        }

        await db.SaveChangesAsync();
        Toast(Room.Id is null ? $"{Room.Name} is added." : $"{Room.Name} is saved.");
        return ToRooms();
    }

    /// <summary>Says what is asked for before somebody is admitted here.</summary>
    public async Task<IActionResult> OnPostAdmissionAsync()
    {
        if (await FindAsync() is not { } site)
        {
            return Missing();
        }

        db.Entry(site).Property(s => s.Version).OriginalValue = Admission.Version;
        site.AdmitBy(new AdmissionRules(
            Admission.AssessmentDays, AdmissionForm.Lines(Admission.PapersBefore), AdmissionForm.Lines(Admission.PapersAfter), Admission.PaperDays.GetValueOrDefault()));
        await db.SaveChangesAsync();
        Toast("What an admission asks for is saved.");
        return RedirectToPage(null, null, new { id = Id }, "admission");
    }

    [WithoutForm]
    public Task<IActionResult> OnPostRetireRoomAsync(Id<Room> which) => ChangeAsync(which, room =>
    {
        room.Retire(clock.Now);
        Toast($"{room.Name} is no longer offered for new sessions.");
    });

    [WithoutForm]
    public Task<IActionResult> OnPostReopenRoomAsync(Id<Room> which) => ChangeAsync(which, room =>
    {
        room.Reopen();
        Toast($"{room.Name} is offered again.");
    });

    private async Task<IActionResult> ChangeAsync(Id<Room> which, Action<Room> change)
    {
        if (await db.Rooms.SingleOrDefaultAsync(room => room.Id == which && room.SiteId == Id) is not { } found)
        {
            return Missing();
        }

        change(found);
        await db.SaveChangesAsync();
        return ToRooms();
    }

    /// <summary>Those who may act on a critical answer of this site.</summary>
    private async Task<List<StaffMember>> CliniciansAsync() => (await db.Staff.AsNoTracking()
        .Where(s => s.DeactivatedAt == null && (s.SiteId == Id || s.OtherSiteIds.Contains(Id)))
        .OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).ToListAsync()).FindAll(s => s.IsClinician);

    private string Names(IEnumerable<Id<StaffMember>?> ids) => string.Join(
        ", ", ids.OfType<Id<StaffMember>>().Select(id => Clinicians.FirstOrDefault(c => c.Value == id.ToString())?.Text ?? "somebody who left"));

    private RedirectToPageResult ToRooms() => RedirectToPage(null, null, new { id = Id }, "rooms");

    private Task<Site?> FindAsync() => db.Sites.Include(site => site.Rooms).SingleOrDefaultAsync(site => site.Id == Id);

    public sealed class AdmissionForm
    {
        /// <summary>Empty where an admission needs no assessment.</summary>
        public int? AssessmentDays { get; set; }

        /// <summary>One a line.</summary>
        [ManyLines]
        public string? PapersBefore { get; set; }

        /// <summary>One a line.</summary>
        [ManyLines]
        public string? PapersAfter { get; set; }

        public int? PaperDays { get; set; }

        public uint Version { get; set; }

        internal static AdmissionForm Of(Site site) => new()
        {
            AssessmentDays = site.Admission.AssessmentDays,
            PapersBefore = string.Join('\n', site.Admission.PapersBefore),
            PapersAfter = string.Join('\n', site.Admission.PapersAfter),
            PaperDays = site.Admission.PaperDays,
            Version = site.Version,
        };

        internal static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        public sealed class Validator : AbstractValidator<AdmissionForm>
        {
            public Validator()
            {
                RuleFor(form => form.AssessmentDays).InclusiveBetween(1, 365).WithMessage("Enter 1 to 365 days, or nothing.");
                RuleFor(form => form.PaperDays).NotNull().WithMessage("Enter the days.").InclusiveBetween(1, 90).WithMessage("Enter 1 to 90 days.");
                RuleFor(form => form.PapersBefore).MaximumLength(7000).WithMessage("Shorten this list.");
                RuleFor(form => form.PapersAfter).MaximumLength(7000).WithMessage("Shorten this list.");
            }
        }
    }

    public sealed class SiteForm
    {
        public string Name { get; set; } = "";

        public string? Phone { get; set; }

        public string? Line1 { get; set; }

        public string? Line2 { get; set; }

        public string? City { get; set; }

        public string? State { get; set; }

        public string? PostalCode { get; set; }

        public string TimeZone { get; set; } = "";

        public int? AnswerHours { get; set; }

        public int? AgeOfMajority { get; set; }

        public int? MentalHealthAloneFrom { get; set; }

        public int? SubstanceUseAloneFrom { get; set; }

        public List<DayForm> Hours { get; set; } = [];

        public uint Version { get; set; }

        internal string Address =>
            string.Join(", ", new[] { Line1, Line2, City, State, PostalCode }.Where(part => !string.IsNullOrEmpty(part)));

        internal IEnumerable<OpeningHours> OpenDays => Hours
            .Where(day => day is { IsOpen: true, Opens: not null, Closes: not null })
            .Select(day => new OpeningHours(day.Day, day.Opens!.Value, day.Closes!.Value));

        internal static SiteForm Blank() => new()
        {
            TimeZone = TimeZoneChoices.Usual,
            AnswerHours = 24,
            AgeOfMajority = MinorRules.Careful.AgeOfMajority,
            MentalHealthAloneFrom = MinorRules.Careful.MentalHealthAloneFrom,
            SubstanceUseAloneFrom = MinorRules.Careful.SubstanceUseAloneFrom,
            Hours = [.. OpeningWeek.Days.Select(day => new DayForm
            {
                Day = day,
                IsOpen = day is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
                Opens = new TimeOnly(8, 0),
                Closes = new TimeOnly(20, 0),
            })],
        };

        internal static SiteForm Of(Site site) => new()
        {
            Name = site.Name,
            Phone = site.Phone,
            Line1 = site.Address.Line1,
            Line2 = site.Address.Line2,
            City = site.Address.City,
            State = site.Address.State,
            PostalCode = site.Address.PostalCode,
            TimeZone = site.TimeZone,
            AnswerHours = site.AnswerHours,
            AgeOfMajority = site.Minors.AgeOfMajority,
            MentalHealthAloneFrom = site.Minors.MentalHealthAloneFrom,
            SubstanceUseAloneFrom = site.Minors.SubstanceUseAloneFrom,
            Version = site.Version,
            Hours = [.. OpeningWeek.Days.Select(day => DayForm.Of(day, site.OpeningHours.FirstOrDefault(hours => hours.Day == day)))],
        };

        internal MinorRules ToMinors() =>
            new(AgeOfMajority.GetValueOrDefault(), MentalHealthAloneFrom.GetValueOrDefault(), SubstanceUseAloneFrom.GetValueOrDefault());

        internal PostalAddress ToAddress() => new(Line1, Line2, City, State?.ToUpperInvariant(), PostalCode);

        public sealed class Validator : AbstractValidator<SiteForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).MaximumLength(100).WithMessage("Shorten the name to 100 characters.");
                RuleFor(form => form.Phone).MaximumLength(40).WithMessage("Shorten the phone number to 40 characters.");
                RuleFor(form => form.Line1).MaximumLength(120).WithMessage("Shorten this line to 120 characters.");
                RuleFor(form => form.Line2).MaximumLength(120).WithMessage("Shorten this line to 120 characters.");
                RuleFor(form => form.City).MaximumLength(80).WithMessage("Shorten the city to 80 characters.");
                RuleFor(form => form.State).Matches("^[A-Za-z]{2}$").WithMessage("Write the state with two letters, such as NY.");
                RuleFor(form => form.PostalCode)
                    .Matches("^[0-9]{5}(-[0-9]{4})?$").WithMessage("Write the ZIP code as 12345 or 12345-6789.");
                RuleFor(form => form.AnswerHours).NotNull().WithMessage("Enter the hours.").InclusiveBetween(1, 336).WithMessage("Enter 1 to 336 hours.");
                RuleFor(form => form.AgeOfMajority).NotNull().WithMessage("Enter the age.");
                RuleFor(form => form.MentalHealthAloneFrom).NotNull().WithMessage("Enter the age.");
                RuleFor(form => form.SubstanceUseAloneFrom).NotNull().WithMessage("Enter the age.");
                RuleForEach(form => form.Hours).SetValidator(new DayForm.Validator());
            }
        }
    }

    /// <summary>One weekday of the opening hours.</summary>
    public sealed class DayForm
    {
        public DayOfWeek Day { get; set; }

        public bool IsOpen { get; set; }

        public TimeOnly? Opens { get; set; }

        public TimeOnly? Closes { get; set; }

        internal static DayForm Of(DayOfWeek day, OpeningHours? hours) =>
            new() { Day = day, IsOpen = hours is not null, Opens = hours?.Opens, Closes = hours?.Closes };

        public sealed class Validator : AbstractValidator<DayForm>
        {
            public Validator() => When(day => day.IsOpen, () =>
            {
                RuleFor(day => day.Opens).NotNull().WithMessage(day => $"Enter when {day.Day} opens.");
                RuleFor(day => day.Closes).NotNull().WithMessage(day => $"Enter when {day.Day} closes.");
            });
        }
    }

    /// <summary>Whom patients call, and who is told of a critical answer.</summary>
    public sealed class CrisisForm
    {
        private const int EmptyPlaces = 2;

        /// <summary>One a line: who, a colon, the number.</summary>
        [ManyLines]
        public string? Contacts { get; set; }

        /// <summary>In the order of calling; an empty place is nobody.</summary>
        public List<Id<StaffMember>?> OnCall { get; set; } = [];

        public uint Version { get; set; }

        internal static CrisisForm Of(Site site) => new()
        {
            Contacts = string.Join('\n', site.CrisisContacts.Select(contact => $"{contact.Name}: {contact.Phone}")),
            OnCall = [.. site.OnCallIds, .. Enumerable.Repeat<Id<StaffMember>?>(null, Math.Min(EmptyPlaces, Site.LongestList - site.OnCallIds.Count))],
            Version = site.Version,
        };

        internal IEnumerable<CrisisContact> ToContacts() =>
            from line in (Contacts ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            let at = line.LastIndexOf(':')
            select at < 0 ? new CrisisContact(line, "") : new CrisisContact(line[..at].Trim(), line[(at + 1)..].Trim());

        public sealed class Validator : AbstractValidator<CrisisForm>
        {
            public Validator()
            {
                RuleFor(form => form.Contacts).MaximumLength(3000).WithMessage("Shorten this to 3,000 characters.")
                    .Must((form, _) => form.ToContacts().All(contact => contact is { Name.Length: > 0 and <= 100, Phone.Length: > 0 and <= 60 }))
                    .WithMessage("Write each contact on a line of its own: who, a colon, and the number.")
                    .Must((form, _) => form.ToContacts().Count() <= Site.LongestList).WithMessage($"Keep to {Site.LongestList} crisis contacts.");
                RuleFor(form => form.OnCall).Must(people => people.Count <= Site.LongestList).WithMessage($"Keep to {Site.LongestList} people.");
            }
        }
    }

    public sealed class RoomForm
    {
        /// <summary>The room that is changed; null for a new one.</summary>
        public Id<Room>? Id { get; set; }

        public string Name { get; set; } = "";

        public int? Capacity { get; set; }

        public uint Version { get; set; }

        internal static RoomForm Of(Room room) =>
            new() { Id = room.Id, Name = room.Name, Capacity = room.Capacity, Version = room.Version };

        public sealed class Validator : AbstractValidator<RoomForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).MaximumLength(60).WithMessage("Shorten the name to 60 characters.");
                RuleFor(form => form.Capacity).NotNull().WithMessage("Enter how many people the room holds.");
            }
        }
    }
}
