using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Curricula;

/// <summary>One curriculum; without a key in the address, a new one.</summary>
[Authorize(Can.SetUpClinic)]
public sealed class CurriculumPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [FromRoute]
    public Id<Curriculum> Id { get; set; }

    [BindProperty]
    public CurriculumForm Form { get; set; } = new();

    /// <summary>As it is saved; null while it is new.</summary>
    public Curriculum? Curriculum { get; private set; }

    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    public bool IsNew => Id.IsEmpty;

    public override async Task LoadAsync()
    {
        Curriculum = await db.Curricula.AsNoTracking().SingleOrDefaultAsync(c => c.Id == Id);
        if (!IsNew)
        {
            Existing(Curriculum);
        }

        if (!this.Sent(nameof(Form)))
        {
            Form = Curriculum is null ? new CurriculumForm() : CurriculumForm.Of(Curriculum);
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (Curriculum is not null)
        {
            var saved = CurriculumForm.Of(Curriculum);
            Conflicts = Conflict.Among(("Name", saved.Name, Form.Name), ("Topics", saved.Topics, Form.Topics));
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
        var topics = Form.Topics.Split('\n');
        if (IsNew)
        {
            Curriculum = new Curriculum(Form.Name, topics, Form.AdvancesWhenCancelled);
            db.Curricula.Add(Curriculum);
        }
        else if (await FindAsync() is { } found)
        {
            Curriculum = found;
            db.Entry(found).Property(c => c.Version).OriginalValue = Form.Version;
            found.Describe(Form.Name, topics, Form.AdvancesWhenCancelled);
        }
        else
        {
            return Missing();
        }

        await db.SaveChangesAsync();
        Toast(IsNew ? $"{Curriculum.Name} is added. Choose it when you lay out a week." : $"{Curriculum.Name} is saved.");
        return RedirectToPage("/Curricula/Index");
    }

    [WithoutForm]
    public Task<IActionResult> OnPostRetireAsync() => ChangeAsync(curriculum => curriculum.Retire(clock.Now), "is no longer offered. Groups that follow it go on.");

    [WithoutForm]
    public Task<IActionResult> OnPostReopenAsync() => ChangeAsync(curriculum => curriculum.Reopen(), "is offered again.");

    private async Task<IActionResult> ChangeAsync(Action<Curriculum> change, string done)
    {
        if (await FindAsync() is not { } found)
        {
            return Missing();
        }

        change(found);
        await db.SaveChangesAsync();
        Toast($"{found.Name} {done}");
        return RedirectToPage(new { id = Id });
    }

    private Task<Curriculum?> FindAsync() => db.Curricula.SingleOrDefaultAsync(c => c.Id == Id);

    public sealed class CurriculumForm
    {
        public uint Version { get; set; }

        public string Name { get; set; } = "";

        /// <summary>Each on its own line.</summary>
        [ManyLines]
        public string Topics { get; set; } = "";

        public bool AdvancesWhenCancelled { get; set; }

        internal static CurriculumForm Of(Curriculum curriculum) => new()
        {
            Version = curriculum.Version,
            Name = curriculum.Name,
            Topics = string.Join('\n', curriculum.Topics),
            AdvancesWhenCancelled = curriculum.AdvancesWhenCancelled,
        };

        public sealed class Validator : AbstractValidator<CurriculumForm>
        {
            public Validator()
            {
                RuleFor(f => f.Name).NotEmpty().WithMessage("Give the curriculum a name.").MaximumLength(80);
                RuleFor(f => f.Topics).NotEmpty().WithMessage("Write at least one topic, each on its own line.").MaximumLength(20_000);
            }
        }
    }
}
