using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Notes;

/// <summary>Notes of those whose work the reader answers for: read one after the other, ticked with one key, co-signed with one proof, or returned.</summary>
[Authorize(Can.CoSign)]
public sealed class CoSignaturesPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The most notes on the page; the rest follows when these are done.</summary>
    public const int Most = 40;

    [BindProperty]
    public SignForm Form { get; set; } = new();

    [BindProperty]
    public ReturnForm Return { get; set; } = new();

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Waiting, those that are not shown too.</summary>
    public int Waiting { get; private set; }

    /// <summary>Returned, and not answered yet.</summary>
    public int Returned { get; private set; }

    /// <param name="Note">The note.</param>
    /// <param name="Patient">Whose.</param>
    /// <param name="Session">What it was.</param>
    /// <param name="Author">Who signed it, with their credential.</param>
    /// <param name="SignedAt">When.</param>
    /// <param name="Attendance">How the patient took part.</param>
    /// <param name="Group">What was written once for the whole group.</param>
    /// <param name="Skills">What it taught.</param>
    /// <param name="Objectives">Of the plan, to which the note refers.</param>
    /// <param name="Added">What was added to the note.</param>
    /// <param name="Comments">What was said when it was returned.</param>
    public sealed record Line(
        ProgressNote Note, string Patient, string Session, string Author, string SignedAt, string? Attendance, SharedText? Group, IReadOnlyList<string> Skills, IReadOnlyList<ObjectiveView> Objectives, IReadOnlyList<AddedTo> Added, IReadOnlyList<(string By, string At, string Words)> Comments);

    /// <param name="Text">The words.</param>
    /// <param name="Reason">Why they were added.</param>
    /// <param name="At">When.</param>
    /// <param name="IsNew">Whether the reader has not seen them: added since the note was returned.</param>
    public sealed record AddedTo(string Text, string Reason, string At, bool IsNew);

    public Task OnGetAsync() => LoadAsync();

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostAsync()
    {
        var asked = await Mine().Where(c => Form.Notes.Contains(c.NoteId)).ToListAsync();
        RuleViolation.Unless(asked.Count == Form.Notes.Distinct().Count(), "One of these was co-signed, struck or taken from you meanwhile. Read what stands here now, and sign again.");
        var patients = asked.Select(c => c.PatientId).Distinct().ToList();
        await db.HoldChainsAsync(patients);
        var heads = await db.ChainHeadsAsync(patients);
        var me = await db.Staff.SingleAsync(s => s.Id == SignedIn);
        var notes = await db.Notes.AsNoTracking().Where(n => Form.Notes.Contains(n.Id)).Include(n => n.Addenda).ToDictionaryAsync(n => n.Id);
        var authors = asked.Select(c => c.AuthorId).Distinct().ToList();
        var people = await db.Staff.Where(s => authors.Contains(s.Id)).ToDictionaryAsync(s => s.Id);
        var sessions = new Dictionary<Id<Session>, Session>();
        foreach (var (date, id) in notes.Values.Select(n => (n.ClinicDate, n.SessionId)).Distinct())
        {
            sessions[id] = (await db.SessionOnAsync(date, id))!;
        }

        foreach (var one in asked.OrderBy(c => c.ClinicDate).ThenBy(c => c.AskedAt))
        {
            var note = notes[one.NoteId];
            RuleViolation.Unless(
                Form.Read.GetValueOrDefault($"{one.NoteId}") == note.Addenda.Count, "Something was added to one of these notes after you read it. Read what stands here now, and sign again.");
            var session = sessions[note.SessionId];
            var signature = one.CoSign(note, session, session.Attendances.Single(a => a.PatientId == one.PatientId), me, people[one.AuthorId], heads.GetValueOrDefault(one.PatientId), clock.Now);
            heads[one.PatientId] = new ChainLink(signature.Sequence, signature.Hash);
            db.Signatures.Add(signature);
        }

        await db.SaveChangesAsync();
        Toast(asked.Count == 1 ? "1 note is co-signed." : $"{asked.Count} notes are co-signed.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostReturnAsync()
    {
        await db.HoldChainsAsync(await Mine().Where(c => c.NoteId == Return.Note).Select(c => c.PatientId).ToListAsync());
        var asked = await Mine().SingleOrDefaultAsync(c => c.NoteId == Return.Note);
        if (asked is null || await db.Notes.AsNoTracking().Include(n => n.Addenda).SingleOrDefaultAsync(n => n.Id == asked.NoteId) is not { } note)
        {
            return Missing();
        }

        RuleViolation.Unless(Return.Read == note.Addenda.Count, "Something was added to this note after you read it. Read what stands here now, and return it if you still want to.");
        var author = await db.Staff.SingleAsync(s => s.Id == asked.AuthorId);
        asked.Return(note, Return.Comment, await db.Staff.SingleAsync(s => s.Id == SignedIn), author, clock.Now);
        await db.SaveChangesAsync();
        Toast("The note is back with its author, with your comment.");
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var open = Mine().AsNoTracking();
        var waiting = open.Where(c => c.ReturnedAt == null || db.Notes.Any(n => n.Id == c.NoteId && n.Addenda.Any(a => a.AuthorId == c.AuthorId && a.WrittenAt > c.ReturnedAt)));
        Waiting = await waiting.CountAsync(stop);
        Returned = await open.CountAsync(stop) - Waiting;
        var asked = await waiting.OrderBy(c => c.AskedAt).ThenBy(c => c.NoteId).Take(Most).ToListAsync(stop);
        var keys = asked.ConvertAll(c => c.NoteId);
        var notes = await db.Notes.AsNoTracking().Where(n => keys.Contains(n.Id)).Include(n => n.Addenda).ToDictionaryAsync(n => n.Id, stop);
        var sessions = notes.Values.Select(n => n.SessionId).Distinct().ToList();
        var held = await db.Sessions.AsNoTracking().Where(s => sessions.Contains(s.Id)).Include(s => ((GroupSession)s).Shared).Include(s => s.Skills).AsSplitQuery().ToDictionaryAsync(s => s.Id, stop);
        var patients = asked.Select(c => c.PatientId).Distinct().ToList();
        var attended = await db.Attendances.AsNoTracking().Where(a => sessions.Contains(a.SessionId) && patients.Contains(a.PatientId)).ToDictionaryAsync(a => (a.SessionId, a.PatientId), stop);
        var names = await db.Patients.AsNoTracking().Where(p => patients.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.CalledName, stop);
        var authors = await db.Signatures.AsNoTracking().Where(s => s.NoteId != null && keys.Contains(s.NoteId.Value) && s.Meaning == SignatureMeaning.Author).ToDictionaryAsync(s => s.NoteId!.Value, stop);
        var taught = held.Values.SelectMany(s => s.Skills).Select(s => s.SkillId).Distinct().ToList();
        var skills = await db.Skills.AsNoTracking().Where(s => taught.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, stop);
        var linked = notes.Values.SelectMany(n => n.Objectives).Select(o => o.ObjectiveId).Distinct().ToList();
        var objectives = await db.Objectives.AsNoTracking().Where(o => patients.Contains(o.PatientId) && linked.Contains(o.Id)).OrderBy(o => o.Number).ToListAsync(stop);
        var staff = asked.SelectMany(c => c.Returns.Select(r => r.ById)).Distinct().ToList();
        var returners = await db.Staff.AsNoTracking().Where(s => staff.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name.Full, stop);
        Lines =
        [
            .. from one in asked
               let note = notes[one.NoteId]
               let session = held[note.SessionId]
               let author = authors[one.NoteId]
               let seen = attended.GetValueOrDefault((note.SessionId, note.PatientId))
               select new Line(
                   note,
                   names[one.PatientId],
                   $"{session.Title}, {Show.Day(note.ClinicDate)}",
                   author.Credential.Length == 0 ? author.SignerName : $"{author.SignerName}, {author.Credential}",
                   At(author.SignedAt),
                   seen is null ? null : $"{Show.Words(seen.Status)}, {seen.Minutes} min",
                   (session as GroupSession)?.Shared is { } shared ? Fingerprint.TextOf(shared) : null,
                   [.. session.Skills.Select(s => skills[s.SkillId]).Order(StringComparer.CurrentCulture)],
                   ObjectiveView.Linked(note, objectives),
                   [.. note.Addenda.OrderBy(a => a.WrittenAt).Select(a => new AddedTo(a.Text, a.Reason, At(a.WrittenAt), a.WrittenAt > one.ReturnedAt))],
                   [.. one.Returns.Select(r => (returners[r.ById], At(r.At), r.Comment))]),
        ];
        db.RecordShown(patients, "Co-signatures");
    }

    /// <summary>What the reader is asked for, or whoever signed it is answered for by them now; a struck note awaits nobody.</summary>
    private IQueryable<CoSigning> Mine()
    {
        var (me, supervised) = (SignedIn, db.Reach?.Supervisees ?? []);
        return db.CoSignings.Where(c => c.CoSignedAt == null && (c.CoSignerId == me || supervised.Contains(c.AuthorId)) && db.Notes.Any(n => n.Id == c.NoteId && n.StruckAt == null));
    }

    private string At(DateTimeOffset instant) => $"{Show.Day(ClinicClock.DateIn(db.Actor.Zone, instant))}, {Show.Time(ClinicClock.TimeIn(db.Actor.Zone, instant))}";

    public sealed class SignForm
    {
        public List<Id<ProgressNote>> Notes { get; set; } = [];

        /// <summary>By note: how much had been added to it when it was read.</summary>
        public Dictionary<string, int> Read { get; set; } = [];

        public sealed class Validator : AbstractValidator<SignForm>
        {
            public Validator()
            {
                RuleFor(f => f.Notes).NotEmpty().WithMessage("Tick the notes that you stand by.");
                RuleFor(f => f.Notes).Must(notes => notes.Count <= Most).WithMessage($"Sign at most {Most} at a time.");
            }
        }
    }

    public sealed class ReturnForm
    {
        public Id<ProgressNote> Note { get; set; }

        /// <summary>How much had been added to it when it was read.</summary>
        public int Read { get; set; }

        [ManyLines]
        public string Comment { get; set; } = "";

        public sealed class Validator : AbstractValidator<ReturnForm>
        {
            public Validator() => RuleFor(f => f.Comment).NotEmpty().WithMessage("Say what is to be corrected.")
                .MaximumLength(CoSigning.LongestComment).WithMessage($"Shorten this to {CoSigning.LongestComment:N0} characters.");
        }
    }
}
