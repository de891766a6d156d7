using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.History;

public sealed class HistoryTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task The_history_tells_who_opened_and_changed_what_and_keeps_clinical_words_from_those_who_read_no_charts()
    {
        var patient = await GivenAsync();
        var intake = await clinic.SignInAsync(Role.Intake);
        await intake.OpenAsync($"/Patients/{patient.Id}");
        await intake.OpenAsync($"/Patients/{patient.Id}/Edit");
        await intake.SubmitAsync("form[data-guard]", ("Form.Phone", "555-300-0002"), ("Form.Strengths", "=Patience"));

        var auditor = await clinic.SignInAsync(Role.Auditor);
        var told = (await auditor.OpenAsync($"/Patients/{patient.Id}/History")).Text("[aria-label=Events]");
        Assert.Contains("Intake", told, StringComparison.Ordinal);
        Assert.Contains("Opened the chart", told, StringComparison.Ordinal);
        Assert.Contains("Phone from 555-300-0001 to 555-300-0002", told, StringComparison.Ordinal);
        Assert.Contains("Strengths (content not shown here)", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Patience", told, StringComparison.Ordinal);

        var supervisor = await clinic.SignInAsync(Role.Supervisor);
        told = (await supervisor.OpenAsync($"/Patients/{patient.Id}/History")).Text("[aria-label=Events]");
        Assert.Contains("Strengths from nothing to =Patience", told, StringComparison.Ordinal);
        Assert.Contains("Read the history", told, StringComparison.Ordinal);

        var export = await (await auditor.SendAsync(HttpMethod.Get, $"/Patients/{patient.Id}/History?handler=Csv")).Content.ReadAsStringAsync();
        Assert.Contains("Phone: 555-300-0001 → 555-300-0002", export, StringComparison.Ordinal);
        Assert.Contains("42 CFR part 2", export, StringComparison.Ordinal);
        Assert.DoesNotContain("Patience", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_is_filtered_by_what_was_done()
    {
        var patient = await GivenAsync();
        var auditor = await clinic.SignInAsync(Role.Auditor);
        await auditor.OpenAsync($"/Patients/{patient.Id}/History");

        await auditor.OpenAsync($"/Patients/{patient.Id}/History?action=Create");
        Assert.DoesNotContain("Read the history", auditor.Text("[aria-label=Events]"), StringComparison.Ordinal);
        await auditor.OpenAsync($"/Patients/{patient.Id}/History?from=2020-01-01&until=2020-01-02");
        Assert.Equal("Nothing fits these filters", auditor.Text(".empty-state-title"));
    }

    [Fact]
    public async Task Who_answers_for_somebody_sees_what_they_did_with_a_patient_of_others()
    {
        var patient = await GivenAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            var supervisor = await db.Staff.SingleAsync(s => s.Email == "supervisor@demo.example");
            var theirs = await db.Staff.FirstAsync(s => s.SupervisorId == supervisor.Id);
            await db.CareTeams.Where(member => member.PatientId == patient.Id && (member.StaffMemberId == theirs.Id || member.StaffMemberId == supervisor.Id))
                .ExecuteUpdateAsync(member => member.SetProperty(m => m.Until, new DateOnly(2020, 1, 1)).SetProperty(m => m.From, new DateOnly(2020, 1, 1)));
            db.Actor.StaffMemberId = theirs.Id;
            db.Actor.Name = "Somebody they answer for";
            db.RecordRead(patient.Id, "Chart");
            await db.SaveChangesAsync();
        });
        var supervisor = await clinic.SignInAsync(Role.Supervisor);
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.SendAsync(HttpMethod.Get, $"/Patients/{patient.Id}")).StatusCode);

        var told = (await supervisor.OpenAsync($"/History?patient={patient.Id}")).Text("[aria-label=Events]");

        Assert.Contains("Somebody they answer for", told, StringComparison.Ordinal);
        Assert.Contains("Opened the chart", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_is_turned_page_by_page_without_a_gap()
    {
        var patient = await GivenAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            for (var i = 0; i < 120; i++)
            {
                db.RecordRead(patient.Id, $"Part{i:000}");
            }

            await db.SaveChangesAsync();
        });
        var auditor = await clinic.SignInAsync(Role.Auditor);
        await auditor.OpenAsync($"/Patients/{patient.Id}/History?action=Read");
        var newest = auditor.Text("[aria-label=Events] table");
        await auditor.FollowAsync(".pager a:last-child");
        await auditor.FollowAsync(".pager a:first-of-type");

        Assert.Contains("part119", newest, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(newest, auditor.Text("[aria-label=Events] table"));
    }

    [Theory]
    [InlineData(Role.Administrator, true)]
    [InlineData(Role.Auditor, true)]
    [InlineData(Role.Supervisor, true)]
    [InlineData(Role.Clinician, false)]
    [InlineData(Role.Prescriber, false)]
    [InlineData(Role.Intake, false)]
    public async Task Only_who_answers_for_the_record_reads_the_clinics_history(Role role, bool may)
    {
        var browser = await clinic.SignInAsync(role);

        await browser.OpenAsync("/History");

        Assert.Equal(may, browser.Status == HttpStatusCode.OK);
        if (may)
        {
            Assert.True(await clinic.InDatabaseAsync(db =>
                db.AuditEvents.AnyAsync(e => e.Action == AuditAction.Read && e.ObjectType == "History" && e.ActorRoles == role.ToString())));
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2", "'-2")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    public void A_cell_is_never_a_formula(string value, string written) => Assert.StartsWith(
        written + "\r\n", System.Text.Encoding.UTF8.GetString(new Csv().Row(value).ToFile())[1..], StringComparison.Ordinal);

    private Task<Patient> GivenAsync() => clinic.InDatabaseAsync(async db =>
    {
        var site = await db.Sites.FirstAsync();
        var patient = new Patient(
            site.Id,
            new Demographics { Name = new PersonName("Hilde", "Ravn"), BirthDate = new DateOnly(1980, 1, 1) },
            new ContactDetails { Phone = "555-300-0001" },
            new DateOnly(2026, 1, 1),
            DateTimeOffset.UnixEpoch);
        db.Patients.Add(patient);
        var member = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
        db.CareTeams.Add(new CareTeamMember(
            patient, member, CareTeamPart.PrimaryClinician, new DateOnly(2026, 1, 1), null, null, DateTimeOffset.UnixEpoch));
        await db.SaveChangesAsync();
        return patient;
    });
}
