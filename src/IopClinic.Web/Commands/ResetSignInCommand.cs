using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Account;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Commands;

/// <summary>For the administrator who lost everything and has no two others: whoever may run commands on the server decides.</summary>
internal static class ResetSignInCommand
{
    public const string Summary = "Takes a person's password and second factors away, and prints a link to choose new ones.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments)
    {
        RuleViolation.Unless(arguments is ["--email", { Length: > 0 }], "Name the e-mail address: --email ana@clinic.example");
        var db = services.GetRequiredService<ClinicDb>();
        RuleViolation.Unless(!(await db.Database.GetPendingMigrationsAsync()).Any(), "The database is not ready. Run `migrate` first.");
        var email = arguments[1];
        var member = await db.Staff.AsNoTracking().SingleOrDefaultAsync(known => known.Email == email);
        RuleViolation.Unless(member is not null, $"Nobody on the staff has the address {email}.");
        RuleViolation.Unless(member!.IsActive, $"{email} has left the clinic.");

        await using var together = await db.Database.BeginTransactionAsync();
        var id = member.Id.Value;
        RuleViolation.Unless(
            await db.Users.Where(account => account.Id == id).ExecuteUpdateAsync(set => set
                .SetProperty(account => account.PasswordHash, (string?)null)
                .SetProperty(account => account.AccessFailedCount, 0)
                .SetProperty(account => account.LockoutEnd, (DateTimeOffset?)null)) == 1,
            $"{email} has no account yet. An administrator gives them a link on their page.");
        await services.GetRequiredService<SecondFactors>().ClearAsync(id);
        await db.EndSessionsAsync(id, services.GetRequiredService<ClinicClock>().Now, EndedBecause.FactorsChanged);
        db.Actor.Page = "reset-sign-in";
        db.RecordAct(AuditAction.Remove, "SecondFactors", id.ToString());
        db.RecordAct(AuditAction.Create, "Invitation", id.ToString());
        var path = await services.GetRequiredService<Invitations>().MakeAsync(id, by: null);
        await together.CommitAsync();
        Console.WriteLine($"{email} chooses a new password or passkey at the clinic's address, followed by:");
        Console.WriteLine(path);
        Console.WriteLine("The link opens once and holds three days.");
        return 0;
    }
}
