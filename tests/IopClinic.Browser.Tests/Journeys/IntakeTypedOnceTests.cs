using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>
/// From the telephone to a signed assessment, in two people's browsers: what was said once is written once. Wherever it is needed again it
/// stands there already and is confirmed.
/// </summary>
[Collection(nameof(JourneysAlone))]
public sealed class IntakeTypedOnceTests(ClinicServer server, Chromium chromium, ITestOutputHelper output) : Journey(server, chromium)
{
    private const int LeastFields = 60;

    private const string Caller = "Ana O'Brien-Núñez";
    private const string CallerPhone = "555 010 0142";
    private const string Concern = "\"I stopped answering the phone. Since the move I drink to fall asleep.\"";
    private const string Hours = "Night shift until 6 am, free from 1 pm.";

    /// <summary>What is learned in the interview, by section; what is required beyond it is answered as shortly as it can be.</summary>
    private static readonly Dictionary<string, (string Field, string Value)[]> Interview = new()
    {
        ["presenting"] = [("since", "2026-04"), ("why-now", "Her brother asked her at the table."), ("symptoms", "low-mood,sleep,craving"), ("course", "Worst in the evening, most days.")],
        ["mental-health"] = [("earlier-treatment", "Six meetings with a counselor, ended with the insurance."), ("told-diagnoses", "Was told she is just tired."), ("tried", "Sertraline for two months.")],
        ["substances"] =
        [
            ("used", "yes"), ("substances.0.substance", "2"), ("substances.0.route", "1"), ("substances.0.frequency", "3"), ("substances.0.first-age", "16"),
            ("substances.0.last-use", "2026-11"), ("consequences", "Lost a job in May."), ("tobacco", "no"),
        ],
        ["medical"] = [("conditions", "Back pain since a fall."), ("allergies", "None known"), ("medication.0.name", "Ibuprofen"), ("medication.0.dose", "400 mg when needed"), ("primary-care", "Community health center")],
        ["family"] = [("living", "3"), ("marital", "1"), ("household", "Two rooms with her mother and a cat."), ("free-time", "Used to sing in a choir.")],
        ["trauma"] = [("experienced", "no"), ("safe-now", "yes")],
        ["legal"] = [("involved", "no"), ("arrests", "0")],
        ["work-school"] = [("employment", "2"), ("education", "4"), ("veteran", "2"), ("now", "Half time at a bakery.")],
        ["culture"] = [("language", "Spanish"), ("interpreter", "no"), ("faith", "Sunday mass when she can.")],
        ["preferences"] = [("preferences", "Plain words, and no surprises."), ("mode", "on-site")],
        ["strengths"] = [("strengths", "Keeps her promises to others."), ("coping", "Walks along the river.")],
        ["values"] = [("values", "To be somebody her nieces can call.")],
        ["goals"] = [("goals", "\"To sing again at Christmas.\""), ("first-step", "Three evenings without wine.")],
        ["support"] = [("people.0.joins", "yes"), ("network", "The mother is near, friends are far away."), ("groups", "None so far.")],
        ["risk"] = [("suicidal", "none"), ("self-harm", "never"), ("violence", "none"), ("firearms", "no"), ("protects", "Her nieces and her faith."), ("level", "low")],
        ["mental-status"] =
        [
            ("behavior", "cooperative"), ("mood", "heavy"), ("affect", "congruent"), ("process", "goal"), ("orientation", "person,place,time,situation"), ("insight", "good"), ("judgment", "fair"),
        ],
        ["diagnoses"] = [("found", "yes"), ("diagnoses.0.code", "alcoholism uncomplicated"), ("diagnoses.0.status", "confirmed"), ("formulation", "Drinking began as sleep and took the evenings.")],
        ["level-of-care"] = [("locus", "no"), ("recommended", "iop"), ("actual", "iop")],
        ["summary"] = [("summary", "Lives with family, works half time, drinks daily."), ("recommendations", "Intensive outpatient, three times a week.")],
    };

    private readonly HashSet<string> _typed = [];
    private readonly List<string> _twice = [];
    private int _fields;
    private int _keystrokes;
    private int _clicks;
    private int _loads;

