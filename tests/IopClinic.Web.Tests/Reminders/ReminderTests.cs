using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Reminders;

public sealed class ReminderTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private static readonly PostalAddress Home = new("12 Elm Street", null, "Portland", "OR", "97201");

    [Fact]
    public async Task Each_is_offered_the_ways_they_agreed_to_and_what_came_of_it_is_kept_with_who_and_when()
    {
        var (day, people) = await ComeAsync(
            new ContactDetails { Phone = "503-555-0101", Preferred = ContactMethod.Call, MayLeaveVoicemail = true, Wishes = "after 5 pm" },
            new ContactDetails { Phone = "503-555-0102", Preferred = ContactMethod.Call },
            new ContactDetails { Phone = "503-555-0103", Preferred = ContactMethod.Mail, Address = Home },
            new ContactDetails { Phone = "503-555-0104", Email = "d@mail.example", Preferred = ContactMethod.Email });
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Reminders?date={day:yyyy-MM-dd}");

        Assert.Contains("Call 503-555-0101; a neutral voicemail may be left", Row(browser, people[0]), StringComparison.Ordinal);
        Assert.Contains("“after 5 pm”", Row(browser, people[0]), StringComparison.Ordinal);
        Assert.Contains("leave no message", Row(browser, people[1]), StringComparison.Ordinal);
        Assert.DoesNotContain("Left a message", Row(browser, people[1]), StringComparison.Ordinal);
        Assert.Contains("Neutral letter", Row(browser, people[2]), StringComparison.Ordinal);
        Assert.DoesNotContain("503-555-0103", Row(browser, people[2]), StringComparison.Ordinal);
        Assert.Contains("E-mail d@mail.example", Row(browser, people[3]), StringComparison.Ordinal);
        Assert.DoesNotContain("503-555-0104", Row(browser, people[3]), StringComparison.Ordinal);

        await MarkAsync(browser, people[0], ReminderOutcome.NoAnswer);
        Assert.Contains("No answer", Row(browser, people[0]), StringComparison.Ordinal);
        await MarkAsync(browser, people[0], ReminderOutcome.LeftMessage);
        Assert.Null(Find(browser, people[0]));
        // A way they did not agree to is not written down either.
        await MarkAsync(browser, people[1], ReminderOutcome.LeftMessage);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["The patient has not agreed to be reached like that. Look at how they want to be reached."], browser.Refusals);

        await browser.OpenAsync($"/Reminders?date={day:yyyy-MM-dd}&all=true");
        Assert.Contains("Left a message", Row(browser, people[0]), StringComparison.Ordinal);
        var kept = await clinic.InDatabaseAsync(db => db.Reminders.Where(r => r.PatientId == people[0].Id).OrderBy(r => r.At).ToListAsync());
        Assert.Equal([ReminderOutcome.NoAnswer, ReminderOutcome.LeftMessage], kept.Select(r => r.Outcome));
        Assert.All(kept, r => Assert.Equal(day, r.ClinicDate));
    }

    [Fact]
    public async Task A_letter_names_the_appointment_and_nothing_else()
    {
        var (day, people) = await ComeAsync(new ContactDetails { Preferred = ContactMethod.Mail, Address = Home });
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync($"/Reminders/Letters?date={day:yyyy-MM-dd}");
        var letter = browser.Page.QuerySelectorAll(".letter").Select(l => l.TextContent).Single(text => text.Contains(people[0].Name.Full, StringComparison.Ordinal));
        Assert.Contains("12 Elm Street", letter, StringComparison.Ordinal);
        Assert.Contains($"your appointment on {day:dddd, MMMM d, yyyy}", letter, StringComparison.Ordinal);
        var said = await clinic.InDatabaseAsync(async db => new
        {
            Services = await db.Services.Select(s => s.Name).ToListAsync(),
            Programs = await db.Programs.Select(p => p.Name).ToListAsync(),
            Sites = await db.Sites.Select(s => s.Name).ToListAsync(),
        });
        Assert.All([.. said.Services, .. said.Programs, .. said.Sites], name => Assert.DoesNotContain(name, letter, StringComparison.Ordinal));

        await browser.OpenAsync($"/Reminders?date={day:yyyy-MM-dd}");
        await MarkAsync(browser, people[0], ReminderOutcome.LetterSent);
        await browser.OpenAsync($"/Reminders/Letters?date={day:yyyy-MM-dd}");
        Assert.DoesNotContain(people[0].Name.Full, browser.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.PrivacyOfficer)]
    public async Task Who_does_not_read_the_schedule_has_no_list(Role role)
    {
        var browser = await clinic.SignInAsync(role);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, "/Reminders")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync(HttpMethod.Get, "/Reminders/Letters")).StatusCode);
    }

    /// <summary>Patients of the demo clinic's own site who come on one day a while ahead.</summary>
    private async Task<(DateOnly Day, IReadOnlyList<Patient> People)> ComeAsync(params ContactDetails[] contacts)
    {
        var house = await House.OpenAsync(clinic);
        return await clinic.InDatabaseAsync(async db =>
        {
            var clinician = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
            var site = await db.Sites.SingleAsync(s => s.Id == clinician.SiteId);
            var day = house.Monday.AddDays(400);
            var leader = new StaffMember(new PersonName("Lea", "Holm"), $"lea{Guid.CreateVersion7():N}@clinic.example", site.Id, [Role.Clinician]);
            db.Staff.Add(leader);
            await db.SaveChangesAsync();
            var people = new List<Patient>();
            foreach (var (i, contact) in contacts.Index())
            {
                var patient = new Patient(
                    site.Id, new Demographics { Name = new PersonName($"Remy{i}", "Caller" + $"{Guid.CreateVersion7():N}"[20..]), BirthDate = new DateOnly(1990, 1, 1) }, contact, house.Today, clinic.Time.GetUtcNow());
                var service = await db.Services.FirstAsync(s => s.TakesPlaceBeforeAdmission);
                db.Patients.Add(patient);
                db.CareTeams.Add(new Domain.Access.CareTeamMember(patient, clinician, Domain.Access.CareTeamPart.Clinician, house.Today.AddDays(-1), null, null, clinic.Time.GetUtcNow()));
                db.Sessions.Add(new IndividualSession(
                    new Booking(site, service, day, new TimeOnly(9 + (2 * i), 0), 60, leader, null, Domain.Schedule.SessionMode.Telehealth), patient));
                people.Add(patient);
            }

            await db.SaveChangesAsync();
            return (day, (IReadOnlyList<Patient>)people);
        });
    }

    private static AngleSharp.Dom.IElement? Find(Browser browser, Patient patient) =>
        browser.Page.QuerySelectorAll("tbody tr").SingleOrDefault(row => row.QuerySelector("th")!.TextContent.Contains(patient.Name.Family, StringComparison.Ordinal));

    private static string Row(Browser browser, Patient patient) =>
        string.Join(' ', Find(browser, patient)!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task MarkAsync(Browser browser, Patient patient, ReminderOutcome outcome)
    {
        var form = Find(browser, patient)!.QuerySelector("form")!;
        form.SetAttribute("id", "mark");
        var (address, fields) = browser.Fill("#mark");
        fields.Add(KeyValuePair.Create("outcome", $"{outcome}"));
        await browser.PostAsync(address, fields);
    }
}
