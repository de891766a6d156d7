using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Treatment;

/// <summary>A treatment plan is written on one page, signed with the patient, amended and reviewed, and never changed once it is signed.</summary>
public sealed class PlanTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Editor = "form[data-plan-editor]";
    private const string SignForm = "form[action*='handler=Sign']";

    [Fact]
    public async Task Without_script_a_plan_is_put_together_from_offers_and_lines_and_saved()
    {
        var (house, browser) = await OpenAsync();
        await BeginAsync(browser, house);
        Assert.Contains("Add a problem", browser.Text(Editor), StringComparison.Ordinal);

        await ArrangeAsync(browser, browser.Page.QuerySelectorAll("button[value^='offer.a-']")[0].GetAttribute("value")!);
        var problem = browser.Value("Form.Lines[0].Key");
        await ArrangeAsync(browser, $"new.Goal.{problem}");
        await ArrangeAsync(browser, $"new.Objective.{browser.Value("Form.Lines[1].Key")}", ("Form.Lines[1].Text", "I want to sleep"));
        await ArrangeAsync(browser, $"up.{browser.Value("Form.Lines[1].Key")}");
        Assert.Equal(["Problem", "Goal", "Objective"], Enumerable.Range(0, 3).Select(at => browser.Value($"Form.Lines[{at}].Level")));
        Assert.Empty((await PlanAsync(house)).Content.Lines);
        await SubmitAsync(browser, "Save", ("Form.Lines[2].Text", "Asleep before midnight on 5 of 7 nights"), ("Form.Lines[0].RestsOn", "t:"));

        var plan = await PlanAsync(house);
        Assert.Equal(["I want to sleep", "Asleep before midnight on 5 of 7 nights"], plan.Content.Lines.Skip(1).Select(line => line.Text));
        Assert.Equal(PlanSource.Treatment, plan.Content.Lines[0].RestsOn!.Kind);
        Assert.Contains("Say how this objective is measured", browser.Text(Editor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_named_and_a_whole_plan_is_signed_with_the_patient()
    {
        var (house, browser) = await OpenAsync();
        var address = await WriteAsync(browser, house, PlanContent.Empty with { Lines = [Line(PlanLevel.Problem, "Low mood")] });
        await browser.OpenAsync(address);
        Assert.Null(browser.Page.QuerySelector(SignForm));
        Assert.Contains("Add a goal to this problem.", browser.Text("section[aria-labelledby=sign]"), StringComparison.Ordinal);

        await WriteAsync(browser, house, Whole(house));
        await browser.OpenAsync(address);
        await browser.SubmitAsync(SignForm);
        Assert.Equal(["The patient signs too: let them type their name, or say why the signature is missing."], browser.Refusals);
        await browser.SubmitAsync(SignForm, ("Sign.PatientName", "Zoë O’Brien 🎻"), ("Sign.CopyFor", "Robin"));

        Assert.Equal("The plan is signed and in force.", browser.Toast);
        Assert.Contains("Patient: “Zoë O’Brien 🎻”, typed in person.", browser.Text("article.document"), StringComparison.Ordinal);
        var chain = await clinic.ChainOfAsync(house.Patients[0].Id);
        Assert.Equal([SignatureMeaning.Acknowledgement, SignatureMeaning.Acknowledgement, SignatureMeaning.Author], chain.Select(s => s.Meaning));
        var plan = await PlanAsync(house);
        Assert.True(chain[^1].Covers(plan.Canonical()));
        var objective = await clinic.InDatabaseAsync(db => db.Objectives.SingleAsync(o => o.PatientId == house.Patients[0].Id));
        Assert.Equal((1, ObjectiveStatus.Active, "PHQ-9"), (objective.Number, objective.Status, objective.Instrument));

        await browser.OpenAsync($"{address}/Write");
        Assert.Equal(address, browser.Address.AbsolutePath);
        foreach (var sql in new[]
        {
            "update treatment_plans set content = '{}' where patient_id = $1", "delete from treatment_plans where patient_id = $1",
            "update treatment_plans set signed_at = null where patient_id = $1", "update treatment_plans set co_signed_at = now() where patient_id = $1",
            "update plan_acknowledgements set name = 'Else' where patient_id = $1", "delete from objectives where patient_id = $1",
        })
        {
            await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
            await using var change = owner.CreateCommand(sql);
            change.Parameters.Add(new NpgsqlParameter { Value = house.Patients[0].Id.Value });
            Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync())).SqlState);
        }
    }

    [Fact]
    public async Task Whoever_signs_what_changed_since_they_read_it_reads_again()
    {
        var (house, browser) = await OpenAsync();
        var address = await WriteAsync(browser, house, Whole(house));
        await browser.OpenAsync(address);
        await WriteAsync(browser, house, Whole(house) with { Strengths = "Added meanwhile." });
        await browser.SubmitAsync(SignForm, ("Sign.PatientName", "Pat"));

        Assert.Equal(["Somebody changed this plan after you read it. Read what stands here now, and sign again."], browser.Refusals);
        Assert.Equal("Pat", browser.Value("Sign.PatientName"));
        await browser.SubmitAsync(SignForm);
        Assert.Equal("The plan is signed and in force.", browser.Toast);
    }

    [Fact]
    public async Task Of_two_tabs_the_later_sees_both_texts_and_what_it_typed_is_kept()
    {
        var (house, first) = await OpenAsync();
        var address = await WriteAsync(first, house, Whole(house));
        var second = await clinic.SignInAsync(Role.Prescriber);
        await first.OpenAsync($"{address}/Write");
        await second.OpenAsync($"{address}/Write");
        await SubmitAsync(first, "Save", ("Form.Strengths", "Theirs"));
        await SubmitAsync(second, "Save", ("Form.Strengths", "Mine"));

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("Mine", second.Value("Form.Strengths"));
        Assert.Contains("Theirs", second.Text("section[aria-labelledby=conflict]"), StringComparison.Ordinal);
        Assert.Equal("Mine", (await clinic.InDatabaseAsync(db => db.Set<PlanDraft>().SingleAsync(d => d.PatientId == house.Patients[0].Id))).Content.Strengths);
        await SubmitAsync(second, "Save");
        Assert.Equal("Mine", (await PlanAsync(house)).Content.Strengths);
    }

    [Fact]
    public async Task What_is_saved_while_it_is_written_says_what_is_missing_and_a_late_save_writes_over_nothing()
    {
        var (house, browser) = await OpenAsync();
        var address = await WriteAsync(browser, house, Whole(house));
        await browser.OpenAsync($"{address}/Write");
        async Task<(HttpStatusCode Status, string Text)> SendAsync(int turn, string strengths)
        {
            var (where, fields) = browser.Fill(Editor, ("Form.Strengths", strengths), ("Form.Turn", $"{turn}"));
            var answer = await browser.SendAsync(new Uri(where, $"{where.AbsolutePath}?handler=Autosave"), fields);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(2, "Second")).Status);
        var late = await SendAsync(1, "First");
        Assert.Equal(HttpStatusCode.OK, late.Status);
        Assert.Equal("Second", (await PlanAsync(house)).Content.Strengths);
        Assert.Contains("remarks", late.Text, StringComparison.Ordinal);
        await using var other = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var change = other.CreateCommand($"update treatment_plans set written_from = null where patient_id = '{house.Patients[0].Id}'");
        await change.ExecuteNonQueryAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(3, "Third")).Status);
    }

    [Fact]
    public async Task An_amendment_says_why_and_shows_word_by_word_what_changed()
    {
        var (house, browser) = await OpenAsync();
        var first = await SignedAsync(browser, house);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Plans");
        await browser.SubmitAsync("form.filters");
        Assert.Equal(["Say why the plan is amended."], browser.Refusals);
        await browser.SubmitAsync("form.filters", ("Form.Reason", "The medication changed"));
        var address = browser.Address.AbsolutePath.Replace("/Write", "", StringComparison.Ordinal);
        await SubmitAsync(browser, "Save", ("Form.Lines[2].Text", "Depressive symptoms come down to the minimal range."), ("Form.Lines[2].AtMost", "4"));
        await browser.OpenAsync(address);

        Assert.Equal("mild", browser.Text(".plan-diff del"));
        Assert.Contains("minimal", browser.Text(".plan-diff ins"), StringComparison.Ordinal);
        await browser.SubmitAsync(SignForm, ("Sign.PatientMissing", nameof(MissingSignature.NotPresent)));
        var plans = await clinic.InDatabaseAsync(db => db.TreatmentPlans.AsNoTracking().Where(p => p.PatientId == house.Patients[0].Id).OrderBy(p => p.Number).ToListAsync());
        Assert.Equal([false, true], plans.Select(p => p.IsInForce));
        Assert.Equal("The medication changed", plans[1].Reason);
        Assert.Equal(first, plans[0].Id);
        Assert.Equal(4, (await clinic.InDatabaseAsync(db => db.Objectives.SingleAsync(o => o.PatientId == house.Patients[0].Id))).AtMost);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Plans/{first}");
        Assert.Contains("mild range", browser.Text("article.document"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_sign_the_next_version_at_the_same_moment_one_is_in_force()
    {
        var (house, browser) = await OpenAsync();
        var address = await WriteAsync(browser, house, Whole(house));
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.SignInAsync(Role.Clinician)));
        foreach (var other in others)
        {
            await other.OpenAsync(address);
        }

        await Task.WhenAll(others.Select(other => other.SubmitAsync(SignForm, ("Sign.PatientName", "Pat"))));

        Assert.Equal(1, others.Count(other => other.Status is HttpStatusCode.OK && other.Toast is not null));
        // A machine that is busy elsewhere asks some of them to come back.
        Assert.All(others, other => Assert.True((int)other.Status < 500 || other.Response.Headers.RetryAfter is not null));
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.TreatmentPlans.CountAsync(p => p.PatientId == house.Patients[0].Id && p.SignedAt != null && p.EndedAt == null)));
        Assert.Equal([1, 2], (await clinic.ChainOfAsync(house.Patients[0].Id)).Select(s => s.Sequence));
    }

    [Fact]
    public async Task The_database_keeps_one_plan_in_force_and_one_draft()
    {
        var (house, browser) = await OpenAsync();
        await SignedAsync(browser, house);
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var second = owner.CreateCommand(
            "insert into treatment_plans select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'number', 9))).* from treatment_plans p where patient_id = $1");
        second.Parameters.Add(new NpgsqlParameter { Value = house.Patients[0].Id.Value });
        Assert.Equal("ix_treatment_plans_in_force", (await Assert.ThrowsAsync<PostgresException>(() => second.ExecuteNonQueryAsync())).ConstraintName);
    }

    [Fact]
    public async Task A_discharge_ends_the_plan_and_nothing_more_is_written_or_signed()
    {
        var (house, browser) = await OpenAsync();
        var address = await WriteAsync(browser, house, Whole(house));
        await browser.OpenAsync($"{address}/Write");
        await clinic.InDatabaseAsync(async db =>
        {
            var episode = await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id);
            episode.Discharge(house.Today, DischargeReason.DroppedOut, null, await db.Staff.SingleAsync(s => s.Id == house.Ana.Id), house.Today);
            await db.SaveChangesAsync();
        });
        await SubmitAsync(browser, "Save", ("Form.Strengths", "Too late"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("This patient was discharged meanwhile", browser.Refusals[0], StringComparison.Ordinal);
        Assert.Equal("Too late", browser.Value("Form.Strengths"));
        await browser.OpenAsync(address);
        Assert.Null(browser.Page.QuerySelector(SignForm));
        Assert.Contains("This patient was discharged.", browser.Text("section[aria-labelledby=sign]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prescriber_certifies_and_where_the_program_asks_a_supervisor_co_signs()
    {
        var (house, browser) = await OpenAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Programs.SingleAsync(p => p.Id == house.Program.Id)).DemandPlans(PlanRules.Usual with { NeedsSupervisor = true, CertificationDays = 60 });
            await db.SaveChangesAsync();
        });
        var address = await WriteAsync(browser, house, Whole(house));
        await browser.OpenAsync(address);
        var supervisor = await clinic.InDatabaseAsync(db => db.Staff.SingleAsync(s => s.Email == "supervisor@demo.example"));
        await browser.SubmitAsync(SignForm, ("Sign.PatientName", "Pat"), ("Sign.CoSigner", $"{supervisor.Id}"));
        Assert.Contains("Awaits the co-signature of", browser.Text("article.document"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("form[action*='handler=CoSign'], form[action*='handler=Certify']"));

        var prescriber = await clinic.SignInAsync(Role.Prescriber);
        await prescriber.OpenAsync(address);
        await prescriber.SubmitAsync("form[action*='handler=Certify']");
        Assert.Equal("The plan is certified.", prescriber.Toast);
        var boss = await clinic.SignInAsync(Role.Supervisor);
        await boss.OpenAsync("/Plans");
        await boss.OpenAsync(boss.Page.QuerySelectorAll("tbody a.btn").Select(a => a.GetAttribute("href")!).Single(href => href == address));
        await boss.SubmitAsync("form[action*='handler=CoSign']");
        Assert.Equal("The plan is co-signed.", boss.Toast);
        Assert.Equal(
            [SignatureMeaning.Acknowledgement, SignatureMeaning.Author, SignatureMeaning.Certification, SignatureMeaning.CoSignature],
            (await clinic.ChainOfAsync(house.Patients[0].Id)).Select(s => s.Meaning));
    }

    [Fact]
    public async Task A_review_is_signed_in_its_own_flow_and_ends_what_was_met()
    {
        var (house, browser) = await OpenAsync();
        await SignedAsync(browser, house, PlanKind.Comprehensive);
        await browser.OpenAsync("/Plans?what=all");
        await browser.SubmitAsync($"form[action='/Patients/{house.Patients[0].Id}/Plans']", ("Form.Kind", nameof(PlanKind.Review)));
        Assert.EndsWith("/Review", browser.Address.AbsolutePath, StringComparison.Ordinal);
        const string Review = "form[data-autosave]";
        var starter = browser.Value("Form.WhyNotLower");
        Assert.EndsWith("because", starter, StringComparison.Ordinal);
        await browser.SubmitAsync(Review, "Sign the review", ("Form.Sign.PatientName", "Pat"));
        Assert.Equal(["Complete the sentence: why is a less intensive level of care not enough?"], browser.Refusals);
        await browser.SubmitAsync(
            Review,
            "Sign the review",
            ("Form.WhyNotLower", $"{starter} gains do not hold yet."),
            ("Form.WhyNotHigher", "Safe at home."),
            ("Form.Decisions[0].Decision", nameof(ReviewDecision.Continue)),
            ("Form.Decisions[0].By", $"{house.Today.AddDays(40):yyyy-MM-dd}"),
            ("Form.Decisions[0].Comment", "On the way."));

        Assert.Equal("The review is signed, and the plan as reviewed is in force.", browser.Toast);
        var plan = await clinic.InDatabaseAsync(db => db.TreatmentPlans.AsNoTracking().SingleAsync(p => p.PatientId == house.Patients[0].Id && p.SignedAt != null && p.EndedAt == null));
        Assert.Equal((PlanKind.Review, 2), (plan.Kind, plan.Number));
        Assert.Equal(house.Today.AddDays(40), plan.Content.Active.Single().Line.TargetDate);
        Assert.Contains("On the way.", browser.Text("article.document"), StringComparison.Ordinal);
        await browser.OpenAsync("/Plans");
        Assert.DoesNotContain($"{house.Patients[0].Id}", browser.Page.Body!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_objective_is_made_of_what_a_note_says()
    {
        var (house, browser) = await OpenAsync();
        await SignedAsync(browser, house);
        var patient = house.Patients[0].Id;
        var note = await clinic.InDatabaseAsync(async db =>
        {
            var ana = await db.Staff.SingleAsync(s => s.Id == house.Ana.Id);
            var session = new IndividualSession(
                new Booking(house.Site, house.OneToOne, house.Today.AddDays(-1), new TimeOnly(9, 0), 50, ana, null, SessionMode.Telehealth), house.Episodes[0]);
            var written = session.Write(patient, new NoteText("Cannot sleep since the move."), ana, session.EndsAt);
            db.Sessions.Add(session);
            await db.SaveChangesAsync();
            return written.Id;
        });
        await browser.OpenAsync($"/Patients/{patient}/Plans/FromNote/{note}");
        Assert.Equal("Cannot sleep since the move.", browser.Value("Form.Text"));
        await browser.SubmitAsync("form[data-guard]");
        Assert.Equal(["Choose the goal that the objective serves."], browser.Refusals);
        var goal = browser.Page.QuerySelectorAll("select[name='Form.Goal'] option")[1].GetAttribute("value");
        await browser.SubmitAsync("form[data-guard]", ("Form.Goal", goal));

        Assert.EndsWith("/Write", browser.Address.AbsolutePath, StringComparison.Ordinal);
        var draft = await clinic.InDatabaseAsync(db => db.TreatmentPlans.AsNoTracking().SingleAsync(p => p.PatientId == patient && p.SignedAt == null));
        Assert.Equal(PlanKind.Amendment, draft.Kind);
        Assert.Equal("Cannot sleep since the move.", draft.Content.Objectives.Last().Line.Text);
    }

    [Theory]
    [InlineData("Form.Lines[2].TargetDate", "2019-13-40")]
    [InlineData("Form.Lines[2].AtMost", "-1")]
    [InlineData("Form.Lines[3].Times", "99")]
    [InlineData("Form.Lines[3].Minutes", "abc")]
    [InlineData("Form.Lines[0].Level", "Nonsense")]
    [InlineData("Form.Lines[0].Key", "")]
    public async Task What_cannot_be_read_is_refused_and_nothing_is_saved(string field, string value)
    {
        var (house, browser) = await OpenAsync();
        var address = await WriteAsync(browser, house, Whole(house));
        await browser.OpenAsync($"{address}/Write");
        await SubmitAsync(browser, "Save", (field, value), ("Form.Strengths", "Typed all the same"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Typed all the same", browser.Value("Form.Strengths"));
        Assert.NotEqual("Typed all the same", (await PlanAsync(house)).Content.Strengths);
    }

    [Fact]
    public async Task Somebody_elses_plan_is_not_there_and_intake_reads_none()
    {
        var (house, browser) = await OpenAsync();
        var address = await WriteAsync(browser, house, Whole(house));
        var (other, _) = await OpenAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(address.Replace($"{house.Patients[0].Id}", $"{other.Patients[0].Id}", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Plans/{Id<TreatmentPlan>.New()}")).Status);
        foreach (var role in new[] { Role.Intake, Role.Administrator, Role.Auditor })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await (await clinic.SignInAsync(role)).OpenAsync(address)).Status);
        }
    }

    [Fact]
    public async Task The_queue_is_a_file_too_and_names_what_is_late()
    {
        var (house, browser) = await OpenAsync();
        await browser.OpenAsync("/Plans");
        Assert.Contains("Initial plan", browser.Text("tbody"), StringComparison.Ordinal);
        Assert.Contains("Late since", browser.Text("tbody"), StringComparison.Ordinal);
        var csv = await browser.SendAsync(HttpMethod.Get, "/Plans?handler=Csv");
        Assert.Contains(house.Patients[0].Name.Family, await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<(House House, Browser Browser)> OpenAsync() => (await House.OpenAsync(clinic, patients: 1), await clinic.SignInAsync(Role.Clinician));

    private static async Task BeginAsync(Browser browser, House house, PlanKind kind = PlanKind.Initial)
    {
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Plans");
        await browser.SubmitAsync("form.actions", ("Form.Kind", $"{kind}"));
    }

    /// <summary>Begins a plan where there is none, and writes it as if it had been typed; its address.</summary>
    private async Task<string> WriteAsync(Browser browser, House house, PlanContent content, PlanKind kind = PlanKind.Initial)
    {
        if (!await clinic.InDatabaseAsync(db => db.TreatmentPlans.AnyAsync(p => p.PatientId == house.Patients[0].Id)))
        {
            await BeginAsync(browser, house, kind);
        }

        return await clinic.InDatabaseAsync(async db =>
        {
            var plan = await db.TreatmentPlans.Include(p => p.Drafts).SingleAsync(p => p.PatientId == house.Patients[0].Id && p.SignedAt == null);
            plan.Write(content, new HashSet<Guid>(), null, await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example"), plan.WrittenAt);
            await db.SaveChangesAsync();
            return $"/Patients/{house.Patients[0].Id}/Plans/{plan.Id}";
        });
    }

    private async Task<Id<TreatmentPlan>> SignedAsync(Browser browser, House house, PlanKind kind = PlanKind.Initial)
    {
        await browser.OpenAsync(await WriteAsync(browser, house, Whole(house), kind));
        await browser.SubmitAsync(SignForm, ("Sign.PatientName", "Pat"));
        Assert.Equal("The plan is signed and in force.", browser.Toast);
        return (await PlanAsync(house)).Id;
    }

    private Task<TreatmentPlan> PlanAsync(House house) => clinic.InDatabaseAsync(db => db.TreatmentPlans.AsNoTracking().SingleAsync(p => p.PatientId == house.Patients[0].Id));

    private static Task<Browser> ArrangeAsync(Browser browser, string act, params (string Name, string? Value)[] answers)
    {
        var (address, fields) = browser.Fill(Editor, answers);
        return browser.PostAsync(new Uri(address, $"{address.AbsolutePath}?handler=Arrange"), [.. fields, KeyValuePair.Create("act", act)]);
    }

    private static Task<Browser> SubmitAsync(Browser browser, string handler, params (string Name, string? Value)[] answers) =>
        browser.SubmitAsync(Editor, handler, answers);

    private static PlanLine Line(PlanLevel level, string text) => new()
    {
        Key = Guid.CreateVersion7(),
        Level = level,
        Text = text,
    };

    private static PlanContent Whole(House house) => new()
    {
        Strengths = "Keeps going.",
        Lines =
        [
            Line(PlanLevel.Problem, "Low mood") with
            {
                Side = PlanSide.MentalHealth,
                RestsOn = new PlanProvenance(PlanSource.Treatment, "", "Came up in treatment"),
            },
            Line(PlanLevel.Goal, "I want to get up again"),
            Line(PlanLevel.Objective, "Depressive symptoms come down to the mild range.") with
            {
                Instrument = "PHQ-9",
                AtMost = 9,
                TargetDate = house.Today.AddDays(30),
            },
            Line(PlanLevel.Intervention, "Practice in the group") with
            {
                ServiceId = house.Skills.Id,
                Times = 3,
                EveryWeeks = 1,
                Minutes = 75,
                ResponsibleId = house.Ana.Id,
            },
        ],
    };
}
