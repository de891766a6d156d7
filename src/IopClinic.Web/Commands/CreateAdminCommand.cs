using System.Text;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Account;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Commands;

/// <summary>The first person of a new clinic: an administrator, who sets up everybody else.</summary>
internal static class CreateAdminCommand
{
    public const string Summary = "Adds an administrator. The password is asked for, read from the input, or taken from a file.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments)
    {
        var options = Options(arguments);
        var email = options.GetValueOrDefault("--email") ?? throw new RuleViolation("Name the e-mail address: --email ana@clinic.example");
        var name = Name(options.GetValueOrDefault("--name") ?? throw new RuleViolation("Name the person: --name \"Ana Ruiz\""));
        var password = await PasswordAsync(options.GetValueOrDefault("--password-file"));

        var db = services.GetRequiredService<ClinicDb>();
        RuleViolation.Unless(!(await db.Database.GetPendingMigrationsAsync()).Any(), "The database is not ready. Run `migrate` first.");
        await CreateAsync(services, await SiteAsync(db), name, email, [Role.Administrator], password);
        Console.WriteLine($"{email} can sign in now.");
        return 0;
    }

    /// <summary>A member of staff together with the account they sign in with.</summary>
    public static async Task<StaffMember> CreateAsync(
        IServiceProvider services, Id<Site> site, PersonName name, string email, IEnumerable<Role> roles, string password)
    {
        var db = services.GetRequiredService<ClinicDb>();
        var accounts = services.GetRequiredService<UserManager<StaffAccount>>();
        await using var together = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync() : null;
        var member = new StaffMember(name, email, site, roles);
        RuleViolation.Unless(!await db.Staff.AnyAsync(known => known.Email == member.Email), $"{member.Email} is already on the staff.");
        if (PasswordRules.Refusal(password, email, name.Given, name.Family) is { } refusal)
        {
            throw new RuleViolation(refusal);
        }

        db.Staff.Add(member);
        await db.SaveChangesAsync();
        var account = new StaffAccount { Id = member.Id.Value, UserName = member.Email, Email = member.Email };
        var added = await accounts.CreateAsync(account, password);
        RuleViolation.Unless(added.Succeeded, string.Join(' ', added.Errors.Select(error => error.Description)));
        if (together is not null)
        {
            await together.CommitAsync();
        }

        return member;
    }

    private static async Task<Id<Site>> SiteAsync(ClinicDb db)
    {
        if (await db.Sites.OrderBy(site => site.Id).Select(site => (Id<Site>?)site.Id).FirstOrDefaultAsync() is { } known)
        {
            return known;
        }

        // Nobody can belong to no site; the administrator gives it its name and time zone.
        var first = new Site("Main site", TimeZoneInfo.Local.HasIanaId ? TimeZoneInfo.Local.Id : "America/New_York");
        db.Sites.Add(first);
        await db.SaveChangesAsync();
        return first.Id;
    }

    private static Dictionary<string, string> Options(string[] arguments)
    {
        string[] known = ["--email", "--name", "--password-file"];
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < arguments.Length; at += 2)
        {
            RuleViolation.Unless(
                known.Contains(arguments[at]) && at + 1 < arguments.Length && options.TryAdd(arguments[at], arguments[at + 1]),
                $"Not understood: {arguments[at]}. This command takes {string.Join(", ", known)}, each once and with a value.");
        }

        return options;
    }

    private static PersonName Name(string full)
    {
        var parts = full.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        RuleViolation.Unless(parts.Length >= 2, "Give both names: --name \"Ana Ruiz\"");
        return new PersonName(string.Join(' ', parts[..^1]), parts[^1]);
    }

    /// <summary>Never an argument: those are shown to everybody on the machine, and stay in the shell's history.</summary>
    private static async Task<string> PasswordAsync(string? file)
    {
        if (file is not null)
        {
            RuleViolation.Unless(File.Exists(file), $"There is no file {file}.");
            return (await File.ReadAllTextAsync(file)).TrimEnd('\r', '\n');
        }

        if (Console.IsInputRedirected)
        {
            return await Console.In.ReadLineAsync() ?? throw new RuleViolation("No password came in on the input.");
        }

        var first = Ask("Password: ");
        RuleViolation.Unless(first == Ask("Again: "), "The two passwords differ.");
        return first;
    }

    private static string Ask(string question)
    {
        Console.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.WriteLine();
        return typed.ToString();
    }
}
