using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Assessments;

/// <summary>An assessment is signed whole, co-signed where the author's credential needs it, and never changed afterwards.</summary>
public sealed class SigningTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string SignForm = "form[action*='handler=Sign']";

    [Fact]
    public async Task Nothing_is_signed_that_lacks_something_required()
    {
        var (house, browser, begun) = await BeginAsync();
        await browser.OpenAsync(begun);
        Assert.Null(browser.Page.QuerySelector(SignForm));
        Assert.Contains("Risk: Thoughts of suicide, past month", browser.Text("section[aria-labelledby=sign]"), StringComparison.Ordinal);
        var token = await Promises.PageTests.TokenAsync(browser);
        var print = await clinic.InDatabaseAsync(async db => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            (await db.Assessments.Include(a => a.Sections).SingleAsync(a => a.PatientId == house.Patients[0].Id)).Content().Bytes.Span)[..8]));

        var answer = await browser.SendAsync(new Uri($"https://localhost{begun}?handler=Sign"), [token, KeyValuePair.Create("Sign.Reviewed", print)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Not complete yet", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await clinic.ChainOfAsync(house.Patients[0].Id));
    }

    [Fact]
    public async Task A_signed_assessment_takes_addenda_and_no_change_not_even_in_the_database()
    {
        var (house, browser, begun) = await BeginAsync();
        await CompleteAsync(house);
        await browser.OpenAsync(begun);
        await browser.SubmitAsync(SignForm);
        Assert.Equal("The assessment is signed.", browser.Toast);
        Assert.Contains("Signed by", browser.Text("article.document .signature-line"), StringComparison.Ordinal);

        await browser.OpenAsync($"{begun}/goals");
        Assert.Equal(begun, browser.Address.AbsolutePath);
        var token = await Promises.PageTests.TokenAsync(browser);
        var late = await browser.SendAsync(
            new Uri($"https://localhost{begun}/goals"), [token, KeyValuePair.Create("Form.Answers[0].Field", "goals"), KeyValuePair.Create("Form.Answers[0].Text", "Other")]);
        Assert.NotEqual(HttpStatusCode.Redirect, late.StatusCode);
        foreach (var sql in new[]
        {
            "update assessment_sections set answers = '{}' where patient_id = $1", "delete from assessment_sections where patient_id = $1",
            "update assessments set signed_at = null where patient_id = $1", "update assessments set co_signed_at = now() where patient_id = $1",
        })
        {
            await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
            await using var change = owner.CreateCommand(sql);
            change.Parameters.Add(new NpgsqlParameter { Value = house.Patients[0].Id.Value });
            await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync());
        }

        await browser.OpenAsync(begun);
        await browser.SubmitAsync("form[action*='handler=Addendum']", ("Addendum.Text", "The brother called back."), ("Addendum.Reason", "Learned later"));
        Assert.Contains("The brother called back.", browser.Text("article.document .addendum"), StringComparison.Ordinal);
        var chain = await clinic.ChainOfAsync(house.Patients[0].Id);
        Assert.Equal([SignatureMeaning.Author, SignatureMeaning.Addendum], chain.Select(s => s.Meaning));
        Assert.Equal(chain[0].Hash, chain[1].PreviousHash);
        var signed = await clinic.InDatabaseAsync(db => db.Assessments.AsNoTracking().Include(a => a.Sections).Include(a => a.Addenda)
            .SingleAsync(a => a.PatientId == house.Patients[0].Id));
        Assert.True(chain[0].Covers(signed.Content()));
        Assert.True(chain[1].Covers(signed.Addenda[0].Content()));
    }

    [Fact]
    public async Task What_somebody_under_supervision_signed_waits_for_the_supervisor_and_opens_the_record_until_then()
    {
        var waiting = await clinic.InDatabaseAsync(db => db.Assessments.AsNoTracking().Include(a => a.Sections).SingleAsync(a => a.CoSignerId != null && a.CoSignedAt == null));
        var found = AssessmentCatalog.DiagnosesIn(waiting.Sections.Single(s => s.Key == AssessmentCatalog.Diagnoses).Values).Select(d => d.Finding!.Code).ToList();
        Task<List<string>> AdoptedAsync() => clinic.InDatabaseAsync(db => db.Set<Domain.Diagnoses.Diagnosis>().AsNoTracking()
            .Where(d => d.PatientId == waiting.PatientId && d.AssessmentId == waiting.Id && d.ValidTo == null).OrderBy(d => d.Order).Select(d => d.Code).ToListAsync());
        Assert.NotEmpty(found);
        Assert.Empty(await AdoptedAsync());
        var address = $"/Patients/{waiting.PatientId}/Assessments/{waiting.Id}";
        var supervisor = await clinic.SignInAsync(Role.Supervisor);
        await supervisor.OpenAsync("/Today");
        await supervisor.FollowAsync($"a[href='{address}']");
        Assert.Contains("Awaits the co-signature of", supervisor.Text("article.document"), StringComparison.Ordinal);

        await supervisor.SubmitAsync("form[action*='handler=CoSign']");

        Assert.Equal("The assessment is co-signed.", supervisor.Toast);
        Assert.Equal(found, await AdoptedAsync());
        var chain = await clinic.ChainOfAsync(waiting.PatientId);
        Assert.Equal(SignatureMeaning.CoSignature, chain[^1].Meaning);
        await supervisor.OpenAsync(address);
        Assert.Null(supervisor.Page.QuerySelector("form[action*='handler=CoSign']"));
    }

    [Fact]
    public async Task What_awaits_a_co_signature_changes_no_diagnosis_yet()
    {
        var (house, browser, begun) = await BeginAsync();
        await CompleteAsync(
            house, ("diagnoses", "found", "yes"), ("diagnoses", "diagnoses.0.code", "F41.0 Panic disorder"), ("diagnoses", "diagnoses.0.status", "confirmed"));
        await clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.Staff.SingleAsync(s => s.Id == db.Assessments.Single(a => a.PatientId == house.Patients[0].Id).StartedById);
            clinician.WorkUnder((await db.Staff.ToListAsync()).First(s => s.Roles.Contains(Role.Supervisor) && s.Id != clinician.Id).Id, needsCoSignature: true);
            await db.SaveChangesAsync();
        });
        await browser.OpenAsync(begun);
        await browser.SubmitAsync(SignForm);
        Assert.Equal("The assessment is signed and awaits the co-signature.", browser.Toast);
        Assert.Empty(await DiagnosesAsync());

        await clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.Staff.SingleAsync(s => s.Id == db.Assessments.Single(a => a.PatientId == house.Patients[0].Id).StartedById);
            clinician.WorkUnder(clinician.SupervisorId, needsCoSignature: false);
            await db.SaveChangesAsync();
        });
        var supervisor = await clinic.SignInAsync(Role.Supervisor);
        await supervisor.OpenAsync(begun);
        await supervisor.SubmitAsync("form[action*='handler=CoSign']");
        Assert.Equal(["F41.0"], await DiagnosesAsync());

        Task<List<string>> DiagnosesAsync() => clinic.InDatabaseAsync(db =>
            db.Set<Domain.Diagnoses.Diagnosis>().Where(d => d.PatientId == house.Patients[0].Id).Select(d => d.Code).ToListAsync());
    }

    [Fact]
    public async Task A_re_assessment_carries_the_last_one_forward_and_the_people_named_are_support_people()
    {
        var (house, browser, begun) = await BeginAsync();
        await CompleteAsync(
            house, ("support", "people.0.name", "Robin Doe"), ("support", "people.0.relationship", "Sister"), ("support", "people.0.joins", "yes"),
            ("substances", "used", "no"), ("substances", "substances.0.substance", "2"), ("substances", "tobacco", "no"));
        await browser.OpenAsync(begun);
        await browser.SubmitAsync(SignForm);
        var supporter = await clinic.InDatabaseAsync(db => db.Set<Domain.Patients.SupportPerson>().SingleAsync(s => s.PatientId == house.Patients[0].Id));
        Assert.Equal(("Robin Doe", true), (supporter.Name, supporter.MayJoinFamilySessions));

        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Assessments");
        await browser.SubmitAsync("form[action*='handler=Start']");
        Assert.Contains("From the assessment of", browser.Text(".provenance"), StringComparison.Ordinal);
        var again = await clinic.InDatabaseAsync(db => db.Assessments.AsNoTracking().Include(a => a.Sections)
            .SingleAsync(a => a.PatientId == house.Patients[0].Id && a.SignedAt == null));
        Assert.Equal(AssessmentKind.Reassessment, again.Kind);
        Assert.All(again.Sections.SelectMany(s => s.Answers.Values), answer => Assert.False(answer.IsConfirmed));
        Assert.Empty(again.Sections.Single(s => s.Key == "mental-status").Answers);
        // What the document left out is not carried forward.
        Assert.Equal(["tobacco", "used"], again.Sections.Single(s => s.Key == "substances").Answers.Keys.Order());
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Assessments/{again.Id}");
        Assert.Contains("Mood, in the patient's word", browser.Text("section[aria-labelledby=changes]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_a_minor_nothing_is_signed_without_a_guardian_who_consented()
    {
        var (house, browser, begun) = await BeginAsync(born: new DateOnly(2012, 3, 1));
        await CompleteAsync(house, ("support", "people.0.name", "Robin Doe"), ("support", "people.0.relationship", "Mother"), ("support", "people.0.guardian", "in-person"));
        await browser.OpenAsync(begun);
        Assert.Null(browser.Page.QuerySelector(SignForm));
        Assert.Contains("add the phone number of Robin Doe, their guardian.", browser.Text("section[aria-labelledby=sign]"), StringComparison.Ordinal);
        await browser.FollowAsync("section[aria-labelledby=sign] a");
        Assert.Contains("Guardian of the patient", browser.Text("form[data-autosave]"), StringComparison.Ordinal);

        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Supporters");
        await browser.SubmitAsync("form[data-guard]", ("Form.Name", "Ana O'Brien"), ("Form.Relationship", "Aunt"), ("Form.Guardianship", "InWriting"));
        Assert.Equal(["Enter the guardian's phone number."], browser.Refusals);
        await browser.SubmitAsync("form[data-guard]", ("Form.Phone", "555 010 0111"), ("Form.ConsentedOn", $"{house.Today.AddDays(1):yyyy-MM-dd}"));
        Assert.Equal(["The day of consent lies in the future."], browser.Refusals);
        await browser.SubmitAsync("form[data-guard]", ("Form.ConsentedOn", $"{house.Today:yyyy-MM-dd}"));
        Assert.Contains("Guardian: Consented in writing", browser.Text("[aria-labelledby=present]"), StringComparison.Ordinal);

        await browser.OpenAsync(begun);
        await browser.SubmitAsync(SignForm);
        Assert.Equal("The assessment is signed.", browser.Toast);
    }

    [Fact]
    public async Task With_a_risk_that_is_moderate_or_high_nothing_is_signed_before_the_safety_plan_of_the_day()
    {
        var (house, browser, begun) = await BeginAsync();
        await CompleteAsync(house, ("risk", "level", "high"), ("risk", "steps", "Called the brother."));
        await browser.OpenAsync(begun);
        Assert.Null(browser.Page.QuerySelector(SignForm));
        Assert.NotNull(browser.Page.QuerySelector($"section[aria-labelledby=sign] a[href='/Patients/{house.Patients[0].Id}/SafetyPlan/Write']"));
        var print = await clinic.InDatabaseAsync(async db => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            (await db.Assessments.Include(a => a.Sections).SingleAsync(a => a.PatientId == house.Patients[0].Id)).Content().Bytes.Span)[..8]));
        var token = await Promises.PageTests.TokenAsync(browser);
        var answer = await browser.SendAsync(new Uri($"https://localhost{begun}?handler=Sign"), [token, KeyValuePair.Create("Sign.Reviewed", print)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("a safety plan is written the same day", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await clinic.InDatabaseAsync(async db =>
        {
            var lines = Enum.GetValues<SafetyStep>().Select(step => new SafetyLine(step, "Words", null));
            db.SafetyPlans.Add(new SafetyPlan(house.Patients[0], null, lines, house.Ana, house.Today, clinic.Time.GetUtcNow()));
            await db.SaveChangesAsync();
        });
        await browser.OpenAsync(begun);
        await browser.SubmitAsync(SignForm);
        Assert.Equal("The assessment is signed.", browser.Toast);
        Assert.Contains("High risk", browser.Text(".banner"), StringComparison.Ordinal);
    }

    /// <summary>Answers everything that is required.</summary>
    private Task CompleteAsync(House house, params (string Section, string Field, string Value)[] more) => clinic.InDatabaseAsync(async db =>
        await Assessing.CompleteAsync(
            db, await db.Assessments.Include(a => a.Sections).SingleAsync(a => a.PatientId == house.Patients[0].Id), house.Today, clinic.Time.GetUtcNow(), more));

    private async Task<(House House, Browser Browser, string Begun)> BeginAsync(DateOnly? born = null)
    {
        var house = await House.OpenAsync(clinic, 1);
        if (born is { } day)
        {
            await clinic.InDatabaseAsync(async db =>
            {
                var patient = await db.Patients.SingleAsync(p => p.Id == house.Patients[0].Id);
                patient.Identify(new Domain.Patients.Demographics { Name = patient.Name, BirthDate = day }, house.Today);
                await db.SaveChangesAsync();
            });
        }

        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Assessments");
        await browser.SubmitAsync("form[action*='handler=Start']");
        return (house, browser, browser.Address.AbsolutePath[..browser.Address.AbsolutePath.LastIndexOf('/')]);
    }
}
