using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Phrases;

/// <summary>One's own quick phrases and those of the site: what a semicolon and a key put into a note.</summary>
[Authorize(Can.LogSessions)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty]
    public PhraseForm Form { get; set; } = new();

    [BindProperty]
    public WhichForm Which { get; set; } = new();

    /// <summary>The phrase that is being changed; null when another one is added.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<QuickPhrase>? Change { get; set; }

    public IReadOnlyList<QuickPhrase> Mine { get; private set; } = [];

    public IReadOnlyList<QuickPhrase> Shared { get; private set; } = [];

    /// <summary>Taken off the list, where this person may put them back.</summary>
    public IReadOnlyList<QuickPhrase> Removed { get; private set; } = [];

    public bool MayShare => May(Can.SharePhrases);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        if (Change is { } id)
        {
            if (Mine.Concat(MayShare ? Shared : []).FirstOrDefault(p => p.Id == id) is not { } changing)
            {
                return Missing();
            }

            Form = new PhraseForm { Key = changing.Key, Text = changing.Text, IsShared = changing.IsShared, Version = changing.Version };
        }

        return Page();
    }

    /// <summary>What is offered in a note: one's own before those of the site, and the templates.</summary>
    public async Task<IActionResult> OnGetListAsync()
    {
        await LoadAsync();
        return new JsonResult(Mine.Concat(Shared).DistinctBy(p => p.Key).Select(p => new { p.Key, p.Text, shared = p.IsShared })
            .Concat(NoteTemplate.All.Select(t => new { t.Key, t.Text, shared = true })));
    }

    [WithForm(nameof(Form))]
    public async Task<IActionResult> OnPostAsync()
    {
        RuleViolation.Unless(!Form.IsShared || MayShare, "Phrases of the site are kept by supervisors.", nameof(Form.IsShared));
        if (Change is { } id)
        {
            if (await FindAsync(id) is not { } phrase)
            {
                return Missing();
            }

            db.Entry(phrase).Property(p => p.Version).OriginalValue = Form.Version;
            phrase.Describe(Form.Key, Form.Text);
        }
        else
        {
            db.QuickPhrases.Add(new QuickPhrase(db.Actor.SiteId!.Value, Form.IsShared ? null : SignedIn, Form.Key, Form.Text));
        }

        await db.SaveChangesAsync();
        Toast("The phrase is saved.");
        return Again();
    }

    [WithForm(nameof(Which))]
    public Task<IActionResult> OnPostRemoveAsync() => ChangeAsync(phrase =>
    {
        phrase.Remove(clock.Now);
        Toast($";{phrase.Key} is taken off the list. It stands below, where it can be put back.");
    });

    [WithForm(nameof(Which))]
    public Task<IActionResult> OnPostPutBackAsync() => ChangeAsync(phrase =>
    {
        phrase.PutBack();
        Toast($";{phrase.Key} is offered again.");
    });

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        if (Mine.Concat(Shared).FirstOrDefault(p => p.Id == Change) is { } saved)
        {
            Form.Version = saved.Version;
        }
    }

    public override async Task LoadAsync()
    {
        var (site, me) = (db.Actor.SiteId!.Value, SignedIn);
        var all = await db.QuickPhrases.AsNoTracking().Where(p => p.SiteId == site && (p.OwnerId == null || p.OwnerId == me)).OrderBy(p => p.Key).ToListAsync();
        Mine = all.FindAll(p => p is { IsShared: false, RemovedAt: null });
        Shared = all.FindAll(p => p is { IsShared: true, RemovedAt: null });
        Removed = all.FindAll(p => p.RemovedAt is not null && (!p.IsShared || MayShare));
    }

    private async Task<IActionResult> ChangeAsync(Action<QuickPhrase> change)
    {
        if (await FindAsync(Which.PhraseId!.Value) is not { } phrase)
        {
            return Missing();
        }

        change(phrase);
        await db.SaveChangesAsync();
        return Again();
    }

    private Task<QuickPhrase?> FindAsync(Id<QuickPhrase> id)
    {
        var (site, me, shares) = (db.Actor.SiteId!.Value, SignedIn, MayShare);
        return db.QuickPhrases.SingleOrDefaultAsync(p => p.Id == id && p.SiteId == site && (p.OwnerId == me || (p.OwnerId == null && shares)));
    }

    private RedirectToPageResult Again() => RedirectToPage("/Phrases/Index", new { change = (string?)null });

    public sealed class PhraseForm
    {
        public string? Key { get; set; }

        [ManyLines]
        public string? Text { get; set; }

        /// <summary>Said once, when it is added.</summary>
        public bool IsShared { get; set; }

        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<PhraseForm>
        {
            public Validator()
            {
                RuleFor(f => f.Key).MaximumLength(QuickPhrase.MaximumKey + 1).WithMessage($"Shorten the key to {QuickPhrase.MaximumKey} characters.");
                RuleFor(f => f.Text).MaximumLength(QuickPhrase.MaximumText).WithMessage($"Shorten the phrase to {QuickPhrase.MaximumText:N0} characters.");
            }
        }
    }

    public sealed class WhichForm
    {
        public Id<QuickPhrase>? PhraseId { get; set; }

        public sealed class Validator : AbstractValidator<WhichForm>
        {
            public Validator() => RuleFor(f => f.PhraseId).NotNull().WithMessage("Choose a row of the list.");
        }
    }
}
