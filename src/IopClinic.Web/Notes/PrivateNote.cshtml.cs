using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Keys;
using IopClinic.Database.Notes;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Notes;

/// <summary>One private note, to be changed or discarded by its author.</summary>
[Authorize(Can.KeepPrivateNotes)]
public sealed class PrivateNotePage(ClinicDb db, ClinicClock clock, FieldCipher cipher) : PatientPage(db, clock)
{
    private const string Sealed =
        "This note cannot be opened, so it cannot be changed or discarded: its key is not on this server, or it was changed outside the program.";

    [BindProperty(SupportsGet = true)]
    public Id<PrivateNote> Note { get; set; }

    [BindProperty]
    public ChangeForm Form { get; set; } = new();

    [BindProperty]
    public DiscardForm Discard { get; set; } = new();

    public string Written { get; private set; } = "";

    /// <summary>Its text is gone, or cannot be opened.</summary>
    public bool IsOver { get; private set; }

    /// <summary>After a conflict: what was saved from another window meanwhile.</summary>
    public IReadOnlyList<Conflict>? Conflicts { get; private set; }

    protected override string Reads => "PrivateNotes";

    public async Task<IActionResult> OnGetAsync()
    {
        var (note, text) = await NoteAsync();
        if (note.IsDiscarded)
        {
            return Missing();
        }

        await LoadAsync();
        Form = new ChangeForm { Text = text ?? "", Version = note.Version };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (note, text) = await NoteAsync();
        RuleViolation.Unless(text is not null || note.IsDiscarded, Sealed);
        Db.Entry(note).Property(n => n.Version).OriginalValue = Form.Version;
        note.Change(Form.Text, SignedIn, cipher.SealNote, Clock.Now);
        await Db.SaveChangesAsync();
        Toast("The private note is changed.");
        return ToNotes();
    }

    public async Task<IActionResult> OnPostDiscardAsync()
    {
        var (note, text) = await NoteAsync();
        RuleViolation.Unless(text is not null || note.IsDiscarded, Sealed);
        note.Discard(SignedIn, Clock.Now);
        await Db.SaveChangesAsync();
        Toast("The private note is discarded.");
        return ToNotes();
    }

    public override async Task LoadAsync()
    {
        var (note, text) = await NoteAsync();
        IsOver = text is null;
        var zone = Db.Actor.Zone;
        Written = $"{Show.Date(ClinicClock.DateIn(zone, note.WrittenAt))}, {Show.Time(ClinicClock.TimeIn(zone, note.WrittenAt))}";
        if (Request.HasFormContentType && !Request.Form.ContainsKey("Form.Version"))
        {
            // The other form of the page came back: this one still shows what is kept.
            Form = new ChangeForm { Text = text ?? "", Version = note.Version };
        }
    }

    protected internal override async Task OnConflictAsync()
    {
        await LoadAsync();
        var (note, text) = await NoteAsync();
        Conflicts = Conflict.Among(("Private note", text, Form.Text));
        // Whoever saves now has seen what was saved meanwhile.
        Form.Version = note.Version;
        ModelState.Remove("Form.Version");
    }

    /// <summary>The note, if it is the reader's own and not reached in an emergency, and its text where it can be opened.</summary>
    private async Task<(PrivateNote Note, string? Text)> NoteAsync()
    {
        var note = Db.Reach?.Glass.Contains(Id) == true
            ? null
            : await Db.PrivateNotes.SingleOrDefaultAsync(n => n.Id == Note && n.PatientId == Id && n.AuthorId == SignedIn);
        return (Existing(note), cipher.TryOpenNote(note!, out var text) ? text : null);
    }

    private RedirectToPageResult ToNotes() => RedirectToPage("/Notes/PrivateNotes", new { id = Id.ToString() });

    public sealed class ChangeForm
    {
        [ManyLines]
        public string Text { get; set; } = "";

        /// <summary>The version of the note that this form was filled from.</summary>
        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<ChangeForm>
        {
            public Validator() => RuleFor(f => f.Text).NotEmpty().WithMessage("Write the note, or discard it below.")
                .MaximumLength(PrivateNote.MaximumText).WithMessage($"Shorten this to {PrivateNote.MaximumText:N0} characters.");
        }
    }

    public sealed class DiscardForm
    {
        /// <summary>The second look that a text deserves which nobody can bring back, with or without script.</summary>
        public bool IsCertain { get; set; }

        public sealed class Validator : AbstractValidator<DiscardForm>
        {
            public Validator() => RuleFor(f => f.IsCertain).Equal(true).WithMessage("Tick this to confirm: the text cannot be brought back.");
        }
    }
}
