using System.Net;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.History;

public sealed class AccountingTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Golden = """
        Date,Time,Who,Role,What,Why
        2026-03-02,10:05,Nils Brandt,Prescriber,Opened the chart,"Emergency: Seizure, the family called"
        2026-03-02,09:30,Rosa Delgado,Intake,Opened the chart (2 times),Your care
        2026-03-02,09:00,'=Eve,Clinician,Saw the list of patients,Your care
        2026-03-01,18:00,Rosa Delgado,Intake,Registered the patient,Running the clinic

        42 CFR part 2 prohibits unauthorized use or disclosure of these records.

        """;

    [Fact]
    public async Task The_patient_reads_who_when_what_and_why_and_nothing_of_the_program()
    {
        var id = await GivenAsync();
        var auditor = await clinic.SignInAsync(Role.Auditor);

        var answer = await auditor.SendAsync(HttpMethod.Get, $"/History/Patient/{id}?handler=Csv");

        var csv = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var lines = csv.Split('\n').ToList();
        // The test itself registered the patient just now.
        Assert.EndsWith(",System,,Registered the patient,Your care", lines[1], StringComparison.Ordinal);
        lines.RemoveAt(1);
        Assert.Equal(Golden.ReplaceLineEndings("\n"), string.Join('\n', lines));
    }

    [Fact]
    public async Task The_page_tells_the_same_in_plain_words_and_is_itself_in_the_history()
    {
        var id = await GivenAsync();
        var auditor = await clinic.SignInAsync(Role.Auditor);

        await auditor.OpenAsync($"/History/Patient/{id}");

        Assert.Equal("Who has seen this record", auditor.Heading);
        var told = auditor.Text("[aria-label='Who has seen this record']");
        Assert.Contains("Opened the chart (2 times) Your care", told, StringComparison.Ordinal);
        Assert.DoesNotContain("2019", told, StringComparison.Ordinal);
        Assert.DoesNotContain(id.ToString(), auditor.Element("main table").InnerHtml, StringComparison.Ordinal);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e =>
            e.PatientId == id && e.ObjectType == "Accounting" && e.Purpose == Purpose.Operations)));
    }

    [Fact]
    public async Task A_patient_whom_nobody_saw_has_an_empty_list_and_nobody_has_none()
    {
        var auditor = await clinic.SignInAsync(Role.Auditor);

        Assert.Equal(HttpStatusCode.NotFound, (await auditor.OpenAsync($"/History/Patient/{Id<Patient>.New()}")).Status);
    }

    [Theory]
    [InlineData(Role.Administrator, true)]
    [InlineData(Role.Auditor, true)]
    [InlineData(Role.Supervisor, true)]
    [InlineData(Role.Clinician, false)]
    [InlineData(Role.Prescriber, false)]
    [InlineData(Role.Intake, false)]
    public async Task Only_who_answers_for_the_record_tells_who_has_seen_it(Role role, bool may)
    {
        var house = await House.OpenAsync(clinic, 1);
        var browser = await clinic.SignInAsync(role);

        foreach (var address in new[] { $"/History/Patient/{house.Patients[0].Id}", $"/History/Patient/{house.Patients[0].Id}?handler=Csv" })
        {
            Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, address)).StatusCode);
        }
    }

    [Fact]
    public async Task The_clinics_history_is_narrowed_to_a_patient_whose_name_stands_in_no_address()
    {
        var house = await House.OpenAsync(clinic, 2);
        var patient = await clinic.InDatabaseAsync(db => db.Patients.AsNoTracking().SingleAsync(p => p.Id == house.Patients[0].Id));
        var clinician = await clinic.SignInAsync(Role.Clinician);
        await clinician.OpenAsync($"/Patients/{patient.Id}");
        var auditor = await clinic.SignInAsync(Role.Auditor);
        await auditor.OpenAsync("/History");
        await auditor.SubmitAsync("#find", ("Find.Search", patient.Mrn));

        await auditor.FollowAsync($"a[href='/History?patient={patient.Id}']");
        await auditor.OpenAsync($"/History?patient={patient.Id}&on=a patient’s chart&outcome=Done");

        Assert.Contains(patient.Mrn, auditor.Text(".notice"), StringComparison.Ordinal);
        Assert.Equal(1, auditor.Page.QuerySelectorAll("[aria-label=Events] td.sheet-words").Length);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await (await auditor.OpenAsync("/History")).SubmitAsync("#find", ("Find.Search", ""))).Status);
    }

    /// <summary>A patient with acts on two days of spring, told in the auditor's zone, and one before six years.</summary>
    private Task<Id<Patient>> GivenAsync() => clinic.InDatabaseAsync(async db =>
        {
            var auditors = await db.Staff.AsNoTracking().ToListAsync();
            var siteId = auditors.First(s => s.Roles.Contains(Role.Auditor)).SiteId;
            var site = await db.Sites.SingleAsync(s => s.Id == siteId);
            var subject = new Patient(
                site.Id,
                new Demographics { Name = new PersonName("Hilde", "Ravn"), BirthDate = new DateOnly(1980, 1, 1) },
                new ContactDetails(),
                new DateOnly(2026, 1, 1),
                DateTimeOffset.UnixEpoch);
            db.Patients.Add(subject);
            var (patient, other) = (subject.Id, Id<Patient>.New());
            Add("2019-03-01 09:00", "Somebody Former", "Intake", "Chart", patient.Value);
            Add("2026-03-01 18:00", "Rosa Delgado", "Intake", nameof(Patient), patient.Value, AuditAction.Create, Purpose.Operations);
            Add("2026-03-02 09:00", "=Eve", "Clinician", "List", null, shown: [patient.Value, other.Value]);
            Add("2026-03-02 09:30", "Rosa Delgado", "Intake", "Chart", patient.Value);
            Add("2026-03-02 09:45", "Rosa Delgado", "Intake", "Chart", patient.Value);
            Add("2026-03-02 09:50", "Rosa Delgado", "Intake", "Chart", other.Value);
            Add("2026-03-02 10:05", "Nils Brandt", "Prescriber", "Chart", patient.Value, purpose: Purpose.Emergency, reason: "Seizure, the family called");
            await db.SaveChangesAsync();
            return patient;

            void Add(
                string at, string who, string role, string what, Guid? about, AuditAction action = AuditAction.Read,
                Purpose purpose = Purpose.Treatment, Guid[]? shown = null, string? reason = null)
            {
                var local = DateTime.ParseExact(at, "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
                db.AuditEvents.Add(new AuditEvent
                {
                    At = new DateTimeOffset(local, site.Zone.GetUtcOffset(local)).ToUniversalTime(),
                    ActorName = who,
                    ActorRoles = role,
                    ClinicDate = DateOnly.FromDateTime(local),
                    Action = action,
                    Purpose = purpose,
                    Reason = reason,
                    Page = shown is null ? "/Patients/{id}" : "/Patients",
                    ObjectType = what,
                    PatientId = about is { } one ? new Id<Patient>(one) : null,
                    Shown = shown,
                });
            }
        });
}
