using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Web.Seed;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Skills;

/// <summary>Skills from the catalogue over the roll to the map, asked as a browser does.</summary>
public sealed class SkillTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_skill_is_added_changed_retired_and_offered_again()
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Skills/Skill");
        await browser.SubmitAsync("form.panel", ("Form.Name", "Humming"), ("Form.Family", "Relaxation"), ("Form.Description", "A tone on the out-breath."));
        Assert.Equal("Humming is added.", browser.Toast);
        Assert.Contains("Humming A tone on the out-breath. Offered", browser.Text("[aria-labelledby=family-Relaxation]"), StringComparison.Ordinal);

        var second = await clinic.SignInAsync(Role.Administrator);
        var address = $"/Skills/Skill/{(await SkillAsync("Humming")).Id}";
        await browser.OpenAsync(address);
        await second.OpenAsync(address);
        await browser.SubmitAsync("form.panel", ("Form.Description", "A long tone."));
        await second.SubmitAsync("form.panel", ("Form.Description", "A low tone."));
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("What it is A long tone. A low tone.", string.Join(' ', second.Page.QuerySelectorAll("[aria-labelledby=conflict] tbody tr > *").Select(c => c.TextContent)), StringComparison.Ordinal);
        await second.SubmitAsync("form.panel");
        Assert.Equal("A low tone.", (await SkillAsync("Humming")).Description);

        await browser.OpenAsync(address);
        await browser.SubmitAsync("form[action*=Retire]");
        await browser.OpenAsync("/Skills");
        Assert.DoesNotContain("Humming", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync(address);
        await browser.SubmitAsync("form[action*=Reopen]");
        Assert.False((await SkillAsync("Humming")).IsRetired);
    }

    [Theory]
    [InlineData("Form.Name", "", "Give the skill a name.")]
    [InlineData("Form.Name", "STOP", "There is already a skill of this name.")]
    [InlineData("Form.Family", "", "Choose a family.")]
    [InlineData("Form.Description", "", "Say in a sentence or two what it is.")]
    public async Task What_will_not_do_is_refused_beside_its_field(string field, string? typed, string sentence)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Skills/Skill");
        (string, string?)[] usual = [("Form.Name", "Whistling"), ("Form.Family", "Relaxation"), ("Form.Description", "A tune.")];
        await browser.SubmitAsync("form.panel", usual.But((field, typed)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(sentence, browser.Text($"#{field.Replace('.', '_')}-error"));
    }

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Prescriber)]
    public async Task A_skill_that_is_ticked_is_taught_to_whoever_was_there_and_stands_on_their_map(Role role)
    {
        var house = await House.OpenAsync(clinic, 2);
        var session = await house.ASessionToLogAsync();
        var (stop, box) = (await SkillAsync("STOP"), await SkillAsync("Box breathing"));
        var browser = await (await clinic.SignInAsync(role)).OpenAsync(session);
        var away = browser.RowOf(house.Patients[1]);
        await TickAsync(browser, [stop.Id, box.Id], (Given.Row(away, "Status"), "UnexcusedAbsence"));
        Assert.Equal("Saved.", browser.Toast);
        Assert.Equal(new[] { stop.Id, box.Id }.ToHashSet(), (await clinic.ReloadAsync(session)).Skills.Select(tag => tag.SkillId).ToHashSet());

        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Skills");
        Assert.Contains("STOP Taught Once:", browser.Text("[aria-labelledby=family-DistressTolerance]"), StringComparison.Ordinal);
        Assert.NotNull(browser.Page.QuerySelector($"a[href='{Given.AddressOf(session)}']"));
        await browser.OpenAsync($"/Patients/{house.Patients[1].Id}/Skills");
        Assert.Contains("STOP Not yet", browser.Text("[aria-labelledby=family-DistressTolerance]"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}");
        Assert.NotNull(browser.Page.QuerySelector($"nav a[href='/Patients/{house.Patients[0].Id}/Skills']"));
    }

    [Fact]
    public async Task Two_who_tick_at_the_same_time_both_are_heard()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync();
        var (stop, box, facts) = (await SkillAsync("STOP"), await SkillAsync("Box breathing"), await SkillAsync("Check the facts"));
        var first = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        await TickAsync(first, [stop.Id, box.Id]);
        await first.OpenAsync(session);
        var second = await (await clinic.SignInAsync(Role.Prescriber)).OpenAsync(session);

        await TickAsync(first, [stop.Id, box.Id, facts.Id]);
        await TickAsync(second, [box.Id]);

        Assert.Equal(new[] { box.Id, facts.Id }.ToHashSet(), (await clinic.ReloadAsync(session)).Skills.Select(tag => tag.SkillId).ToHashSet());
    }

    [Fact]
    public async Task What_was_taught_is_followed_up_in_the_next_session_and_the_map_shows_it()
    {
        var house = await House.OpenAsync(clinic, 1);
        var patient = house.Patients[0];
        var (earlier, later) = (await house.ASessionToLogAsync(2), await house.ASessionToLogAsync(1));
        var stop = await SkillAsync("STOP");
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(earlier);
        await TickAsync(browser, [stop.Id]);

        await browser.OpenAsync(later);
        Assert.Equal("STOP", browser.Text(".follow-up li label"));
        await browser.SubmitAsync("#roll", (Given.Row(0, "Practices[0].Step"), "Practised"));
        await browser.OpenAsync(later);
        Assert.Equal("Practised", browser.Value(Given.Row(0, "Practices[0].Step")));
        await browser.SubmitAsync("#roll", (Given.Row(0, "Practices[0].Step"), "Used"));

        await browser.OpenAsync($"/Patients/{patient.Id}/Skills");
        Assert.Contains("STOP Used", browser.Text("[aria-labelledby=family-DistressTolerance]"), StringComparison.Ordinal);
        var practice = await clinic.InDatabaseAsync(db => db.SkillPractices.AsNoTracking().SingleAsync(p => p.PatientId == patient.Id));
        Assert.Equal((later.Id, PracticeStep.Used, later.ClinicDate), (practice.SessionId, practice.Step, practice.ClinicDate));
    }

    [Fact]
    public async Task A_skill_that_nobody_was_taught_is_not_followed_up()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var (address, fields) = browser.Fill("#roll");
        await browser.PostAsync(
            address,
            [
                .. fields, KeyValuePair.Create(Given.Row(0, "Practices[0].SkillId"), $"{(await SkillAsync("STOP")).Id}"),
                KeyValuePair.Create(Given.Row(0, "Practices[0].Was"), "None"), KeyValuePair.Create(Given.Row(0, "Practices[0].Step"), "Used"),
            ]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("This skill was not taught yet.", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_session_shows_its_skills_locks_them_and_its_signatures_cover_them()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        var stop = await SkillAsync("STOP");
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        await TickAsync(browser, [stop.Id]);
        await browser.OpenAsync(Given.AddressOf(session) + "/Sign");
        Assert.Contains("Skills taught: STOP", browser.Text("main"), StringComparison.Ordinal);
        await browser.SignAsync(session);
        await browser.OpenAsync(session);

        Assert.Contains("Skills taughtSTOP", browser.Text("[aria-labelledby=shared-title]"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("[data-skills]"));
        var signed = await clinic.ReloadAsync(session);
        await clinic.InDatabaseAsync(async db =>
        {
            var note = signed.Notes.Single();
            var signature = await db.Signatures.SingleAsync(s => s.NoteId == note.Id);
            Assert.True(signature.Covers(note.Content(signed, signed.Attendances.Single())));
        });
        foreach (var sql in new[] { "delete from session_skills where session_id = {0}", "insert into session_skills select {0}, id, {1}, now() from skills where name = 'FAST'" })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(sql, session.Id.Value, house.Ana.Id.Value)));
        }

        await browser.OpenAsync($"/Notes/{session.ClinicDate:yyyy-MM-dd}/{signed.Notes.Single().Id}");
        Assert.Contains("Skills taught STOP", browser.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_told_what_most_of_it_still_lack_and_one_to_ones_teach_too()
    {
        var house = await House.OpenAsync(clinic, 3);
        await clinic.InDatabaseAsync(async db =>
        {
            var service = await db.Services.SingleAsync(s => s.Id == house.Skills.Id);
            service.Describe(service.Name, 75, true, null, ["DBT"]);
            await db.SaveChangesAsync();
        });
        var (earlier, later) = (await house.ASessionToLogAsync(2), await house.ASessionToLogAsync(1));
        var names = await clinic.InDatabaseAsync(db => db.Skills.Where(s => s.Family == SkillFamily.Mindfulness).OrderBy(s => s.Name).Select(s => s.Name).ToListAsync());
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(earlier);
        Assert.Equal($"{names[0]}: nobody has had it", browser.Text(".chip-next"));
        var away = browser.RowOf(house.Patients[2]);
        await TickAsync(browser, [(await SkillAsync(names[0])).Id], (Given.Row(away, "Status"), "UnexcusedAbsence"));

        await browser.OpenAsync(later);
        Assert.Equal(3, browser.Page.QuerySelectorAll(".chip-next").Length);
        Assert.DoesNotContain(names[0], string.Join(' ', browser.Page.QuerySelectorAll(".chip-next").Select(chip => chip.TextContent)), StringComparison.Ordinal);
        Assert.Contains(names[0], browser.Text(".skills-all"), StringComparison.Ordinal);

        var alone = await house.OneToOneAsync(house.Episodes[0], house.Today.AddDays(-1), new TimeOnly(9, 0));
        await browser.OpenAsync(alone);
        Assert.Null(browser.Page.QuerySelector(".chip-next"));
        await TickAsync(browser, [(await SkillAsync("Cope ahead")).Id]);
        Assert.Single((await clinic.ReloadAsync(alone)).Skills);
    }

    [Fact]
    public async Task The_group_page_names_the_next_topic_to_whoever_leads_and_to_nobody_else()
    {
        var house = await House.OpenAsync(clinic, 1);
        var group = await house.GroupAsync(from: house.Monday.AddDays(-7));
        await clinic.InDatabaseAsync(async db =>
        {
            var tracked = await db.Groups.Include(g => g.Enrollments).SingleAsync(g => g.Id == group.Id);
            tracked.Enroll(house.Episodes[0], house.Monday.AddDays(-7));
            await db.SaveChangesAsync();
        });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Groups/{group.Id}");
        Assert.Equal(3, browser.Page.QuerySelectorAll("[aria-labelledby=next-topic] li").Length);

        var administrator = await clinic.SignInAsync(Role.Administrator);
        await administrator.OpenAsync($"/Groups/{group.Id}");
        Assert.Null(administrator.Page.QuerySelector("[aria-labelledby=next-topic]"));
    }

    [Fact]
    public async Task The_demo_clinic_has_something_of_every_step_on_its_maps()
    {
        var steps = await clinic.InDatabaseAsync(db => db.SkillPractices.GroupBy(p => p.Step).Select(g => g.Key).ToListAsync());
        Assert.Contains(PracticeStep.Practised, steps);
        Assert.Contains(PracticeStep.Used, steps);
        Assert.True(await clinic.InDatabaseAsync(db => db.Set<SessionSkill>().CountAsync()) > 50);
        Assert.Equal(Enum.GetValues<SkillFamily>().ToHashSet(), StandardSkills.Create().Select(skill => skill.Family).ToHashSet());
        Assert.InRange(StandardSkills.Create().Count, 45, 70);
        Assert.All(SkillStock.ByTopic.Values.SelectMany(names => names).Concat(SkillStock.OneToOne), name => Assert.Contains(StandardSkills.Create(), skill => skill.Name == name));
    }

    /// <summary>Saves the roll with these skills ticked and no others.</summary>
    private static async Task TickAsync(Browser browser, IEnumerable<Id<Skill>> skills, params (string, string?)[] answers)
    {
        var (address, fields) = browser.Fill("#roll", answers);
        await browser.PostAsync(
            address, [.. fields.Where(field => field.Key != "Form.Skills.Ids"), .. skills.Select(id => KeyValuePair.Create("Form.Skills.Ids", $"{id}"))]);
    }

    private Task<Skill> SkillAsync(string name) => clinic.InDatabaseAsync(db => db.Skills.AsNoTracking().SingleAsync(skill => skill.Name == name));
}
