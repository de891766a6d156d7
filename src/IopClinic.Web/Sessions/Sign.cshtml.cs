using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>All notes of a session on one page, what each row still lacks, and one press that signs them all.</summary>
[Authorize(Can.LogSessions)]
public sealed class SignPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private readonly Dictionary<Id<Patient>, Func<string, string>> _refused = [];

    [BindProperty(SupportsGet = true, Name = "date")]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true, Name = "id")]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public SignForm Form { get; set; } = new();

    public string Title { get; private set; } = "";

    public SharedText? Shared { get; private set; }

    /// <summary>Names of the skills that the signatures say were taught.</summary>
    public IReadOnlyList<string> Skills { get; private set; } = [];

    /// <summary>Names of patients, or of people around them, in the part that is written for the whole group.</summary>
    public IReadOnlyList<string> NamesInShared { get; private set; } = [];

    public IReadOnlyList<RowView> Rows { get; private set; } = [];

    /// <summary>Why nothing can be signed yet, beside what single rows lack; null when nothing stands in the way.</summary>
    public string? Obstacle { get; private set; }

    public bool IsReady => Obstacle is null && Rows.Count > 0 && Rows.All(r => r.Missing.Count == 0);

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostAsync()
    {
        Session? found = null;
        NoteChecks checks = null!;
        Dictionary<Id<Patient>, ChainLink> heads = null!;
        List<Objective> objectives = null!;
        List<TelehealthConsent> consents = null!;
        await db.TogetherAsync(
            // The first to be asked: the others see what nobody changes any more until this is signed.
            () => db.HoldRollAsync(Date, Id),
            async () => found = await db.SessionOnAsync(Date, Id),
            async () => checks = await new NoteChecks(db).AskAsync(Date, Id),
            async () => heads = await db.ChainHeadsAsync(Date, Id),
            async () => objectives = await db.ObjectivesAsync(Date, Id),
            async () => consents = await db.ConsentsAsync(Date, Id));
        if (found is not { } session || !await db.MayOpenAsync(session))
        {
            return Missing();
        }

        var patients = session.Roster.Select(place => place.PatientId).ToList();
        RuleViolation.Unless(
            Fingerprint.Of(session) == Form.Reviewed, "Somebody changed this session after you reviewed it. Read what stands here now, and sign again.");
        var house = await db.HouseAsync();
        var findings = Find(session, patients, checks.Of(session), house.Sites[session.SiteId].Zone);
        if (_refused.Count > 0 || !ModelState.IsValid)
        {
            await LoadAsync();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var signer = house.Staff[SignedIn];
        var signatures = session.Sign(signer, heads, objectives, clock.Now, consents, findings);
        db.Signatures.AddRange(signatures);
        db.CoSignings.AddRange(CoSigning.For(signer, signatures));
        await db.SaveChangesAsync();
        Toast(signatures.Count == 1 ? "1 note is signed." : $"{signatures.Count} notes are signed.");
        return RedirectToPage("/Sessions/Log", new { date = Show.Iso(Date), id = Id });
    }

    /// <summary>What is marked in the notes, with the reasons that were typed; each mark without one is said beside its field.</summary>
    private Dictionary<Id<Patient>, NoteFindings> Find(Session session, List<Id<Patient>> patients, NoteChecks checks, TimeZoneInfo zone)
    {
        var shared = checks.NamesInShared.Count > 0;
        if (shared && FreeText.OrNull(Form.SharedReason, int.MaxValue) is null)
        {
            ModelState.AddModelError("Form.SharedReason", "Say why the part for the group stays so, or go back to the roll and change it.");
        }

        else if (shared && checks.OthersIn(Form.SharedReason, about: null) is { Count: > 0 } named)
        {
            ModelState.AddModelError("Form.SharedReason", WithoutNames(named));
        }

        var found = new Dictionary<Id<Patient>, NoteFindings>();
        foreach (var patient in patients.Where(p => session.LiveNoteOf(p) is not { IsSigned: true }))
        {
            var reason = FreeText.OrNull(TypedFor(patient), int.MaxValue);
            if (checks.Marks(patient) && reason is null)
            {
                _refused[patient] = name => $"Say why the note of {name} stays so, or go back to the roll and change it.";
            }
            else if (checks.Marks(patient) && checks.OthersIn(reason, patient) is { Count: > 0 } named)
            {
                // The reason stands in the note for good.
                _refused[patient] = _ => WithoutNames(named);
            }

            found[patient] = new NoteFindings(
                checks.Marks(patient), reason, shared, Form.SharedReason, clock.Now >= checks.RulesOf(patient).LateFrom(session.ClinicDate, zone));
        }

        return found;
    }

    public override async Task LoadAsync()
    {
        var session = Existing(await db.SessionOnAsync(Date, Id));
        if (!await db.MayOpenAsync(session))
        {
            throw new NothingHereException();
        }

        var keys = session.Roster.Select(p => p.PatientId).ToList();
        var came = session.Participants.Select(p => p.SupportPersonId).ToList();
        var taught = session.Skills.Select(s => s.SkillId).ToList();
        var house = await db.HouseAsync();
        var site = house.Sites[session.SiteId];
        var ((people, objectives, consents), (supporters, checks)) = await db.TogetherAsync(
            () => db.TogetherAsync(
                () => db.Patients.AsNoTracking().Where(p => keys.Contains(p.Id)).ToListAsync(),
                () => db.ObjectivesAsync(session),
                () => db.ConsentsAsync(keys)),
            () => db.TogetherAsync(
                () => db.Set<SupportPerson>().AsNoTracking().Where(s => came.Contains(s.Id)).OrderBy(s => s.Name).ToListAsync(),
                () => new NoteChecks(db).AskAsync(Date, Id)));
        checks.Of(session);
        var zone = site.Zone;
        Skills = [.. house.Skills.Where(skill => taught.Contains(skill.Id)).Select(skill => skill.Name).Order(StringComparer.OrdinalIgnoreCase)];
        var missing = session.Missing(objectives, consents).ToLookup(m => m.PatientId, m => m.What);
        var families = supporters.ToLookup(s => s.PatientId, s => $"{s.Name} ({s.Relationship})");
        NamesInShared = checks.NamesInShared;
        Title = session.Title;
        Shared = (session as GroupSession) is { } group ? Fingerprint.TextOf(group.Shared) : null;
        Obstacle = session.CancelledAt is not null ? "This session is cancelled; there is nothing to sign."
            : clock.Now < session.StartsAt ? "This session has not begun; sign it once it has taken place."
            : Shared is { Topic: null } ? "Enter the topic of the group before signing."
            : null;
        Rows = people
            .Where(p => session.LiveNoteOf(p.Id) is not { IsSigned: true })
            .OrderBy(p => p.CalledName, StringComparer.CurrentCultureIgnoreCase).ThenBy(p => p.Id)
            .Select(p =>
            {
                var attendance = session.Attendances.FirstOrDefault(a => a.PatientId == p.Id);
                var note = session.LiveNoteOf(p.Id);
                return new RowView(
                    p.Id,
                    p.CalledName,
                    attendance is null ? "Attendance not recorded" : Show.Words(attendance.Status),
                    attendance is { IsAbsence: true },
                    attendance?.ArrivedAt is { } arrived ? Show.Time(ClinicClock.TimeIn(zone, arrived)) : null,
                    attendance?.LeftAt is { } left ? Show.Time(ClinicClock.TimeIn(zone, left)) : null,
                    attendance?.Reason,
                    attendance?.Where,
                    attendance?.Minutes,
                    note?.Participation,
                    note?.Affect,
                    note?.Response,
                    note?.Text,
                    ObjectiveView.Linked(note, objectives),
                    note?.WithoutObjective,
                    [.. families[p.Id]],
                    missing[p.Id].ToList(),
                    checks.LikenessOf(p.Id),
                    checks.OthersIn(p.Id),
                    Fingerprint.Of(attendance),
                    Fingerprint.Of(note))
                {
                    InTheirWords = note?.InTheirWords,
                };
            })
            .ToList();
        AskForReasons();
        Form.Reviewed = Fingerprint.Of(session);
        // The fingerprint of what is shown now, not the one that was posted.
        ModelState.Remove("Form.Reviewed");
        // Signed ones are compared with too.
        db.RecordShown(keys, "Review");
    }

    /// <summary>Asks for the reasons of what is marked now. What was marked when the form was sent may have been other rows.</summary>
    private void AskForReasons()
    {
        var refused = new Dictionary<Id<Patient>, string>();
        for (var at = 0; at < Form.Reasons.Count; at++)
        {
            var name = $"Form.Reasons[{at}].Reason";
            if (Form.Reasons[at] is { } typed && ModelState.TryGetValue(name, out var entry) && entry.Errors.Count > 0)
            {
                refused[typed.PatientId] = entry.Errors[0].ErrorMessage;
            }
        }

        foreach (var name in ModelState.Keys.Where(key => key.StartsWith("Form.Reasons", StringComparison.Ordinal)).ToList())
        {
            ModelState.Remove(name);
        }

        Form.Reasons = [.. Rows.Where(row => row.IsMarked).Select(row => new SignForm.ReasonRow { PatientId = row.PatientId, Reason = TypedFor(row.PatientId) })];
        for (var at = 0; at < Form.Reasons.Count; at++)
        {
            var row = Rows.First(row => row.PatientId == Form.Reasons[at].PatientId);
            if ((refused.GetValueOrDefault(row.PatientId) ?? _refused.GetValueOrDefault(row.PatientId)?.Invoke(row.Name)) is { } sentence)
            {
                ModelState.AddModelError($"Form.Reasons[{at}].Reason", sentence);
            }
        }
    }

    private static string WithoutNames(IReadOnlyList<string> named) => $"The reason stands in the note for good: say it without naming {string.Join(", ", named)}.";

    private string? TypedFor(Id<Patient> patient) => Form.Reasons.Find(typed => typed?.PatientId == patient)?.Reason;

    public sealed class SignForm
    {
        /// <summary>What the reviewer saw.</summary>
        public string? Reviewed { get; set; }

        /// <summary>Why the part for the whole group stays as it is although it names somebody.</summary>
        public string? SharedReason { get; set; }

        /// <summary>Why marked notes stay as they are.</summary>
        public List<ReasonRow> Reasons { get; set; } = [];

        public sealed class ReasonRow
        {
            public Id<Patient> PatientId { get; set; }

            public string? Reason { get; set; }
        }

        public sealed class Validator : AbstractValidator<SignForm>
        {
            private static readonly string TooLong = $"Shorten the reason to {NoteFindings.MaximumReason} characters.";

            public Validator()
            {
                RuleFor(f => f.Reviewed).MaximumLength(100).WithMessage("Open the review again.");
                RuleFor(f => f.SharedReason).MaximumLength(NoteFindings.MaximumReason).WithMessage(TooLong);
                RuleForEach(f => f.Reasons).NotNull().WithMessage("A reason could not be read. Open the review again.");
                RuleForEach(f => f.Reasons).ChildRules(row => row.RuleFor(r => r.Reason).MaximumLength(NoteFindings.MaximumReason).WithMessage(TooLong));
            }
        }
    }

    public sealed record RowView(
        Id<Patient> PatientId,
        string Name,
        string Attendance,
        bool IsAbsent,
        string? Arrived,
        string? Left,
        string? Reason,
        string? Where,
        int? Minutes,
        Participation? Participation,
        Affect? Affect,
        Response? Response,
        string? Text,
        IReadOnlyList<ObjectiveView> Objectives,
        NoObjectiveReason? WithoutObjective,
        IReadOnlyList<string> Family,
        IReadOnlyList<string> Missing,
        Likeness? Likeness,
        IReadOnlyList<string> Others,
        string AttendanceIs,
        string NoteIs)
    {
        /// <summary>What the patient said, word for word.</summary>
        public string? InTheirWords { get; init; }

        /// <summary>Whether it is not signed before it is changed or a reason is given.</summary>
        public bool IsMarked => Likeness is not null || Others.Count > 0;
    }
}
