using System.Net;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Groups;

/// <summary>People already discharged who come to a group: places for them, and who came, and nothing else.</summary>
public sealed class AlumniTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Give = "form:has([name='Form.From'])";
    private const string Places = "form:has([name='Places.AlumniCapacity'])";
    private const string Tick = "form:has([name='Alumnus.Came'])";

    [Fact]
    public async Task A_former_patient_has_a_place_and_whoever_leads_the_group_writes_down_that_they_came()
    {
        var (house, group) = await OpenAsync(patients: 1, new TimeOnly(4, 0));
        var patient = house.Patients[0];
        var office = await clinic.SignInAsync(Role.Administrator);
        await office.OpenAsync($"/Groups/{group.Id}");
        await office.FollowAsync($"a[href='/Groups/{group.Id}/Alumni']");
        Assert.Null(office.Page.QuerySelector(Give));
        await office.SubmitAsync(Places, ("Places.AlumniCapacity", "3"));
        Assert.Equal(["Willow holds 14 people: beside 12 patients there is room for 2."], office.Refusals);
        await office.SubmitAsync(Places, ("Places.AlumniCapacity", "2"));
        Assert.Equal("2 places are for alumni.", office.Toast);
        await office.SubmitAsync(Give);
        Assert.Equal(["Choose who comes."], office.Refusals);
        await office.SubmitAsync(Give, "Find", ("Form.Search", "Pat1"));
        Assert.Equal("2", office.Value("Places.AlumniCapacity"));
        await office.SubmitAsync(Give, ("Form.PatientId", $"{patient.Id}"), ("Form.From", $"{house.Today.AddDays(-10):yyyy-MM-dd}"));
        Assert.StartsWith("Pat1 T. has a place.", office.Toast, StringComparison.Ordinal);
        await office.OpenAsync($"/Groups/{group.Id}");
        Assert.Contains("Pat1 T.", office.Text("section[aria-labelledby=alumni]"), StringComparison.Ordinal);

        var session = await clinic.InDatabaseAsync(db => db.Sessions.Where(s => s.ClinicDate > house.Today.AddDays(-9) && s.SiteId == house.Site.Id).OrderBy(s => s.ClinicDate).FirstAsync());
        var leader = await clinic.SignInAsync(Role.Clinician);
        Assert.Equal(HttpStatusCode.NotFound, (await leader.SendAsync(HttpMethod.Get, $"/Patients/{patient.Id}")).StatusCode);
        await leader.OpenAsync(session);
        Assert.Contains("Pat1 T.", leader.Text(".alumni"), StringComparison.Ordinal);
        Assert.DoesNotContain(patient.Name.Family, leader.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        await leader.SubmitAsync(Tick, ("Alumnus.Came", "true"));
        Assert.Contains("Came", leader.Text(".alumni"), StringComparison.Ordinal);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.PatientId == patient.Id && e.ObjectType == "AlumniPresence")));
        Assert.Equal(HttpStatusCode.NotFound, (await leader.SendAsync(HttpMethod.Get, $"/Patients/{patient.Id}")).StatusCode);
        await leader.OpenAsync($"/Groups/{group.Id}");
        Assert.Equal("1", leader.Text("section[aria-labelledby=alumni] [data-label=Came]").Trim());
        await office.OpenAsync($"/Sessions/{session.ClinicDate:yyyy-MM-dd}/{session.Id}/Cancel");
        await office.SubmitAsync("form.panel", ("Form.CancelKind", "Clinic"), ("Form.CancelCause", "LeaderAway"), ("Form.CancelReason", "Ill"));
        Assert.Equal([Session.HasRecord], office.Refusals);
        // What was ticked by mistake is taken back.
        await leader.OpenAsync(session);
        await leader.SubmitAsync(Tick, ("Alumnus.Came", null));
        Assert.DoesNotContain("Came", leader.Text(".alumni"), StringComparison.Ordinal);

        await office.OpenAsync($"/Groups/{group.Id}/Alumni");
        await office.SubmitAsync("form[action*='handler=End']");
        Assert.Equal("Pat1 T. has no place after today.", office.Toast);
        await leader.OpenAsync(session);
        Assert.Contains("Pat1 T.", leader.Text(".alumni"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_place_is_given_once_and_who_is_in_treatment_is_enrolled_instead()
    {
        var (house, group) = await OpenAsync(patients: 3, new TimeOnly(5, 30), discharged: 2);
        var office = await clinic.SignInAsync(Role.Administrator);
        await office.OpenAsync($"/Groups/{group.Id}/Alumni");
        await office.SubmitAsync(Places, ("Places.AlumniCapacity", "1"));
        await office.SubmitAsync(Give, ("Form.PatientId", $"{house.Patients[2].Id}"));
        Assert.Equal(["Alumni are people who were discharged. Whoever is in treatment is enrolled instead."], office.Refusals);
        await office.OpenAsync($"/Groups/{group.Id}/Alumni");
        Assert.DoesNotContain("Pat3", office.Text("#candidates"), StringComparison.Ordinal);

        var forms = house.Patients.Take(2).Select(patient => office.Fill(Give, ("Form.PatientId", $"{patient.Id}"))).ToList();
        // Each tab has a key of its own.
        await office.OpenAsync($"/Groups/{group.Id}/Alumni");
        forms[1] = office.Fill(Give, ("Form.PatientId", $"{house.Patients[1].Id}"));
        var answers = await Task.WhenAll(forms.Select(form => office.SendAsync(form.Address, form.Fields)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Redirect);
        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict);
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.AlumniPlaces.CountAsync(place => place.GroupId == group.Id)));
    }

    /// <summary>A group on Mondays, while the demo clinician is free and leads it, and patients who were discharged and whom nobody treats any more.</summary>
    private async Task<(House House, Group Group)> OpenAsync(int patients, TimeOnly at, int? discharged = null)
    {
        var house = await House.OpenAsync(clinic, patients);
        var me = await clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == "clinician@demo.example"));
        var group = await house.GroupAsync("Staying well", from: house.Monday.AddDays(-21), leader: me, at: at);
        await clinic.InDatabaseAsync(async db =>
        {
            foreach (var id in house.Episodes.Take(discharged ?? patients).Select(episode => episode.Id))
            {
                var episode = await db.Episodes.SingleAsync(e => e.Id == id);
                episode.Discharge(house.Today.AddDays(-15), DischargeReason.Completed, null, house.Ana, house.Today);
                await db.Database.ExecuteSqlAsync($"update care_team_members set last_day = first_day where patient_id = {episode.PatientId.Value}");
            }

            await db.SaveChangesAsync();
        });
        return (house, group);
    }
}
