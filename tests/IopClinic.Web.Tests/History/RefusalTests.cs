using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.History;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.History;

public sealed class RefusalTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_page_one_may_not_open_is_in_the_history_with_the_permission_that_lacks()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/History");

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        var row = await LastAsync();
        Assert.Equal(
            (AuditAction.Refuse, AuditOutcome.Refused, "Permission", "ReadHistory", "Maya Lindqvist"),
            (row.Action, row.Outcome, row.ObjectType, row.ObjectId, row.ActorName));
    }

    [Fact]
    public async Task A_key_that_opens_nothing_is_in_the_history_with_the_page()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        var nobody = Id<Patient>.New();
        await browser.OpenAsync($"/Patients/{nobody}");

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        var row = await LastAsync();
        Assert.Equal(("Missing", nobody.ToString(), "/Patients/{id}", AuditOutcome.Refused), (row.ObjectType, row.ObjectId, row.Page, row.Outcome));
    }

    [Fact]
    public async Task A_wrong_password_is_in_the_history_and_never_what_was_typed()
    {
        var maya = DemoSignIns.All.Single(person => person.Role == Role.Clinician).Email;
        foreach (var name in new[] { maya, "nobody.at.all@clinic.example" })
        {
            var browser = clinic.Browser();
            await browser.OpenAsync("/Account/SignIn");
            await browser.SubmitAsync("form[action='/Account/SignIn']", ("Form.Name", name), ("Form.Password", "an unlikely guess"));
            clinic.Time.Pass(TimeSpan.FromMinutes(2));
        }

        var rows = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking()
            .Where(e => e.ObjectType == "Password").OrderBy(e => e.Sequence).ToListAsync());
        Assert.Equal(2, rows.Count);
        var account = await clinic.InDatabaseAsync(db => db.Users.Where(user => user.Email == maya).Select(user => user.Id).SingleAsync());
        Assert.Equal([account.ToString(), null], rows.Select(row => row.ObjectId));
        Assert.All(rows, row => Assert.Equal((null, "Nobody signed in", "/Account/SignIn"), (row.ActorId, row.ActorName, row.Page)));
        Assert.DoesNotContain(rows, row => (row.ObjectId + row.Changes + row.Reason).Contains("nobody.at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_refusal_counts_up_and_different_ones_have_an_end()
    {
        var browser = await clinic.SignInAsync(Role.Prescriber);
        var nobody = Id<Patient>.New();
        var before = await CountAsync();
        for (var i = 0; i < 5; i++)
        {
            await browser.OpenAsync($"/Patients/{nobody}");
        }

        Assert.Equal(before + 1, await CountAsync());
        for (var i = 0; i < RefusalLog.MostPerMinute + 9; i++)
        {
            await browser.OpenAsync($"/Patients/{Id<Patient>.New()}");
        }

        Assert.Equal(before + RefusalLog.MostPerMinute, await CountAsync());
        clinic.Time.Pass(TimeSpan.FromMinutes(2));
        await clinic.Services.GetRequiredService<RefusalLog>().FlushAsync(everything: false);

        var rows = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking()
            .Where(e => e.ActorRoles == "Prescriber" && e.Action == AuditAction.Refuse).ToListAsync());
        Assert.Equal(5, rows.Where(row => row.ObjectId == nobody.ToString()).Sum(row => row.Times));
        Assert.Equal(10, Assert.Single(rows, row => row.ObjectType == "FurtherRefusals").Times);
    }

    [Fact]
    public async Task An_auditor_finds_refusals_by_their_outcome()
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(Role.Intake);
        await browser.OpenAsync("/Staff");
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}");

        var auditor = await clinic.SignInAsync(Role.Auditor);
        await auditor.OpenAsync("/History?outcome=Refused");

        var told = auditor.Text("[aria-label=Events]");
        Assert.Contains("Was refused the staff: not allowed", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Opened the chart", told, StringComparison.Ordinal);
    }

    private Task<AuditEvent> LastAsync() =>
        clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking().OrderByDescending(e => e.Sequence).FirstAsync());

    private Task<int> CountAsync() =>
        clinic.InDatabaseAsync(db => db.AuditEvents.CountAsync(e => e.Action == AuditAction.Refuse && e.ActorRoles == "Prescriber"));
}
