using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Staff;

/// <summary>One person of the staff with their account; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class MemberPage(ClinicDb db, UserManager<StaffAccount> accounts, ClinicClock clock) : ClinicPage
{
    private const int MostCredentials = 20;

    /// <summary>Rows kept open for credentials that are added, so that nobody needs a script for it.</summary>
    private const int BlankRows = 2;

    private static readonly TimeSpan ResetHolds = TimeSpan.FromHours(24);

    [FromRoute]
    public Id<StaffMember> Id { get; set; }

    [BindProperty]
    public StaffForm Form { get; set; } = new();

    /// <summary>The person as saved; null while they are new.</summary>
    public StaffMember? Member { get; private set; }

    /// <summary>The link with which they choose how to sign in; shown once, on the page that follows its making.</summary>
    public string? Link { get; private set; }

    [BindProperty]
    public ResetForm Reset { get; set; } = new();

    [BindProperty]
    public WeekForm Week { get; set; } = new();

    /// <summary>The request to take their second factors away that waits for another administrator.</summary>
    public FactorReset? OpenReset { get; private set; }

    /// <summary>Who made that request.</summary>
    public string? ResetAskedBy { get; private set; }

    internal WaysIn Ways { get; private set; } = new(false, 0, false, 0);

    public IReadOnlyList<SelectListItem> Sites { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Supervisors { get; private set; } = [];

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public bool IsNew => Id.IsEmpty;

    public bool IsMe => Id == SignedIn;

    /// <summary>Whether this was asked for and is shown again.</summary>
    public bool Asked(string handler) => string.Equals(handler, Request.Query["handler"], StringComparison.OrdinalIgnoreCase);

    public Guid Me => SignedIn.Value;

    public override async Task LoadAsync()
    {
        Member = await db.Staff.AsNoTracking().SingleOrDefaultAsync(member => member.Id == Id);
        if (!IsNew)
        {
            Existing(Member);
        }

        if (Member is not null)
        {
            Ways = await this.The<SecondFactors>().OfAsync(Id.Value);
            var now = clock.Now;
            OpenReset = await db.FactorResets.AsNoTracking()
                .SingleOrDefaultAsync(reset => reset.StaffId == Id.Value && reset.Confirmed == null && reset.ExpiresAt > now);
            if (OpenReset is not null)
            {
                var asker = new Id<StaffMember>(OpenReset.AskedBy);
                ResetAskedBy = (await db.Staff.AsNoTracking().SingleAsync(member => member.Id == asker)).Name.Full;
            }
        }

        Sites = await db.Sites.OrderBy(site => site.Name)
            .Select(site => new SelectListItem { Text = site.Name, Value = site.Id.ToString() }).ToListAsync();
        var current = Member?.SupervisorId;
        Supervisors = await db.Staff
            .Where(member => member.Id != Id)
            .Where(member => member.Id == current || (member.DeactivatedAt == null && member.Roles.Contains(Role.Supervisor)))
            .OrderBy(member => member.Name.Family).ThenBy(member => member.Name.Given)
            .Select(member => new SelectListItem { Text = member.Name.Given + " " + member.Name.Family, Value = member.Id.ToString() })
            .ToListAsync();
        if (!this.Sent(nameof(Form)))
        {
            Form = Member is null ? StaffForm.Blank(Sites) : StaffForm.Of(Member);
        }

        if (Member is not null && !this.Sent(nameof(Week)))
        {
            Week = WeekForm.Of(Member);
        }

        while (Form.Credentials.Count(row => row.IsBlank) < BlankRows && Form.Credentials.Count < MostCredentials)
        {
            Form.Credentials.Add(new CredentialForm());
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (Member is not null && this.Sent(nameof(Week)))
        {
            Conflicts = Conflict.Among(("Working hours", WorkingWeek.Say(Member.WorkingHours), WorkingWeek.Say([.. Week.Stated])));
            Week.Version = Member.Version;
        }
        else if (Member is not null)
        {
            var saved = StaffForm.Of(Member);
            Conflicts = Conflict.Among(
                ("Name", saved.FullName, Form.FullName),
                ("E-mail", saved.Email, Form.Email),
                ("Site", NameIn(Sites, saved.SiteId), NameIn(Sites, Form.SiteId)),
                ("Roles", Words(saved.Roles), Words(Form.Roles)),
                ("Also works at", NamesIn(Sites, saved.OtherSiteIds), NamesIn(Sites, Form.OtherSiteIds)),
                ("Supervisor", NameIn(Supervisors, saved.SupervisorId), NameIn(Supervisors, Form.SupervisorId)),
                ("Notes need a co-signature", saved.NeedsCoSignature ? "Yes" : "No", Form.NeedsCoSignature ? "Yes" : "No"),
                ("Credentials", Words(saved.Held), Words(Form.Held)));
            Form.Version = saved.Version;
        }
    }

    public async Task<IActionResult> OnGetAsync()
    {
        Link = TempData[LinkOf(Id)] as string;
        await LoadAsync();
        return Page();
    }

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostAsync()
    {
        var others = await OtherAdministratorsAsync();
        await CheckChoicesAsync();
        var name = new PersonName(Form.Given, Form.Family, Form.Middle, Form.Suffix);
        if (IsNew)
        {
            Member = new StaffMember(name, Form.Email, Form.SiteId!.Value, Form.Roles);
            db.Staff.Add(Member);
        }
        else if (await FindAsync() is { } found)
        {
            Member = found;
            db.Entry(found).Property(m => m.Version).OriginalValue = Form.Version;
            found.Describe(name, Form.Email, Form.SiteId!.Value);
            found.Appoint(Form.Roles, others);
        }
        else
        {
            return Missing();
        }

        RuleViolation.Unless(
            await db.Sites.CountAsync(site => Form.OtherSiteIds.Contains(site.Id)) == Form.OtherSiteIds.Distinct().Count(),
            "Choose sites from the list.",
            nameof(Form.OtherSiteIds));
        Member.AlsoWorkAt(Form.OtherSiteIds);
        Member.Hold(Form.Held);
        Member.WorkUnder(Form.SupervisorId, Form.NeedsCoSignature);
        await db.SaveChangesAsync();
        if (IsNew)
        {
            await OpenAccountAsync(Member);
            Toast($"{Member.Name.Full} is added.");
        }
        else
        {
            await KeepAccountInStepAsync(Member);
            Toast($"{Member.Name.Full} is saved.");
        }

        return RedirectToPage(new { id = Member.Id });
    }

    /// <summary>Says when they work.</summary>
    [WithForm(nameof(Week))]
    public async Task<IActionResult> OnPostHoursAsync()
    {
        if (await FindAsync() is not { } member)
        {
            return Missing();
        }

        db.Entry(member).Property(m => m.Version).OriginalValue = Week.Version;
        member.WorkAt(Week.Stated);
        await db.SaveChangesAsync();
        Toast(member.WorkingHours.Count == 0
            ? $"The working hours of {member.Name.Full} are not stated any more."
            : $"{member.Name.Full} works {WorkingWeek.Say(member.WorkingHours)}.");
        return RedirectToPage(null, null, new { id = Id }, "hours");
    }

    /// <summary>A link to choose a new password. The present one, and every session, ends now; a second factor stays.</summary>
    [NeedsConfirmation]
    [WithoutForm]
    public async Task<IActionResult> OnPostLinkAsync()
    {
        if (await FindAsync() is not { } member)
        {
            return Missing();
        }

        RuleViolation.Unless(!IsMe, "Change your own password in the account menu.");
        RuleViolation.Unless(member.IsActive, $"{member.Name.Full} has left. Reactivate them first.");
        if (await db.Users.AnyAsync(account => account.Id == Id.Value))
        {
            await db.Users.Where(account => account.Id == Id.Value)
                .ExecuteUpdateAsync(set => set.SetProperty(account => account.PasswordHash, (string?)null));
            await db.EndSessionsAsync(Id.Value, clock.Now, EndedBecause.Administrator);
            db.RecordAct(AuditAction.Change, nameof(StaffAccount), Id.ToString());
            await InviteAsync(member);
        }
        else
        {
            await OpenAccountAsync(member);
        }

        return RedirectToPage(new { id = Id });
    }

    [NeedsConfirmation]
    [WithoutForm]
    public async Task<IActionResult> OnPostSignOutAsync()
    {
        if (await FindAsync() is not { } member)
        {
            return Missing();
        }

        await db.EndSessionsAsync(Id.Value, clock.Now, EndedBecause.Administrator);
        db.RecordAct(AuditAction.SignOut, nameof(StaffAccount), Id.ToString());
        await db.SaveChangesAsync();
        Toast($"{member.Name.Full} is signed out everywhere.");
        return IsMe ? RedirectToPage("/Account/SignIn") : RedirectToPage(new { id = Id });
    }

    /// <summary>Asks that their second factors be taken away; nothing happens until another administrator confirms it.</summary>
    [NeedsConfirmation]
    public async Task<IActionResult> OnPostResetAsync()
    {
        if (await FindAsync() is not { } member)
        {
            return Missing();
        }

        RuleViolation.Unless(!IsMe, "Nobody resets themselves. Ask two other administrators, or use the command on the server.");
        RuleViolation.Unless(member.IsActive, $"{member.Name.Full} has left. Reactivate them first.");
        var now = clock.Now;
        await db.FactorResets.Where(reset => reset.StaffId == Id.Value && reset.Confirmed == null && reset.ExpiresAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(reset => reset.Confirmed, false).SetProperty(reset => reset.DecidedAt, now));
        RuleViolation.Unless(
            !await db.FactorResets.AnyAsync(reset => reset.StaffId == Id.Value && reset.Confirmed == null),
            "Somebody has asked for this already. It waits for another administrator.");
        db.FactorResets.Add(new FactorReset
        {
            Id = Guid.CreateVersion7(),
            StaffId = Id.Value,
            AskedBy = SignedIn.Value,
            AskedAt = now,
            Reason = FreeText.Required(Reset.Reason, 400, "Say why.", nameof(Reset.Reason)),
            ExpiresAt = now + ResetHolds,
        });
        db.Actor.Reason = Reset.Reason;
        db.RecordAct(AuditAction.Create, nameof(FactorReset), Id.ToString());
        await db.SaveChangesAsync();
        Toast("Another administrator has to confirm this within 24 hours.");
        return RedirectToPage(new { id = Id });
    }

    [NeedsConfirmation]
    [WithoutForm]
    public async Task<IActionResult> OnPostConfirmResetAsync()
    {
        if (await FindAsync() is not { } member)
        {
            return Missing();
        }

        RuleViolation.Unless(!IsMe, "Nobody confirms a reset of their own.");
        var (now, me) = (clock.Now, SignedIn.Value);
        var confirmed = await db.FactorResets
            .Where(reset => reset.StaffId == Id.Value && reset.Confirmed == null && reset.ExpiresAt > now && reset.AskedBy != me)
            .ExecuteUpdateAsync(set => set
                .SetProperty(reset => reset.Confirmed, true)
                .SetProperty(reset => reset.DecidedBy, me)
                .SetProperty(reset => reset.DecidedAt, now));
        RuleViolation.Unless(confirmed == 1, "No request of another administrator waits here any more.");
        await this.The<SecondFactors>().ClearAsync(Id.Value);
        await db.EndSessionsAsync(Id.Value, now, EndedBecause.FactorsChanged);
        db.RecordAct(AuditAction.Remove, "SecondFactors", Id.ToString());
        await db.SaveChangesAsync();
        Toast($"{member.Name.Full} adds a new second factor at the next sign-in.");
        return RedirectToPage(new { id = Id });
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostDropResetAsync()
    {
        if (await FindAsync() is null)
        {
            return Missing();
        }

        var (now, me) = (clock.Now, SignedIn.Value);
        await db.FactorResets.Where(reset => reset.StaffId == Id.Value && reset.Confirmed == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(reset => reset.Confirmed, false)
                .SetProperty(reset => reset.DecidedBy, me)
                .SetProperty(reset => reset.DecidedAt, now));
        db.RecordAct(AuditAction.Remove, nameof(FactorReset), Id.ToString());
        await db.SaveChangesAsync();
        Toast("The request is turned down. Nothing was changed.");
        return RedirectToPage(new { id = Id });
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostDeactivateAsync()
    {
        var others = await OtherAdministratorsAsync();
        if (await FindAsync() is not { } member)
        {
            return Missing();
        }

        member.Deactivate(SignedIn, others, clock.Now);
        await db.SaveChangesAsync();
        await this.The<Invitations>().RevokeAsync(Id.Value);
        // Whoever comes back one day signs in again.
        await this.The<Tickets>().EndAllAsync(Id, EndedBecause.PersonLeft);
        Toast($"{member.Name.Full} can no longer sign in. What they wrote stays.");
        return RedirectToPage(new { id = Id });
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostReactivateAsync()
    {
        if (await FindAsync() is not { } member)
        {
            return Missing();
        }

        member.Reactivate();
        await db.SaveChangesAsync();
        Toast($"{member.Name.Full} works here again and signs in as before.");
        return RedirectToPage(new { id = Id });
    }

    private Task<StaffMember?> FindAsync() => db.Staff.SingleOrDefaultAsync(member => member.Id == Id);

    /// <summary>
    /// How many others keep the set-up. Their rows are held until the end of the transaction, so that two administrators who
    /// deactivate each other at the same moment do not both succeed.
    /// </summary>
    private async Task<int> OtherAdministratorsAsync()
    {
        var administrators = await db.Database
            .SqlQuery<Guid>($"""
                select id from staff where deactivated_at is null and {nameof(Role.Administrator)} = any(roles) order by id for update
                """)
            .ToListAsync();
        return administrators.Count(id => id != Id.Value);
    }

    private async Task CheckChoicesAsync()
    {
        RuleViolation.Unless(
            Form.SiteId is { } chosen && await db.Sites.AnyAsync(site => site.Id == chosen),
            "Choose the site they start their day at.",
            nameof(Form.SiteId));
        if (Form.SupervisorId is { } supervisor)
        {
            RuleViolation.Unless(
                await db.Staff.AnyAsync(member => member.Id == supervisor
                    && ((member.DeactivatedAt == null && member.Roles.Contains(Role.Supervisor))
                        || db.Staff.Any(me => me.Id == Id && me.SupervisorId == supervisor))),
                "Choose a supervisor who works here.",
                nameof(Form.SupervisorId));
        }
    }

    private async Task OpenAccountAsync(StaffMember member)
    {
        db.RecordAct(AuditAction.Create, nameof(StaffAccount), member.Id.ToString());
        Accept(await accounts.CreateAsync(
            new StaffAccount { Id = member.Id.Value, UserName = member.Email, Email = member.Email, EmailConfirmed = true }));
        await InviteAsync(member);
    }

    private async Task InviteAsync(StaffMember member)
    {
        db.RecordAct(AuditAction.Create, nameof(Invitation), member.Id.ToString());
        var path = await this.The<Invitations>().MakeAsync(member.Id.Value, SignedIn.Value);
        TempData[LinkOf(member.Id)] = $"{Request.Scheme}://{Request.Host}{Request.PathBase}{path}";
    }

    /// <summary>Who changes their own address stays signed in: unlike a password, it opens nothing by itself.</summary>
    private async Task KeepAccountInStepAsync(StaffMember member)
    {
        if (await accounts.FindByIdAsync(member.Id.ToString()) is { } account && account.Email != member.Email)
        {
            account.UserName = member.Email;
            account.Email = member.Email;
            db.RecordAct(AuditAction.Change, nameof(StaffAccount), member.Id.ToString());
            Accept(await accounts.UpdateAsync(account));
        }
    }

    private static void Accept(IdentityResult result)
    {
        if (result.Succeeded)
        {
            return;
        }

        var codes = result.Errors.Select(error => error.Code).ToList();
        if (codes.Contains(nameof(IdentityErrorDescriber.ConcurrencyFailure)))
        {
            throw new DbUpdateConcurrencyException();
        }

        throw codes.Exists(code => code is nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.DuplicateEmail))
            ? new RuleViolation("Somebody already signs in with this e-mail address.", nameof(StaffForm.Email))
            : new RuleViolation("Nobody can sign in with this e-mail address. Check how it is written.", nameof(StaffForm.Email));
    }

    private static string LinkOf(Id<StaffMember> id) => $"link {id}";

    private static string NamesIn(IEnumerable<SelectListItem> items, IReadOnlyCollection<Id<Site>> chosen) =>
        string.Join(", ", items.Where(item => chosen.Any(site => site.ToString() == item.Value)).Select(item => item.Text));

    private static string? NameIn(IEnumerable<SelectListItem> items, object? key) =>
        items.FirstOrDefault(item => item.Value == key?.ToString())?.Text;

    private static string Words(IEnumerable<Role> roles) => string.Join(", ", roles.Order().Select(role => Show.Words(role)));

    private static string Words(IEnumerable<Credential> held) => string.Join("; ", held.Select(Words));

    private static string Words(Credential held) => string.Join(' ', new[]
    {
        held.Code, held.Licence, $"from {Show.Date(held.From)}", held.Until is { } end ? $"until {Show.Date(end)}" : null,
    }.OfType<string>());

    public sealed class StaffForm
    {
        public string Given { get; set; } = "";

        public string? Middle { get; set; }

        public string Family { get; set; } = "";

        public string? Suffix { get; set; }

        public string Email { get; set; } = "";

        public Id<Site>? SiteId { get; set; }

        public List<Role> Roles { get; set; } = [];

        /// <summary>Where else they work; the site they start their day at may be ticked too, and means nothing more.</summary>
        public List<Id<Site>> OtherSiteIds { get; set; } = [];

        public Id<StaffMember>? SupervisorId { get; set; }

        public bool NeedsCoSignature { get; set; }

        public List<CredentialForm> Credentials { get; set; } = [];

        public uint Version { get; set; }

        internal string FullName => string.Join(' ', new[] { Given, Middle, Family, Suffix }.Where(part => !string.IsNullOrEmpty(part)));

        internal IEnumerable<Credential> Held => Credentials
            .Where(row => row is { IsBlank: false, Remove: false, From: not null })
            .Select(row => new Credential(row.Code ?? "", row.Licence, row.From!.Value, row.Until));

        internal static StaffForm Blank(IReadOnlyList<SelectListItem> sites) => new()
        {
            SiteId = sites is [var only] ? Id<Site>.Parse(only.Value, null) : null,
            Roles = [Role.Clinician],
        };

        internal static StaffForm Of(StaffMember member) => new()
        {
            Given = member.Name.Given,
            Middle = member.Name.Middle,
            Family = member.Name.Family,
            Suffix = member.Name.Suffix,
            Email = member.Email,
            SiteId = member.SiteId,
            Roles = [.. member.Roles],
            OtherSiteIds = [.. member.OtherSiteIds],
            SupervisorId = member.SupervisorId,
            NeedsCoSignature = member.NeedsCoSignature,
            Credentials = [.. member.Credentials.Select(CredentialForm.Of)],
            Version = member.Version,
        };

        public sealed class Validator : AbstractValidator<StaffForm>
        {
            public Validator()
            {
                RuleFor(form => form.Given).MaximumLength(PersonName.MaximumLength).WithMessage("Shorten the name to 100 characters.");
                RuleFor(form => form.Middle).MaximumLength(PersonName.MaximumLength).WithMessage("Shorten the name to 100 characters.");
                RuleFor(form => form.Family).MaximumLength(PersonName.MaximumLength).WithMessage("Shorten the name to 100 characters.");
                RuleFor(form => form.Suffix).MaximumLength(20).WithMessage("Shorten the suffix to 20 characters.");
                RuleFor(form => form.Email)
                    .MaximumLength(254).WithMessage("Shorten the e-mail address to 254 characters.")
                    .Matches("^[A-Za-z0-9._+@-]*$").WithMessage("Use letters, digits and . _ + - in the e-mail address.");
                RuleFor(form => form.Credentials)
                    .Must(rows => rows.Count <= MostCredentials).WithMessage($"Enter at most {MostCredentials} credentials.");
                RuleForEach(form => form.Credentials).SetValidator(new CredentialForm.Validator());
            }
        }
    }

    /// <summary>When they work; a day without a stretch is a day off.</summary>
    public sealed class WeekForm
    {
        public List<WeekdayForm> Days { get; set; } = [];

        public uint Version { get; set; }

        internal IEnumerable<WorkingHours> Stated =>
            from day in Days
            from stretch in day.Stretches
            where stretch is { From: not null, Until: not null }
            select new WorkingHours(day.Day, stretch.From!.Value, stretch.Until!.Value);

        internal static WeekForm Of(StaffMember member) => new()
        {
            Version = member.Version,
            Days = [.. WorkingWeek.Days.Select(day => WeekdayForm.Of(day, [.. member.WorkingHours.Where(hours => hours.Day == day)]))],
        };

        public sealed class Validator : AbstractValidator<WeekForm>
        {
            public Validator()
            {
                RuleFor(form => form.Days).Must(days => days.Count <= WorkingWeek.Days.Count).WithMessage("A week has seven days.");
                RuleForEach(form => form.Days).SetValidator(new WeekdayForm.Validator());
            }
        }
    }

    /// <summary>The stretches of one weekday; those left empty are none.</summary>
    public sealed class WeekdayForm
    {
        private const int MostADay = 4;

        public DayOfWeek Day { get; set; }

        public List<StretchForm> Stretches { get; set; } = [];

        internal static WeekdayForm Of(DayOfWeek day, IReadOnlyList<WorkingHours> hours)
        {
            var stretches = hours.Select(h => new StretchForm { From = h.From, Until = h.Until }).ToList();
            // Two a day without a script, for a break at noon; more where more were saved.
            var places = Math.Min(MostADay, Math.Max(2, stretches.Count + (stretches.Count > 1 ? 1 : 0)));
            return new WeekdayForm { Day = day, Stretches = [.. stretches, .. Enumerable.Range(0, Math.Max(0, places - stretches.Count)).Select(_ => new StretchForm())] };
        }

        public sealed class Validator : AbstractValidator<WeekdayForm>
        {
            public Validator()
            {
                RuleFor(day => day.Stretches).Must(stretches => stretches.Count <= MostADay).WithMessage(day => $"Keep to {MostADay} stretches on {day.Day}.");
                RuleForEach(day => day.Stretches).ChildRules(stretch => stretch
                    .RuleFor(s => s.Until).Must((s, until) => s.From is null == until is null).WithMessage("Enter both times, or none."));
            }
        }
    }

    public sealed class StretchForm
    {
        public TimeOnly? From { get; set; }

        public TimeOnly? Until { get; set; }
    }

    /// <summary>Why somebody's second factors should be taken away.</summary>
    public sealed class ResetForm
    {
        public string Reason { get; set; } = "";

        public sealed class Validator : AbstractValidator<ResetForm>
        {
            public Validator() => RuleFor(form => form.Reason)
                .MinimumLength(15).WithMessage("Say why in 15 characters or more, such as: lost her phone, seen in person.")
                .MaximumLength(400).WithMessage("Shorten this to 400 characters.");
        }
    }

    /// <summary>One row of the credentials; a row left empty is none.</summary>
    public sealed class CredentialForm
    {
        public string? Code { get; set; }

        public string? Licence { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public bool Remove { get; set; }

        internal bool IsBlank => string.IsNullOrEmpty(Code) && string.IsNullOrEmpty(Licence) && From is null && Until is null;

        internal static CredentialForm Of(Credential held) =>
            new() { Code = held.Code, Licence = held.Licence, From = held.From, Until = held.Until };

        public sealed class Validator : AbstractValidator<CredentialForm>
        {
            public Validator() => When(row => row is { IsBlank: false, Remove: false }, () =>
            {
                RuleFor(row => row.Code)
                    .NotEmpty().WithMessage("Enter the credential, such as LPC.")
                    .MaximumLength(20).WithMessage("Shorten this to 20 characters.");
                RuleFor(row => row.Licence).MaximumLength(40).WithMessage("Shorten this to 40 characters.");
                RuleFor(row => row.From).NotNull().WithMessage("Enter the first day it is valid.");
            });
        }
    }
}
