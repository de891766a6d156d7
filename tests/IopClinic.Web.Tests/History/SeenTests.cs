using System.Text.RegularExpressions;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.History;

/// <summary>Whoever a page shows is in the history, without the page's help.</summary>
public sealed class SeenTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Theory]
    [InlineData(Role.Clinician, "/Today")]
    [InlineData(Role.Clinician, "/Patients")]
    [InlineData(Role.Clinician, "/Sessions?view=Week")]
    [InlineData(Role.Administrator, "/Groups/{group}")]
    [InlineData(Role.Administrator, "/Groups/{group}/Enroll")]
    [InlineData(Role.Clinician, "/Sessions/{session}")]
    [InlineData(Role.Clinician, "/Sessions/{session}/Sign")]
    [InlineData(Role.Auditor, "/History")]
    public async Task A_list_writes_one_row_with_everybody_it_names(Role role, string address)
    {
        var house = await House.OpenAsync(clinic, 3);
        var session = await house.ASessionToLogAsync();
        var browser = await clinic.SignInAsync(role);
        var before = await LastAsync();

        await browser.OpenAsync(address.Replace("{group}", session.GroupId.ToString(), StringComparison.Ordinal)
            .Replace("{session}", $"{session.ClinicDate:yyyy-MM-dd}/{session.Id}", StringComparison.Ordinal));

        Assert.Equal(System.Net.HttpStatusCode.OK, browser.Status);
        var rows = await SinceAsync(before);
        var named = rows.SelectMany(row => row.Shown ?? (row.PatientId is { } one ? [one.Value] : [])).ToHashSet();
        Assert.InRange(rows.Count, 0, 1);
        var onPage = await clinic.InDatabaseAsync(async db => (await db.Patients.AsNoTracking().ToListAsync())
            .Where(p => Regex.IsMatch(browser.Page.Body!.TextContent, $@"\b{Regex.Escape($"{p.PreferredName ?? p.Name.Given} {p.Name.Family}")}\b")
                || browser.Page.Body!.InnerHtml.Contains(p.Id.ToString(), StringComparison.Ordinal)
                || browser.Page.Body.TextContent.Contains(p.Mrn, StringComparison.Ordinal))
            .Select(p => p.Id.Value).ToList());
        Assert.Empty(onPage.Except(named));
        if (address != "/Today" && address != "/Sessions?view=Week")
        {
            Assert.NotEmpty(named);
        }
    }

    [Fact]
    public async Task A_search_is_seen()
    {
        var house = await House.OpenAsync(clinic, 2);
        var patient = await clinic.InDatabaseAsync(db => db.Patients.AsNoTracking().SingleAsync(p => p.Id == house.Patients[0].Id));
        var clinician = await clinic.SignInAsync(Role.Clinician);
        await clinician.OpenAsync("/Patients");
        var before = await LastAsync();

        await clinician.SubmitAsync("#find", ("Form.Search", patient.Mrn));

        var row = Assert.Single(await SinceAsync(before));
        Assert.Equal((AuditAction.Read, patient.Id, "/Patients"), (row.Action, row.PatientId!.Value, row.Page.Replace("/Index", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_query_that_hides_whose_data_it_reads_is_refused()
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        db.Actor.StaffMemberId = await clinic.InDatabaseAsync(owner =>
            owner.Staff.Where(s => s.Email == "administrator@demo.example").Select(s => (Id<StaffMember>?)s.Id).SingleAsync());
        await using var work = await db.BeginWorkAsync();
        db.Seen.IsWatched = true;
        var raw = await db.Database.SqlQuery<Guid>($"select p.id as \"Value\" from (select id from patients order by mrn limit 3) p").ToListAsync();

        Assert.Equal(raw.Order(), db.Seen.Untold());
        // Last, because the reader that is refused stays open.
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Patients.Select(p => p.Name.Family).FirstAsync());
    }

    [Fact]
    public async Task A_row_says_where_from_what_for_and_by_which_program()
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}");

        var row = await clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking().OrderByDescending(e => e.Sequence).FirstAsync());

        Assert.Equal(("Chart", Purpose.Treatment, AuditOutcome.Done, 1), (row.ObjectType, row.Purpose, row.Outcome, row.Times));
        Assert.Equal(house.Patients[0].Id, row.PatientId);
        Assert.StartsWith("0.1.0", row.AppVersion, StringComparison.Ordinal);
        Assert.NotNull(row.RequestId);
    }

    private Task<long> LastAsync() => clinic.InDatabaseAsync(db => db.AuditEvents.MaxAsync(e => e.Sequence));

    private Task<List<AuditEvent>> SinceAsync(long sequence) =>
        clinic.InDatabaseAsync(db => db.AuditEvents.AsNoTracking().Where(e => e.Sequence > sequence).ToListAsync());
}
