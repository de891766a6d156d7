using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Treatment;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Appointments;

/// <summary>What signed plans prescribe and nobody has booked: found a time for and booked with two clicks.</summary>
public sealed class DueTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task What_is_prescribed_and_not_booked_is_booked_with_two_clicks()
    {
        var house = await AtAsync(await House.OpenAsync(clinic, patients: 2));
        var plan = await PrescribeAsync(house, house.Episodes[0]);
        await HoldsTogetherAsync(house, plan);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Appointments/Due?all=true");
        Assert.Contains($"Pat1 {house.Patients[0].Name.Family}", browser.Text("main tbody tr"), StringComparison.Ordinal);
        Assert.Contains("once a week", browser.Text("main tbody tr"), StringComparison.Ordinal);
        Assert.Contains("Ben Ito", browser.Text("main tbody tr"), StringComparison.Ordinal);
        Assert.DoesNotContain("evenings", browser.Text("main"), StringComparison.Ordinal);

        await browser.FollowAsync("main a[aria-label^='Find a time for']");
        await browser.SubmitAsync(".slots form");

        Assert.Contains("is booked for", browser.Toast, StringComparison.Ordinal);
        var booked = await clinic.InDatabaseAsync(db => db.Sessions.Include(s => s.Clinicians).Include(s => s.Roster).SingleAsync(s => s.SiteId == house.Site.Id));
        Assert.IsType<IndividualSession>(booked);
        Assert.Equal((house.Patients[0].Id, house.Ben.Id, 45.0), (booked.Roster[0].PatientId, booked.Clinicians[0].StaffMemberId, (booked.EndsAt - booked.StartsAt).TotalMinutes));
        Assert.Contains(booked.RoomId, new[] { (Id<Domain.Sites.Room>?)house.Cedar.Id, house.Willow.Id });
    }

    [Fact]
    public async Task A_time_that_was_taken_meanwhile_is_refused_in_a_sentence_and_a_patient_of_others_is_not_there()
    {
        var house = await AtAsync(await House.OpenAsync(clinic, patients: 2));
        await PrescribeAsync(house, house.Episodes[0]);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Appointments/Due?all=true");
        await browser.FollowAsync("main a[aria-label^='Find a time for']");
        var (date, starts) = (DateOnly.Parse(browser.Value("Form.Date"), null), TimeOnly.Parse(browser.Value("Form.StartsAt"), null));
        await house.OneToOneAsync(house.Episodes[1], date, starts);
        await browser.SubmitAsync(".slots form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Ben Ito already leads", Assert.Single(browser.Refusals), StringComparison.Ordinal);

        // Intake knows of a plan as little as of its patient.
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"update staff set site_id = {house.Site.Id.Value} where email = 'intake@demo.example'"));
        var intake = await clinic.SignInAsync(Role.Intake);
        await intake.OpenAsync("/Appointments/Due?all=true");
        Assert.Contains("Nothing is due", intake.Text("main"), StringComparison.Ordinal);
    }

    /// <summary>The database reads the same prescriptions out of a plan as the domain.</summary>
    private async Task HoldsTogetherAsync(House house, TreatmentPlan plan)
    {
        var told = await clinic.InDatabaseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"select set_config('app.charts', {$"{{{plan.PatientId}}}"}, true)");
            return await db.Database.SqlQuery<Row>(
                $"""select service_id as "Service", times as "Times", every_weeks as "Weeks", minutes as "Minutes" from prescribed_services({house.Site.Id.Value})""").ToListAsync();
        });
        Assert.Equal(
            Prescription.Of(plan.Content).Where(one => one.ServiceId != house.Skills.Id).Select(one => new Row(one.ServiceId.Value, one.Times, one.EveryWeeks, one.Minutes)).OrderBy(row => row.Service),
            told.OrderBy(row => row.Service));
    }

    /// <summary>A signed plan with one individual a week, a family session every two weeks, and a group that is enrolled into.</summary>
    private async Task<TreatmentPlan> PrescribeAsync(House house, Domain.Patients.Episode episode)
    {
        var now = clinic.Services.GetRequiredService<ClinicClock>().Now;
        PlanLine Gives(Domain.Id<Domain.Services.Service> service, int times, int weeks, int minutes) => new()
        {
            Key = Guid.CreateVersion7(),
            Level = PlanLevel.Intervention,
            Text = "Talk it through",
            ServiceId = service,
            Times = times,
            EveryWeeks = weeks,
            Minutes = minutes,
            ResponsibleId = house.Ben.Id,
        };
        var plan = Planned.Plan(
            episode, house.Ana, now,
            Planned.Objective("Goes to bed by ten"), Gives(house.OneToOne.Id, 1, 2, 30), Gives(house.Skills.Id, 3, 1, 75),
            Planned.Objective("Calls before drinking"), Gives(house.OneToOne.Id, 1, 1, 45), Gives(house.Family.Id, 1, 2, 60),
            Planned.Objective("Reached long ago") with { Status = ObjectiveStatus.Met }, Gives(house.Family.Id, 2, 1, 90));
        await clinic.InDatabaseAsync(async db =>
        {
            db.TreatmentPlans.Add(plan);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"update treatment_plans set signed_at = {now}, signed_by_id = {house.Ana.Id.Value} where id = {plan.Id.Value}");
        });
        return plan;
    }

    private async Task<House> AtAsync(House house)
    {
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = other_site_ids || site_id, site_id = {house.Site.Id.Value} where email = 'administrator@demo.example'"));
        return house;
    }

    private sealed record Row(Guid Service, int Times, int Weeks, int Minutes);
}
