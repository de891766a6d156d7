using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Skills;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Skills;

/// <summary>One skill; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class SkillPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [FromRoute]
    public Id<Skill> Id { get; set; }

    [BindProperty]
    public SkillForm Form { get; set; } = new();

    /// <summary>The skill as it is saved; null while it is new.</summary>
    public Skill? Skill { get; private set; }

    /// <summary>How many sessions have taught it, as far as the reader may know.</summary>
    public int Sessions { get; private set; }

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public bool IsNew => Id.IsEmpty;

    public override async Task LoadAsync()
    {
        Skill = await db.Skills.AsNoTracking().SingleOrDefaultAsync(skill => skill.Id == Id);
        if (!IsNew)
        {
            Existing(Skill);
        }

        Sessions = await db.Set<SessionSkill>().CountAsync(tag => tag.SkillId == Id);
        if (!this.Sent(nameof(Form)))
        {
            Form = Skill is null ? new SkillForm() : SkillForm.Of(Skill);
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (Skill is not null)
        {
            var saved = SkillForm.Of(Skill);
            Conflicts = Conflict.Among(
                ("Name", saved.Name, Form.Name),
                ("Family", saved.Family is { } family ? Show.Words(family) : null, Form.Family is { } typed ? Show.Words(typed) : null),
                ("What it is", saved.Description, Form.Description));
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
        RuleViolation.Unless(Form.Family is not null, "Choose a family.", nameof(Form.Family));
        if (IsNew)
        {
            Skill = new Skill(Form.Name, Form.Family!.Value, Form.Description);
            db.Skills.Add(Skill);
        }
        else if (await FindAsync() is { } found)
        {
            Skill = found;
            db.Entry(found).Property(s => s.Version).OriginalValue = Form.Version;
            found.Describe(Form.Name, Form.Family!.Value, Form.Description);
        }
        else
        {
            return Missing();
        }

        await db.SaveChangesAsync();
        Toast(IsNew ? $"{Skill.Name} is added." : $"{Skill.Name} is saved.");
        return RedirectToPage("/Skills/Index");
    }

    [WithoutForm]
    public Task<IActionResult> OnPostRetireAsync() => ChangeAsync(skill =>
    {
        skill.Retire(clock.Now);
        Toast($"{skill.Name} is no longer offered.");
    });

    [WithoutForm]
    public Task<IActionResult> OnPostReopenAsync() => ChangeAsync(skill =>
    {
        skill.Reopen();
        Toast($"{skill.Name} is offered again.");
    });

    private async Task<IActionResult> ChangeAsync(Action<Skill> change)
    {
        if (await FindAsync() is not { } found)
        {
            return Missing();
        }

        change(found);
        await db.SaveChangesAsync();
        return RedirectToPage(new { id = Id });
    }

    private Task<Skill?> FindAsync() => db.Skills.SingleOrDefaultAsync(skill => skill.Id == Id);

    public sealed class SkillForm
    {
        public string Name { get; set; } = "";

        public SkillFamily? Family { get; set; }

        [ManyLines]
        public string Description { get; set; } = "";

        public uint Version { get; set; }

        internal static SkillForm Of(Skill skill) => new()
        {
            Name = skill.Name,
            Family = skill.Family,
            Description = skill.Description,
            Version = skill.Version,
        };

        public sealed class Validator : AbstractValidator<SkillForm>
        {
            public Validator()
            {
                RuleFor(form => form.Name).MaximumLength(Skill.LongestName).WithMessage($"Shorten the name to {Skill.LongestName} characters.");
                RuleFor(form => form.Description).MaximumLength(Skill.LongestDescription).WithMessage($"Shorten this to {Skill.LongestDescription} characters.");
            }
        }
    }
}
