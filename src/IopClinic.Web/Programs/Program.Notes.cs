using FluentValidation;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Programs;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Programs;

/// <summary>Of a program: when notes are due, and from when one counts as a copy.</summary>
public sealed partial class ProgramPage
{
    [BindProperty]
    public NotesForm Notes { get; set; } = new();

    public async Task<IActionResult> OnPostNotesAsync()
    {
        if (await FindAsync() is not { } program)
        {
            return Missing();
        }

        db.Entry(program).Property(p => p.Version).OriginalValue = Notes.Version;
        program.DemandNotes(Notes.ToRules());
        await db.SaveChangesAsync();
        Toast("What is demanded of notes is saved.");
        return RedirectToPage(null, null, new { id = Id }, "notes");
    }

    private void LoadNotes()
    {
        if (Program is not null && !this.Sent(nameof(Notes)))
        {
            Notes = NotesForm.Of(Program);
        }
    }

    private void CompareWithNotes(Program saved)
    {
        var of = NotesForm.Of(saved);
        Conflicts = Conflict.Among(
            ("Notes signed within (hours)", $"{of.DueHours}", $"{Notes.DueHours}"),
            ("Late entry after (business days)", $"{of.LateDays}", $"{Notes.LateDays}"),
            ("A copy from (percent)", $"{of.Alike}", $"{Notes.Alike}"));
        Notes.Version = of.Version;
    }

    public sealed class NotesForm
    {
        public int? DueHours { get; set; }

        public int? LateDays { get; set; }

        public int? Alike { get; set; }

        public uint Version { get; set; }

        internal static NotesForm Of(Program program) => new()
        {
            DueHours = program.Notes.DueHours,
            LateDays = program.Notes.LateDays,
            Alike = program.Notes.Alike,
            Version = program.Version,
        };

        internal NoteRules ToRules() => new(Alike.GetValueOrDefault(), DueHours.GetValueOrDefault(), LateDays.GetValueOrDefault());

        public sealed class Validator : AbstractValidator<NotesForm>
        {
            public Validator()
            {
                RuleFor(form => form.DueHours).NotNull().WithMessage("Enter the hours.");
                RuleFor(form => form.LateDays).NotNull().WithMessage("Enter the days.");
                RuleFor(form => form.Alike).NotNull().WithMessage("Enter the percent.");
            }
        }
    }
}
