using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Sessions;

/// <summary>The roll of a multi-family group, over HTTP.</summary>
public sealed class FamiliesInGroupsTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Under_each_patient_their_people_are_ticked_reviewed_and_signed()
    {
        var (house, session, people) = await AGroupAsync();
        await house.LogWholeAsync(session);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(session);
        var (first, second) = (browser.RowOf(house.Patients[0]), browser.RowOf(house.Patients[1]));
        Assert.Equal([$"{people[0].Id}"], browser.Page.QuerySelectorAll($"[name='{Given.Row(first, "Family")}']").Select(box => box.GetAttribute("value")));

        await browser.SubmitAsync("#roll", (Given.Row(first, "Family"), $"{people[0].Id}"));
        await browser.OpenAsync($"{Given.AddressOf(session)}/Sign");
        Assert.Contains($"With {people[0].Name} (Mother)", browser.Text("main"), StringComparison.Ordinal);
        await browser.SignAsync(session);

        Assert.Equal("2 notes are signed.", browser.Toast);
        Assert.Contains($"With {people[0].Name} (Mother)", browser.Text("main"), StringComparison.Ordinal);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
        await clinic.VerifyChainAsync(house.Patients[1].Id, 1);
        var notes = (await clinic.ReloadAsync(session)).Notes;
        await browser.OpenAsync(Given.AddressOf(notes.Single(n => n.PatientId == house.Patients[0].Id)));
        Assert.Contains(people[0].Name, browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync(Given.AddressOf(notes.Single(n => n.PatientId == house.Patients[1].Id)));
        Assert.DoesNotContain(people[0].Name, browser.Text("main"), StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Two_who_tick_at_once_undo_nothing_of_each_other()
    {
        var (house, session, people) = await AGroupAsync();
        var (one, other) = (await clinic.SignInAsync(Role.Clinician), await clinic.SignInAsync(Role.Prescriber));
        await one.OpenAsync(session);
        await other.OpenAsync(session);
        var (first, second) = (one.RowOf(house.Patients[0]), one.RowOf(house.Patients[1]));

        await one.AutosaveAsync([first], (Given.Row(first, "Family"), $"{people[0].Id}"));
        await other.AutosaveAsync([first, second], (Given.Row(second, "Family"), $"{people[1].Id}"));

        Assert.Equal(people.Select(p => p.Id).Order(), (await clinic.ReloadAsync(session)).Participants.Select(p => p.SupportPersonId).Order());
    }

    [Fact]
    public async Task What_was_ticked_beside_a_refused_note_is_saved_with_the_shorter_one()
    {
        var (house, session, people) = await AGroupAsync();
        var browser = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync(session);
        var first = browser.RowOf(house.Patients[0]);

        await browser.SubmitAsync("#roll", (Given.Row(first, "Family"), $"{people[0].Id}"), (Given.Row(first, "Text"), new string('y', ProgressNote.MaximumText + 1)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Empty((await clinic.ReloadAsync(session)).Participants);
        await browser.SubmitAsync("#roll", (Given.Row(first, "Text"), "Came with his mother."));

        Assert.Equal([people[0].Id], (await clinic.ReloadAsync(session)).Participants.Select(p => p.SupportPersonId));
    }

    [Fact]
    public async Task In_a_family_session_two_who_tick_at_once_undo_nothing_of_each_other()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var (mother, brother, session) = await clinic.InDatabaseAsync(async db =>
        {
            var patient = await db.Patients.Include(p => p.Supporters).SingleAsync(p => p.Id == house.Patients[0].Id);
            var (added, other) = (patient.AddSupporter("Ruth", "Mother", null, mayJoinFamilySessions: true), patient.AddSupporter("Paul", "Brother", null, mayJoinFamilySessions: true));
            var family = new FamilySession(
                new Booking(house.Site, house.Family, house.Today.AddDays(-1), new TimeOnly(11, 0), 60, house.Ben, null, SessionMode.InHome), house.Episodes[0], []);
            db.Sessions.Add(family);
            await db.SaveChangesAsync();
            return (added.Id, other.Id, family);
        });
        var (one, other) = (await clinic.SignInAsync(Role.Clinician), await clinic.SignInAsync(Role.Clinician));
        await one.OpenAsync(Given.AddressOf(session));
        await other.OpenAsync(Given.AddressOf(session));

        await one.SubmitAsync("#roll", ("Form.Supporters", $"{mother}"));
        await other.SubmitAsync("#roll", ("Form.Supporters", $"{brother}"));
        Assert.Equal(new[] { mother, brother }.Order(), await ParticipantsAsync());

        await one.OpenAsync(Given.AddressOf(session));
        await one.SubmitAsync("#roll", ("Form.Supporters", $"{brother}"));
        Assert.Equal([brother], await ParticipantsAsync());

        // What was ticked beside a refused note comes with the shorter one; whoever left the network since still stands there.
        var row = one.RowOf(house.Patients[0]);
        await one.SubmitAsync("#roll", ("Form.Supporters", $"{mother}"), ("Form.Supporters", $"{brother}"), (Given.Row(row, "Text"), new string('y', ProgressNote.MaximumText + 1)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, one.Status);
        await one.SubmitAsync("#roll", (Given.Row(row, "Text"), "Came with both."));
        Assert.Equal(new[] { mother, brother }.Order(), await ParticipantsAsync());
        await clinic.InDatabaseAsync(db => db.Set<SupportPerson>().Where(s => s.Id == mother).ExecuteUpdateAsync(s => s.SetProperty(p => p.EndedAt, session.StartsAt)));
        await one.OpenAsync(Given.AddressOf(session));
        await one.SubmitAsync("#roll");
        Assert.Equal(new[] { mother, brother }.Order(), await ParticipantsAsync());
        await one.SubmitAsync("#roll", ("Form.Supporters", $"{brother}"));
        Assert.Equal([brother], await ParticipantsAsync());

        Task<List<Id<SupportPerson>>> ParticipantsAsync() => clinic.InDatabaseAsync(db =>
            db.Set<FamilySession>().Where(s => s.Id == session.Id).SelectMany(s => s.Participants).Select(p => p.SupportPersonId).OrderBy(id => id).ToListAsync());
    }

    [Fact]
    public async Task Somebody_elses_family_is_refused_with_a_sentence()
    {
        var (house, session, people) = await AGroupAsync();
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync(session);
        var second = browser.RowOf(house.Patients[1]);
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Set<SupportPerson>().SingleAsync(s => s.Id == people[1].Id)).Describe(people[1].Name, "Brother", null, mayJoinFamilySessions: false);
            await db.SaveChangesAsync();
        });

        var (_, said) = await browser.AutosaveAsync([second], (Given.Row(second, "Family"), $"{people[1].Id}"));

        Assert.Equal($"The patient has not agreed that {people[1].Name} joins family sessions.", said.GetProperty("rows")[0].GetProperty("refused").GetString());
        Assert.Empty((await clinic.ReloadAsync(session)).Participants);
    }

    private async Task<(House House, GroupSession Session, List<SupportPerson> People)> AGroupAsync()
    {
        var house = await House.OpenAsync(clinic, 2);
        var people = new List<SupportPerson>();
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Services.SingleAsync(s => s.Id == house.Skills.Id)).InviteFamilies(true);
            foreach (var (patient, relationship) in house.Patients.Zip(["Mother", "Brother"]))
            {
                var known = await db.Patients.Include(p => p.Supporters).SingleAsync(p => p.Id == patient.Id);
                people.Add(known.AddSupporter($"{relationship} of {patient.Name.Given}", relationship, null, mayJoinFamilySessions: true));
            }

            await db.SaveChangesAsync();
        });
        return (house, await house.ASessionToLogAsync(), people);
    }
}
