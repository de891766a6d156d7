using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Commands;

/// <summary>The demo clinic, for trying things out.</summary>
internal static class SeedCommand
{
    public const string Summary = "Fills an empty database with the demo clinic. Not in Production: its passwords are public.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments)
    {
        RuleViolation.Unless(
            !services.GetRequiredService<IHostEnvironment>().IsProduction(), "The demo clinic has public passwords: not in Production.");
        var db = services.GetRequiredService<ClinicDb>();
        if (await db.Staff.AnyAsync())
        {
            Console.WriteLine("This clinic has staff already; nothing was added.");
            return 0;
        }

        await using var together = await db.Database.BeginTransactionAsync();
        var site = new Site("Riverside", "America/New_York");
        db.Sites.Add(site);
        await db.SaveChangesAsync();
        foreach (var person in DemoSignIns.All)
        {
            await CreateAdminCommand.CreateAsync(
                services, site.Id, new PersonName(person.Given, person.Family), person.Email, [person.Role], DemoSignIns.Password);
        }

        await together.CommitAsync();
        return 0;
    }
}
