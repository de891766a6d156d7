using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Keys;
using IopClinic.Database.Notes;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Notes;
using IopClinic.Web.Account;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Notes;

/// <summary>
/// What the reader keeps about this patient for themselves. In an emergency opening it stays closed until a reason of its own is
/// given; then everybody's private notes about the patient are read, and none is written.
/// </summary>
[Authorize(Can.KeepPrivateNotes)]
public sealed partial class PrivateNotesPage(ClinicDb db, ClinicClock clock, FieldCipher cipher, ILogger<PrivateNotesPage> log)
    : PatientPage(db, clock)
{
    private const int PageSize = 20;

    [BindProperty]
    public NoteForm Form { get; set; } = new();

    [BindProperty]
    public OpenForm Open { get; set; } = new();

    /// <summary>The last note of the page before; null on the first page.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<PrivateNote>? After { get; set; }

    public IReadOnlyList<Line> Notes { get; private set; } = [];

    public bool HasMore { get; private set; }

    /// <summary>The record is open to this person in an emergency only.</summary>
    public bool IsEmergency => Db.Reach?.Glass.Contains(Id) == true;

    /// <summary>In an emergency: nobody has said yet why the private notes are needed too.</summary>
    public bool IsClosed => IsEmergency && Db.Reach?.PrivateNotes.Contains(Id) != true;

    public static IReadOnlyList<SelectListItem> Reasons { get; } =
        [.. Enum.GetValues<PrivateNoteReason>().Select(reason => new SelectListItem(Show.Words(reason), reason.ToString()))];

    protected override string Reads => IsClosed ? "PrivateNotesClosed" : "PrivateNotes";

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (IsEmergency)
        {
            return Missing();
        }

        var author = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        Db.PrivateNotes.Add(new PrivateNote(Id, Banner.State.Site, author, Today, Form.Text, cipher.SealNote, Clock.Now));
        await Db.SaveChangesAsync();
        Toast("The private note is saved.");
        return Again();
    }

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostOpenAsync()
    {
        var now = Clock.Now;
        if (!IsEmergency
            || await Db.GlassOpenings.Where(g => g.PatientId == Id && g.StaffMemberId == SignedIn && g.ClosedAt == null && g.ExpiresAt > now)
                .OrderByDescending(g => g.ExpiresAt).FirstOrDefaultAsync() is not { } glass)
        {
            return Missing();
        }

        if (IsClosed)
        {
            Db.Actor.Reason = Show.Words(Open.Reason!.Value);
            Db.PrivateNoteOpenings.Add(new PrivateNoteOpening(glass, Open.Reason.Value, Open.Explanation, now));
            await Db.SaveChangesAsync();
        }

        Toast("The private notes are open to you until the record closes. Why you opened them is reviewed.");
        return Again();
    }

    public override async Task LoadAsync()
    {
        if (IsClosed)
        {
            return;
        }

        var asked = Db.PrivateNotes.AsNoTracking().Where(n => n.PatientId == Id);
        if (After is { } after)
        {
            var last = Existing(await asked.SingleOrDefaultAsync(n => n.Id == after));
            asked = asked.Where(n => n.WrittenAt < last.WrittenAt || (n.WrittenAt == last.WrittenAt && n.Id.CompareTo(after) < 0));
        }

        var found = await (
            from note in asked
            join author in Db.Staff on note.AuthorId equals author.Id
            orderby note.WrittenAt descending, note.Id descending
            select new { note, author.Name }).Take(PageSize + 1).ToListAsync();
        HasMore = found.Count > PageSize;
        var zone = Db.Actor.Zone;
        Notes = found.Take(PageSize).Select(f => new Line(
            f.note.Id,
            f.note.ClinicDate,
            At(f.note.WrittenAt),
            f.note.ChangedAt is { } changed ? At(changed) : null,
            f.note.DiscardedAt is { } discarded ? At(discarded) : null,
            f.Name.Full,
            TextOf(f.note))).ToList();

        string At(DateTimeOffset instant) => $"{Show.Date(ClinicClock.DateIn(zone, instant))}, {Show.Time(ClinicClock.TimeIn(zone, instant))}";
    }

    /// <summary>Null when the text cannot be opened, or is gone.</summary>
    private string? TextOf(PrivateNote note)
    {
        if (cipher.TryOpenNote(note, out var text))
        {
            return text;
        }

        if (!note.IsDiscarded)
        {
            LogSealed(log, note.Id.Value);
        }

        return null;
    }

    private RedirectToPageResult Again() => RedirectToPage("/Notes/PrivateNotes", new { id = Id.ToString() });

    [LoggerMessage(Level = LogLevel.Error, Message = "The private note {Note} cannot be opened: its key is missing, or it was changed outside the program")]
    private static partial void LogSealed(ILogger logger, Guid note);

    public sealed record Line(Id<PrivateNote> Id, DateOnly Date, string Written, string? Changed, string? Discarded, string Author, string? Text)
    {
        /// <summary>Never the text itself: it must not reach a log by accident.</summary>
        public override string ToString() => nameof(Line);
    }

    public sealed class NoteForm
    {
        [ManyLines]
        public string Text { get; set; } = "";

        public sealed class Validator : AbstractValidator<NoteForm>
        {
            public Validator() => RuleFor(f => f.Text).NotEmpty().WithMessage("Write the note.")
                .MaximumLength(PrivateNote.MaximumText).WithMessage($"Shorten this to {PrivateNote.MaximumText:N0} characters.");
        }
    }

    public sealed class OpenForm
    {
        public PrivateNoteReason? Reason { get; set; }

        [ManyLines]
        public string Explanation { get; set; } = "";

        public sealed class Validator : AbstractValidator<OpenForm>
        {
            public Validator()
            {
                RuleFor(f => f.Reason).NotNull().WithMessage("Choose the reason.");
                RuleFor(f => f.Explanation).NotEmpty().WithMessage("Say why the private notes are needed.")
                    .MinimumLength(GlassOpening.ShortestReason)
                    .WithMessage($"Say why the private notes are needed in at least {GlassOpening.ShortestReason} characters.")
                    .MaximumLength(1000).WithMessage("Shorten this to 1,000 characters.");
            }
        }
    }
}
