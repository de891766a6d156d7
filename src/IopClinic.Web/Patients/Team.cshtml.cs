using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Who treats this patient, from when to when: whoever is on the team, and their supervisor, opens the chart.</summary>
[Authorize(Can.AppointTeams)]
public sealed class TeamModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty]
    public MemberForm Form { get; set; } = new();

    [BindProperty]
    public WhichForm Which { get; set; } = new();

    public IReadOnlyList<Line> Now { get; private set; } = [];

    public IReadOnlyList<Line> Before { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public static IReadOnlyList<SelectListItem> Parts { get; } =
        [.. Enum.GetValues<CareTeamPart>().Select(part => new SelectListItem(Show.Words(part), part.ToString()))];

    protected override string Reads => "Care team";

    public async Task OnGetAsync()
    {
        Form.From = Today;
        await LoadAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        var member = await Db.Staff.SingleOrDefaultAsync(s => s.Id == Form.StaffMemberId)
            ?? throw new RuleViolation("Choose a clinician from the list.", nameof(Form.StaffMemberId));
        RuleViolation.Unless(
            member.SiteId == patient.SiteId || member.OtherSiteIds.Contains(patient.SiteId),
            $"{member.Name.Full} does not work at the site that treats this patient.",
            nameof(Form.StaffMemberId));
        RuleViolation.Unless(Form.From >= Today, "Choose today or a later day: the past stays as it was.", nameof(Form.From));
        if (Form.Part is CareTeamPart.PrimaryClinician)
        {
            await new FormTeam(Db, Clock).AroundAsync(patient, member, Form.From!.Value, SignedIn);
        }
        else
        {
            Db.CareTeams.Add(new CareTeamMember(patient, member, Form.Part!.Value, Form.From!.Value, Form.Until, SignedIn, Clock.Now));
        }

        await Db.SaveChangesAsync();
        Toast($"{member.Name.Full} is on the care team.");
        return Again();
    }

    [WithForm(nameof(Which))]
    public async Task<IActionResult> OnPostEndAsync()
    {
        if (await Db.CareTeams.SingleOrDefaultAsync(m => m.Id == Which.MemberId && m.PatientId == Id) is not { } member)
        {
            return Missing();
        }

        RuleViolation.Unless(
            member.Part is not CareTeamPart.PrimaryClinician || !Banner.State.InTreatment,
            "A patient in treatment always has a primary clinician. Add the next one: that ends this membership.");
        var site = await Db.Sites.AsNoTracking().SingleAsync(s => s.Id == Banner.State.Site);
        member.End(Clock.Today(site.Zone));
        await Db.SaveChangesAsync();
        Toast("The membership has ended. The chart is closed to them from now on.");
        return Again();
    }

    public override async Task LoadAsync()
    {
        var members = await (
            from member in Db.CareTeams.AsNoTracking()
            where member.PatientId == Id && (member.Until == null || member.Until >= member.From)
            join staff in Db.Staff on member.StaffMemberId equals staff.Id
            orderby member.From descending, staff.Name.Family
            select new { member, staff.Name }).ToListAsync();
        var lines = members.ConvertAll(m => new Line(
            m.member.Id, m.Name.Full, Show.Words(m.member.Part), m.member.From, m.member.Until, m.member.IsOn(Today)));
        Now = lines.FindAll(l => l.Until is null || l.Until >= Today);
        Before = lines.FindAll(l => l.Until < Today);
        var clinicians = await Db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null)
            .OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).ToListAsync();
        Clinicians = clinicians
            .Where(s => s.IsClinician && (s.SiteId == Banner.State.Site || s.OtherSiteIds.Contains(Banner.State.Site)))
            .Select(s => new SelectListItem(s.Name.Full, s.Id.ToString())).ToList();
    }

    private RedirectToPageResult Again() => RedirectToPage("/Patients/Team", new { id = Id.ToString() });

    public sealed record Line(Id<CareTeamMember> Id, string Name, string Part, DateOnly From, DateOnly? Until, bool IsOn);

    public sealed class MemberForm
    {
        public Id<StaffMember>? StaffMemberId { get; set; }

        public CareTeamPart? Part { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public sealed class Validator : AbstractValidator<MemberForm>
        {
            public Validator()
            {
                RuleFor(f => f.StaffMemberId).NotNull().WithMessage("Choose a clinician.");
                RuleFor(f => f.Part).NotNull().WithMessage("Choose what they do for the patient.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day.");
            }
        }
    }

    /// <summary>The row that a button of the list stands in.</summary>
    public sealed class WhichForm
    {
        public Id<CareTeamMember>? MemberId { get; set; }

        public sealed class Validator : AbstractValidator<WhichForm>
        {
            public Validator() => RuleFor(f => f.MemberId).NotNull().WithMessage("Choose a row of the list.");
        }
    }
}
