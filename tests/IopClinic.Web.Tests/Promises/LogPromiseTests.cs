using System.Net;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Promises;

/// <summary>A day of clicks through every page leaves nothing in the log that somebody could read about a patient.</summary>
public sealed class LogPromiseTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Searched = "Quetzalborough";
    private const string Typed = "Plainly unrepeatable words 4711";

    [Fact]
    public async Task The_log_of_a_walk_through_everything_names_nobody()
    {
        var pages = await ClinicPages.OfAsync(clinic);
        foreach (var role in Enum.GetValues<Role>())
        {
            var browser = await clinic.SignInAsync(role);
            var token = await PageTests.TokenAsync(browser);
            foreach (var page in pages.Guarded.Where(page => page.Opens && page.Route != "/Account/SignOut"))
            {
                await browser.OpenAsync($"{page.Address}?q={Searched}");
                if (!page.Seers.Contains(role))
                {
                    continue;
                }

                foreach (var handler in page.Posts)
                {
                    await browser.SendAsync(
                        PageTests.At(page, handler.Name),
                        [
                            token,
                            KeyValuePair.Create("Form.Search", Searched),
                            KeyValuePair.Create("Find.Search", Searched),
                            KeyValuePair.Create("Form.Text", Typed),
                            KeyValuePair.Create("Form.Given", Typed),
                            KeyValuePair.Create("Form.Name", Typed),
                            KeyValuePair.Create("Form.Email", "quetzal@nowhere.example"),
                        ]);
                }
            }
        }

        // The clinic breaks, and what broke is logged without what was typed.
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("alter table allergies rename column substance to gone"));
        var intake = await clinic.SignInAsync(Role.Intake);
        var patient = await clinic.InDatabaseAsync(db => db.Patients.Select(p => p.Id).FirstAsync());
        Assert.Equal(
            HttpStatusCode.InternalServerError,
            (await intake.SendAsync(
                new Uri($"https://localhost/Patients/{patient}/Allergies"),
                [await PageTests.TokenAsync(intake), KeyValuePair.Create("Form.Substance", Typed)])).StatusCode);

        var log = clinic.ReadLog();
        Assert.True(log.Length > 10_000, "The log is nearly empty.");
        var secrets = await clinic.InDatabaseAsync(async db =>
        {
            var people = await db.Patients.Select(p => new { p.Name.Given, p.Name.Family, p.PreferredName, p.Mrn }).ToListAsync();
            var notes = await db.Notes.Where(n => n.Text != null).Select(n => n.Text!).Take(200).ToListAsync();
            var mail = await db.Staff.Select(s => s.Email).ToListAsync();
            return people.SelectMany(p => new[] { p.Given, p.Family, p.PreferredName, p.Mrn }).OfType<string>()
                .Concat(notes.Select(text => text[..Math.Min(text.Length, 40)]))
                .Concat(mail)
                .Append(Searched).Append(Typed).Append("quetzal@nowhere.example")
                .Distinct().ToList();
        });
        var words = log.Split([' ', '"', ',', '.', ':', '/', '[', ']', '(', ')', '\'', '\n', '\\', '{', '}', '=', '&', '?', '<', '>', '`'])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(secrets, secret => secret.All(char.IsLetterOrDigit)
            ? words.Contains(secret)
            : log.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }
}
