using System.Globalization;
using System.Text.RegularExpressions;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Staff;
using IopClinic.Web.Diagnoses;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Assessments;

/// <summary>One section of an assessment, saved while it is written. Somebody else may write another section at the same time.</summary>
[Authorize(Can.Assess)]
public sealed partial class SectionPage(ClinicDb db, ClinicClock clock, CodeLibrary library) : PatientPage(db, clock)
{
    private const int Attempts = 3;

    [BindProperty(SupportsGet = true, Name = "assessment")]
    public Id<Assessment> AssessmentId { get; set; }

    [BindProperty(SupportsGet = true, Name = "section")]
    public string Section { get; set; } = "";

    [BindProperty]
    public SectionForm Form { get; set; } = new();

    public Assessment Assessment { get; private set; } = null!;

    public SectionOutline Outline { get; private set; } = null!;

    public IReadOnlyList<SectionLine> Lines { get; private set; } = [];

    /// <summary>What is asked, in order; a question with rows holds the questions of each row.</summary>
    public IReadOnlyList<Block> Blocks { get; private set; } = [];

    /// <summary>After a conflict: what stands now and what was typed here.</summary>
    public IReadOnlyList<Conflict>? Theirs { get; private set; }

    /// <summary>Texts of this section that were replaced or came second.</summary>
    public IReadOnlyList<Kept> Drafts { get; private set; } = [];

    /// <summary>Whether somebody else may have to decide for the patient.</summary>
    public bool IsMinor { get; private set; }

    public SectionOutline? Before => Neighbour(-1);

    public SectionOutline? After => Neighbour(1);

    public string AddressOf(SectionOutline section) => $"/Patients/{Id}/Assessments/{AssessmentId}/{section.Key}";

    public string Overview => $"/Patients/{Id}/Assessments/{AssessmentId}";

    protected override string Reads => "Assessment";

