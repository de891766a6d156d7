using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sites;

/// <summary>One site with its rooms; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class SitePage(ClinicDb db, ClinicClock clock) : ClinicPage
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
        if (!this.Sent(nameof(Form)))
        {
            Form = Site is null ? SiteForm.Blank() : SiteForm.Of(Site);
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
                ("Time zone", TimeZoneChoices.NameOf(saved.TimeZone), TimeZoneChoices.NameOf(Form.TimeZone)),
                ("Opening hours", OpeningWeek.Say([.. saved.OpenDays]), OpeningWeek.Say([.. Form.OpenDays])));
            Form.Version = saved.Version;
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
        site.OpenAt(Form.OpenDays);
        await db.SaveChangesAsync();
        Toast(IsNew ? $"{site.Name} is added. Add its rooms next." : $"{site.Name} is saved.");
        return RedirectToPage(new { id = site.Id });
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

    private RedirectToPageResult ToRooms() => RedirectToPage(null, null, new { id = Id }, "rooms");

    private Task<Site?> FindAsync() => db.Sites.Include(site => site.Rooms).SingleOrDefaultAsync(site => site.Id == Id);

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
            Version = site.Version,
            Hours = [.. OpeningWeek.Days.Select(day => DayForm.Of(day, site.OpeningHours.FirstOrDefault(hours => hours.Day == day)))],
        };

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