    [Fact]
    public async Task Nothing_is_typed_twice_from_the_first_call_to_the_signed_assessment()
    {
        var intake = Watch(await Clinic.SignInAsync(Role.Intake));
        var patient = await CallAsync(intake);
        var assessor = Watch(await Clinic.SignInAsync(Role.Supervisor));
        await assessor.GotoAsync($"/Patients/{patient}/Assessments");
        await ClickAsync(assessor.GetByRole(AriaRole.Button, new() { Name = "Begin the assessment" }));
        foreach (var outline in AssessmentCatalog.Sections)
        {
            await Expect(assessor.Locator("h1")).ToHaveTextAsync(outline.Title);
            await AnswerAsync(assessor, patient, outline);
        }

        // Everything is answered and confirmed: nothing stands in the way.
        await Expect(assessor.Locator("h1")).ToContainTextAsync("ssessment");
        Assert.Equal([], await assessor.Locator(".notice:has-text('Not ready to sign yet') li").AllTextContentsAsync());
        if (await assessor.Locator("form[action*='handler=Sign'] input[type=password]").IsVisibleAsync())
        {
            await assessor.Locator("form[action*='handler=Sign'] input[type=password]").FillAsync(DemoSignIns.Password);
        }

        await ClickAsync(assessor.GetByRole(AriaRole.Button, new() { Name = "Sign the assessment" }));
        await Expect(assessor.Locator(".toast-note")).ToContainTextAsync("The assessment is signed.");

        // What was told in the call and found in the interview stands wherever it is needed.
        var document = assessor.Locator("article.document");
        foreach (var told in new[] { Concern, Hours, Caller, CallerPhone })
        {
            await Expect(document).ToContainTextAsync(told);
        }

        await assessor.GotoAsync($"/Patients/{patient}");
        await Expect(assessor.Locator("[aria-labelledby=diagnoses-title]")).ToContainTextAsync("F10.20 Alcohol dependence, uncomplicated");
        await Expect(assessor.Locator("[aria-labelledby=people-title]")).ToContainTextAsync(Caller);
        output.WriteLine($"{_fields} fields, {_twice.Count} typed twice, {_keystrokes} keystrokes, {_clicks} clicks, {_loads} page loads from the first call to the signed assessment.");
        Assert.Equal([], _twice);
        Assert.True(_fields >= LeastFields, $"Only {_fields} fields.");
    }

    /// <summary>The call, and the assessment that is booked with somebody who can sign it.</summary>
    private async Task<Id<Patient>> CallAsync(IPage page)
    {
        await page.GotoAsync("/Referrals/New");
        await TypeAsync(page.Locator("#Form_Given"), "Marisol");
        await TypeAsync(page.Locator("#Form_Family"), "Núñez-Ångström");
        await PutAsync(page.Locator("#Form_BirthDate"), "1991-02-14");
        await ChooseAsync(page.Locator("#Form_Gender"), "Female");
        await TypeAsync(page.Locator("#Form_PreferredName"), "Mari");
        await TypeAsync(page.Locator("#Form_Phone"), "555 010 0177");
        await TypeAsync(page.Locator("#Form_Email"), "mari@mail.example");
        await TickAsync(page.Locator("#Form_Call_MayContact"));
        await ChooseAsync(page.Locator("#Form_Call_Source"), "Family");
        await TypeAsync(page.Locator("#Form_Call_CallerName"), Caller);
        await TypeAsync(page.Locator("#Form_Call_CallerRelationship"), "Mother");
        await TypeAsync(page.Locator("#Form_Call_CallerPhone"), CallerPhone);
        await TypeAsync(page.Locator("#Form_Call_Concern"), Concern);
        await TickAsync(page.Locator("input[name='Form.Call.Availability']").First);
        await TickAsync(page.Locator("input[name='Form.Call.Constraints']").First);
        await TypeAsync(page.Locator("#Form_Call_ConstraintDetails"), Hours);
        await TypeAsync(page.Locator("#Form_Call_Payer"), "State Health Plan");
        await TypeAsync(page.Locator("#Form_Call_MemberNumber"), "SHP-4471-902");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Save the referral" }));
        var assessor = (await Clinic.InDatabaseAsync(db => db.DemoPersonAsync(Role.Supervisor))).Name.Full;
        await ClickAsync(page.Locator("button.slot", new() { HasText = assessor }).First);
        await Expect(page.Locator(".toast-note")).ToContainTextAsync("The assessment is booked for");
        return await Clinic.InDatabaseAsync(db => db.Referrals.OrderByDescending(r => r.ReceivedAt).Select(r => r.PatientId).FirstAsync());
    }