    private Id<MeasureAdministration>? _screen;
    private AsamEdition? _edition;
    private IReadOnlyDictionary<string, string> _objections = new Dictionary<string, string>();

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Assessment.IsSigned ? Redirect(Overview) : Page();
    }

    public async Task<IActionResult> OnPostAsync() => await SaveAsync() ?? Saved(AddressOf(Outline));

    /// <summary>Saves and goes on to the next section, and from the last one to the overview.</summary>
    public async Task<IActionResult> OnPostNextAsync() => await SaveAsync() ?? Saved(After is { } next ? AddressOf(next) : Overview);

    /// <summary>Saves, and finds everything right that was filled in from elsewhere.</summary>
    public async Task<IActionResult> OnPostConfirmAsync() => await SaveAsync(confirmsAll: true) ?? Saved(AddressOf(Outline));

    /// <summary>Saves, and puts the diagnosis of that row before the one above it; the first is the principal one.</summary>
    public async Task<IActionResult> OnPostUpAsync(int row)
    {
        if (await WriteAsync(partly: false, confirmsAll: false) is { IsStale: false, Objections: [] } written)
        {
            var rows = AssessmentCatalog.DiagnosesIn(written.Section.Values).Select(d => d.Row).ToList();
            if (Outline.Key == AssessmentCatalog.Diagnoses && rows.IndexOf(row) is var at and > 0)
            {
                (rows[at - 1], rows[at]) = (rows[at], rows[at - 1]);
                var order = rows.Index().ToDictionary(
                    one => string.Create(CultureInfo.InvariantCulture, $"diagnoses.{one.Item}.order"), one => (string?)(one.Index + 1).ToString(CultureInfo.InvariantCulture));
                written.Assessment.Write(written.Section, order, new HashSet<string>(), Form.From, await Db.Staff.SingleAsync(s => s.Id == SignedIn), Today, Clock.Now);
                await Db.SaveChangesAsync();
            }

            return Saved(AddressOf(Outline));
        }

        return await SaveAsync() ?? Saved(AddressOf(Outline));
    }

    /// <summary>Saves what can stand while it is being written; answers what cannot.</summary>
    public async Task<IActionResult> OnPostAutosaveAsync()
    {
        var written = await WriteAsync(partly: true, confirmsAll: false);
        if (written.IsStale)
        {
            return new JsonResult(new { sentence = $"{written.Meanwhile} What you typed so far is kept. Press Save to see both; until then nothing more is saved." })
            {
                StatusCode = StatusCodes.Status409Conflict,
            };
        }

        return new JsonResult(new
        {
            at = Show.Time(ClinicClock.TimeIn(Db.Actor.Zone, Clock.Now)),
            version = written.Section.Version,
            asksOtherwise = written.AsksOtherwise,
            refused = written.Objections.Select(o => new { name = Form.NameOf(o.Field, Outline.Find(o.Field)!), sentence = o.Sentence }).Where(o => o.name is not null),
        });
    }

    public override async Task LoadAsync()
    {
        Outline = Existing(AssessmentCatalog.Find(Section));
        Assessment = Existing(await Db.Assessments.AsNoTracking().AsSplitQuery()
            .Include(a => a.Sections).Include(a => a.Drafts.Where(d => d.Section == Section))
            .SingleOrDefaultAsync(a => a.Id == AssessmentId && a.PatientId == Id));
        _screen = await new LearnOfScreens(Db).IntoAsync(Assessment);
        var section = Assessment.Sections.Single(s => s.Key == Section);
        Lines = SectionLine.All(Assessment, Banner.BirthDate, Today);
        var authors = Assessment.Drafts.Select(d => d.AuthorId).ToList();
        var names = await Db.Staff.AsNoTracking().Where(s => authors.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name.Full);
        Drafts = [.. Assessment.Drafts.OrderByDescending(d => d.WrittenAt).Select(draft => new Kept(
            names[draft.AuthorId],
            $"{Show.Date(ClinicClock.DateIn(Db.Actor.Zone, draft.WrittenAt))}, {Show.Time(ClinicClock.TimeIn(Db.Actor.Zone, draft.WrittenAt))}",
            [.. Outline.Answered(new Values(draft.Answers)).Select(a => (LabelOf(a.Field), a.Question.Words(draft.Answers[a.Field])))]))];
        var minors = await Db.Sites.AsNoTracking().Where(s => s.Id == Assessment.SiteId).Select(s => s.Minors).SingleAsync();
        IsMinor = Banner.Age < minors.AgeOfMajority;
        await KnowEditionAsync(Assessment.SiteId);
        Arrange(section);
    }

    /// <summary>Lays the form out as the section stands, with what was typed over it, and every refusal beside its field.</summary>
    private void Arrange(AssessmentSection section)
    {
        var isSent = HttpMethods.IsPost(Request.Method);
        var refused = isSent ? Refusals() : [];
        var typed = isSent ? Form.Typed(Outline) : [];
        var confirmed = isSent ? Form.Confirmed() : [];
        var shown = section.Answers.ToDictionary(answer => answer.Key, answer => answer.Value.Value);
        foreach (var (field, value) in typed)
        {
            if (value is null)
            {
                shown.Remove(field);
            }
            else
            {
                shown[field] = value;
            }
        }

        if (!isSent)
        {
            (Form.Version, Form.Page, Form.Screen) = (section.Version, FormKeys.New(), _screen);
        }

        foreach (var key in ModelState.Keys.Where(key => key.StartsWith("Form.", StringComparison.Ordinal)).ToList())
        {
            ModelState.Remove(key);
        }

        Form.Answers = [];
        var values = new Values(shown);
        Blocks = [.. Outline.Questions.Where(q => q.IsAskedFor(values)).Select(BlockOf)];
        foreach (var (field, refusal) in refused)
        {
            if (field is not null && Outline.Find(field) is { } question && Form.NameOf(field, question) is { } name)
            {
                ModelState.SetModelValue(name, refusal.Raw, refusal.Raw as string);
                ModelState.AddModelError(name, refusal.Sentence);
            }
            else
            {
                ModelState.AddModelError("", refusal.Sentence);
            }
        }

        foreach (var (field, sentence) in _objections)
        {
            ModelState.AddModelError(Form.NameOf(field, Outline.Find(field)!) ?? "", sentence);
        }

        Block BlockOf(Question question)
        {
            if (question.Kind is not QuestionKind.Rows)
            {
                return new Block(question, AskedOf(question, question.Key), []);
            }

            var ranks = question.IsRanked ? AssessmentCatalog.DiagnosesIn(values).ToDictionary(d => d.Row, d => d.Rank) : [];
            IReadOnlyList<int> rows = question.IsRanked ? [.. ranks.Keys] : values.RowsOf(question.Key);
            var blank = rows.Count == 0 ? 0 : rows.Max() + 1;
            return new Block(question, null, [.. (blank < Question.MostRows ? rows.Append(blank) : rows).Select(row =>
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"{question.Key}.{row}");
                Form.Answers.Add(new AnswerForm { Field = key });
                var remove = Form.Answers.Count - 1;
                return new Row(row, ranks.GetValueOrDefault(row), row == blank, remove, [.. question.Parts.Where(part => !(question.IsRanked && part.Key == "order") && (IsMinor || !part.IsOfMinors || shown.ContainsKey($"{key}.{part.Key}"))).Select(part => AskedOf(part, $"{key}.{part.Key}"))]);
            })]);
        }

        Asked AskedOf(Question question, string field)
        {
            var value = shown.GetValueOrDefault(field);
            Form.Answers.Add(new AnswerForm
            {
                Field = field,
                Text = question.Kind is QuestionKind.Choices ? null : value,
                Chosen = question.Kind is QuestionKind.Choices && value is not null ? [.. value.Split(',')] : [],
                Confirm = confirmed.Contains(field),
            });
            var stands = section.Answers.GetValueOrDefault(field);
            return new Asked(
                Form.Answers.Count - 1,
                question with { Choices = Offered(question, section) },
                field.Contains('.', StringComparison.Ordinal),
                question.IsRequiredFor(values) || question.RequiredWhen is not null,
                stands is { Source: not AnswerSource.Typed } ? AssessmentWords.Of(stands.AsClaim) : null,
                stands is { IsConfirmed: false } && stands.Value == value,
                stands is { IsConfirmed: true, Source: not AnswerSource.Typed } && stands.Value == value,
                stands is null ? [] : [.. stands.Contradictions.Select(claim => $"{AssessmentWords.Of(claim)}: {question.Words(claim.Value)}")]);
        }
    }

    /// <summary>What could not be read at all, by field, as it was sent.</summary>
    private List<(string? Field, (object? Raw, string Sentence) Refusal)> Refusals() =>
    [
        .. from entry in ModelState
           where entry.Key.StartsWith("Form.", StringComparison.Ordinal) && entry.Value?.Errors.Count > 0
           let at = AnswerIndex().Match(entry.Key)
           let index = at.Success && int.TryParse(at.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : -1
           let answer = index >= 0 && index < Form.Answers.Count ? Form.Answers[index] : null
           select (answer?.Field, (entry.Value!.RawValue, string.IsNullOrEmpty(entry.Value.Errors[0].ErrorMessage) ? "This could not be read. Please check it." : entry.Value.Errors[0].ErrorMessage)),
    ];

    [GeneratedRegex(@"^Form\.Answers\[(\d{1,4})\]")]
    private static partial Regex AnswerIndex();

    /// <summary>Null when all is saved; else the page again with what stands in the way.</summary>
    private async Task<IActionResult?> SaveAsync(bool confirmsAll = false)
    {
        var written = await WriteAsync(partly: false, confirmsAll);
        if (!written.IsStale && written.Objections.Count == 0)
        {
            if (Section == AssessmentCatalog.SupportNetwork)
            {
                await new KeepSupporters(Db, Today).OfAsync(Id, written.Section);
                await Db.SaveChangesAsync();
            }

            return null;
        }

        var typed = Form.Typed(Outline);
        _objections = written.Objections.DistinctBy(o => o.Field).ToDictionary(o => o.Field, o => o.Sentence);
        Db.ChangeTracker.Clear();
        await LoadAsync();
        if (written.IsStale)
        {
            var stands = Assessment.Sections.Single(s => s.Key == Section);
            Theirs = Conflict.Among(typed.Select(answer => (
                LabelOf(answer.Key),
                stands.Answers.GetValueOrDefault(answer.Key) is { } theirs ? Outline.Find(answer.Key)!.Words(theirs.Value) : null,
                answer.Value is null ? null : Outline.Find(answer.Key)!.Words(answer.Value))));
            // Whoever saves now has seen what the other wrote.
            (Form.Version, Form.Screen) = (stands.Version, _screen);
            ModelState.AddModelError("", $"{written.Meanwhile} Yours is in the fields, theirs stands below; what you save now takes its place.");
        }

        Response.StatusCode = written.IsStale ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    /// <param name="partly">Saves what can stand beside what cannot; else all or nothing.</param>
    /// <param name="confirmsAll">Everything from elsewhere is right.</param>
    private async Task<Written> WriteAsync(bool partly, bool confirmsAll)
    {
        Outline = Existing(AssessmentCatalog.Find(Section));
        for (var attempt = 1; ; attempt++)
        {
            var assessment = Existing(await Db.Assessments.AsSplitQuery()
                .Include(a => a.Sections.Where(s => s.Key == Section)).Include(a => a.Drafts.Where(d => d.Section == Section))
                .SingleOrDefaultAsync(a => a.Id == AssessmentId && a.PatientId == Id));
            RuleViolation.Unless(!assessment.IsSigned, "This assessment is signed and does not change any more. Add an addendum instead.");
            var section = assessment.Sections[0];
            var hasNewScreen = Section == AssessmentCatalog.Risk && await new LearnOfScreens(Db).IntoAsync(assessment) != Form.Screen;
            var asked = AskedFor(section.Values);
            var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
            var typed = Form.Typed(Outline);
            await KnowEditionAsync(assessment.SiteId);
            var unknown = Resolve(section, typed);
            IReadOnlyList<Objection> objections = [.. unknown, .. Outline.Judge(After(section, typed), Banner.BirthDate, Today).ExceptBy(unknown.Select(o => o.Field), o => o.Field)];
            var turn = Form.TurnOf(section);
            if (partly && turn > Form.Turn)
            {
                // A later save of the same page was quicker: what this one brings is in it, or was changed since.
                return new Written(assessment, section, [], false, false, "");
            }

            var isWrittenByOthers = section.Version != Form.Version && turn is null;
            var isStale = (isWrittenByOthers || hasNewScreen) && section.Differs(typed);
            if (isStale)
            {
                assessment.KeepDraft(section, typed, me, Clock.Now);
            }
            else if (objections.Count == 0 || partly)
            {
                // Of two answers that cannot stand together neither is saved, whichever of them was typed; nor what stood only with them.
                for (var held = objections; HoldBack(typed, held);)
                {
                    held = Outline.Judge(After(section, typed), Banner.BirthDate, Today);
                }

                var confirmed = confirmsAll ? section.Answers.Keys.ToHashSet() : Form.Confirmed();
                if (section.Differs(typed) || section.Unconfirmed.Any(confirmed.Contains))
                {
                    var before = section.Judgement;
                    assessment.Write(section, typed, confirmed, Form.From, me, Today, Clock.Now);
                    if (section.Judgement is { } judged && judged != before)
                    {
                        // The banner does not wait for the signature.
                        (await Db.Patients.SingleAsync(p => p.Id == Id)).HearOfRisk(judged.Level, judged.At, me);
                    }
                }
            }

            try
            {
                await Db.SaveChangesAsync();
                return new Written(
                    assessment,
                    section,
                    objections,
                    isStale,
                    !asked.SequenceEqual(AskedFor(section.Values)),
                    hasNewScreen ? "A C-SSRS screen was finished while you wrote." : "Somebody else wrote in this section while you did.");
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Somebody saved the section between our reading and writing: read theirs and judge again.
                Db.ChangeTracker.Clear();
            }
        }

        IEnumerable<string> AskedFor(Values values) => [.. Outline.Questions.Where(q => q.IsAskedFor(values)).Select(q => q.Key)];

        static bool HoldBack(Dictionary<string, string?> typed, IEnumerable<Objection> objections)
        {
            var sent = typed.Count;
            foreach (var field in objections.SelectMany(o => new[] { o.Field, o.Beside }).OfType<string>())
            {
                typed.Remove(field);
            }

            return typed.Count < sent;
        }

        static Values After(AssessmentSection section, Dictionary<string, string?> typed) => new(
            section.Answers.Where(answer => !typed.ContainsKey(answer.Key)).Select(answer => KeyValuePair.Create(answer.Key, answer.Value.Value))
                .Concat(typed.Where(answer => answer.Value is not null).Select(answer => KeyValuePair.Create(answer.Key, answer.Value!))).ToDictionary());
    }

    /// <summary>
    /// Writes out the codes that were picked or typed, with the titles of the list; says of the others why they are none. What was
    /// chosen or confirmed before was a code then.
    /// </summary>
    private List<Objection> Resolve(AssessmentSection section, Dictionary<string, string?> typed)
    {
        var unknown = new List<Objection>();
        foreach (var (field, value) in typed.ToList())
        {
            var stands = section.Answers.GetValueOrDefault(field);
            if (value is not null && field == AssessmentCatalog.AsamEdition && Offered(Outline.Find(field)!, section).All(choice => choice.Code != value))
            {
                unknown.Add(new Objection(field, "The program rates in another edition. Choose one from the list."));
            }

            if (value is null || Outline.Find(field)!.Kind is not QuestionKind.Code || (stands is { IsConfirmed: true } && stands.Value == value))
            {
                continue;
            }

            // The words of another source stay as that source has them.
            var (code, sentence) = library.List.Resolve(value, Today);
            typed[field] = stands?.Value == value ? value : code?.Full ?? value;
            if (sentence is not null)
            {
                unknown.Add(new Objection(field, sentence));
            }
        }

        return unknown;
    }

    /// <summary>In the section that rates, the edition in which the program does.</summary>
    private async Task KnowEditionAsync(Id<Domain.Sites.Site> site) =>
        _edition = Outline.Find(AssessmentCatalog.AsamEdition) is null ? null : (await Db.ProgramConcernedAsync(Id, site))?.AsamEdition;

    /// <summary>The choices of a question; of the editions the program's own, and what was answered before it chose another.</summary>
    private IReadOnlyList<Choice> Offered(Question question, AssessmentSection section) => _edition is { } edition && question.Key == AssessmentCatalog.AsamEdition
        ? [.. question.Choices.Where(c => c.Code == AssessmentCatalog.CodeOf(edition) || c.Code == "none" || c.Code == section.Answers.GetValueOrDefault(question.Key)?.Value)]
        : question.Choices;

    private RedirectResult Saved(string address)
    {
        Toast("Saved.");
        return Redirect(address);
    }

    private SectionOutline? Neighbour(int step)
    {
        var sections = AssessmentCatalog.Sections;
        var at = sections.Index().First(one => one.Item.Key == Outline.Key).Index + step;
        return at >= 0 && at < sections.Count ? sections[at] : null;
    }

    /// <summary>The question of a field as it is read: "Substances 2: Route".</summary>
    private string LabelOf(string field) => Outline.LabelOf(field);

    /// <summary>One question with its one answer, or with the rows of it.</summary>
    public sealed record Block(Question Question, Asked? One, IReadOnlyList<Row> Rows);

    /// <summary>One row; the last one is empty and waits for the next thing.</summary>
    public sealed record Row(int Number, int? Rank, bool IsBlank, int Remove, IReadOnlyList<Asked> Parts);

    /// <param name="Index">Its place in the form.</param>
    /// <param name="Question">What is asked.</param>
    /// <param name="IsPart">Whether it stands in a row, beside others.</param>
    /// <param name="IsRequired">Whether nothing is signed without it.</param>
    /// <param name="ComesFrom">Where an answer from elsewhere comes from.</param>
    /// <param name="WaitsForConfirmation">Nobody has looked at it yet.</param>
    /// <param name="IsConfirmed">Somebody found it right.</param>
    /// <param name="SaidOtherwise">What other sources say.</param>
    public sealed record Asked(
        int Index, Question Question, bool IsPart, bool IsRequired, string? ComesFrom, bool WaitsForConfirmation, bool IsConfirmed, IReadOnlyList<string> SaidOtherwise)
    {
        public IEnumerable<SelectListItem> Items => Question.Choices.Select(choice => new SelectListItem(choice.Label, choice.Code));

        /// <summary>Few choices stand side by side; many are a list.</summary>
        public bool IsSegments => Question.Choices.Count <= 5 && Question.Choices.Sum(choice => choice.Label.Length) <= (IsPart ? 24 : 60);
    }

    /// <summary>A text that is kept beside the section.</summary>
    public sealed record Kept(string Author, string At, IReadOnlyList<(string Label, string Words)> Answers);

    private sealed record Written(Assessment Assessment, AssessmentSection Section, IReadOnlyList<Objection> Objections, bool IsStale, bool AsksOtherwise, string Meanwhile);
}