    /// <summary>One section: what is known is confirmed, everything else answered, then on to the next.</summary>
    private async Task AnswerAsync(IPage page, Id<Patient> patient, SectionOutline outline)
    {
        var known = await Clinic.InDatabaseAsync(async db => (await db.AssessmentSections.AsNoTracking().SingleAsync(s => s.PatientId == patient && s.Key == outline.Key))
            .Answers.ToDictionary(a => a.Key, a => a.Value.Value));
        var planned = Interview[outline.Key].ToDictionary(a => a.Field, a => a.Value);
        // Whatever the section requires beyond the script.
        for (var missing = MissingNow(); missing.Count > 0; missing = MissingNow())
        {
            foreach (var question in missing)
            {
                planned[question.Key] = question.Kind is QuestionKind.Choice or QuestionKind.Choices ? question.Choices[^1].Code
                    : question.Kind is QuestionKind.Number ? $"{question.Least}" : $"Asked about {question.Label}.";
            }
        }

        foreach (var (field, value) in planned.OrderBy(a => outline.Questions.Index().First(q => q.Item.Key == a.Key.Split('.')[0]).Index))
        {
            var question = outline.Find(field)!;
            var name = await NameOfAsync(page, field);
            var input = page.Locator($"[name='Form.Answers[{name}].{(question.Kind is QuestionKind.Choices ? "Chosen" : "Text")}']:not([type=hidden])");
            switch (question.Kind)
            {
                case QuestionKind.Choices:
                    _fields++;
                    foreach (var code in value.Split(','))
                    {
                        await PressOnAsync(input.And(page.Locator($"[value='{code}']")));
                    }

                    break;
                case QuestionKind.Choice when await input.First.EvaluateAsync<string>("e => e.tagName") is "SELECT":
                    await ChooseAsync(input, value);
                    break;
                case QuestionKind.Choice:
                    _fields++;
                    await PressOnAsync(input.And(page.Locator($"[value='{value}']")));
                    break;
                case QuestionKind.Code:
                    await TypeAsync(input, value);
                    await Expect(page.Locator(".picks [aria-selected=true]")).ToContainTextAsync("F10.20");
                    await page.Keyboard.PressAsync("Enter");
                    _keystrokes++;
                    await Expect(input).ToHaveValueAsync("F10.20 Alcohol dependence, uncomplicated");
                    break;
                default:
                    await TypeAsync(input, value);
                    break;
            }
        }

        var confirm = page.GetByRole(AriaRole.Button, new() { Name = "Confirm all that was filled in" });
        if (await confirm.CountAsync() > 0)
        {
            await ClickAsync(confirm);
            await Expect(page.Locator(".toast-note")).ToContainTextAsync("Saved.");
        }

        await page.Keyboard.PressAsync("Control+Enter");
        _keystrokes++;
        await page.WaitForURLAsync(address => !address.Split('?', '#')[0].EndsWith("/" + outline.Key, StringComparison.Ordinal));

        IReadOnlyList<Question> MissingNow() =>
            outline.Missing(new Values(known.Concat(planned.Where(p => !known.ContainsKey(p.Key))).ToDictionary(a => a.Key, a => a.Value)));
    }

    /// <summary>The number of a field on the page; what another answer brings up is waited for.</summary>
    private static async Task<string> NameOfAsync(IPage page, string field)
    {
        var hidden = page.Locator($"form[data-autosave] input[type=hidden][value='{field}']");
        await hidden.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return (await hidden.GetAttributeAsync("name"))!.Split('[', ']')[1];
    }

    private IPage Watch(IPage page)
    {
        page.DOMContentLoaded += (_, _) => _loads++;
        return page;
    }

    /// <summary>Types into a field that is still empty: what is there already is never typed again.</summary>
    private async Task TypeAsync(ILocator field, string value)
    {
        await field.FocusAsync();
        Note(value, await field.InputValueAsync());
        await field.PressSequentiallyAsync(value);
        _keystrokes += value.Length;
    }

    private async Task PutAsync(ILocator field, string value)
    {
        Note(value, await field.InputValueAsync());
        await field.FillAsync(value);
        _keystrokes += value.Length;
    }

    private void Note(string value, string stands)
    {
        _fields++;
        if (!_typed.Add(value) || stands.Length > 0)
        {
            _twice.Add(value);
        }
    }

    private async Task ChooseAsync(ILocator field, string value)
    {
        _fields++;
        _clicks++;
        await field.SelectOptionAsync(value);
    }

    private async Task TickAsync(ILocator field)
    {
        _fields++;
        await PressOnAsync(field);
    }

    private async Task PressOnAsync(ILocator choice)
    {
        _keystrokes++;
        await choice.FocusAsync();
        await choice.PressAsync(" ");
        await Expect(choice).ToBeCheckedAsync();
    }

    private async Task ClickAsync(ILocator what)
    {
        _clicks++;
        await what.ClickAsync();
    }
}
