using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Database.Access;

/// <summary>Puts up the policies and rights of <c>Walls.sql</c>: who may come near whose rows, whatever a page asks for.</summary>
public static class Walls
{
    /// <summary>Run by the owner after the migrations, while it holds their lock.</summary>
    /// <param name="db">The owner's context.</param>
    /// <param name="changed">Whether a migration came in: new tables have no policies yet.</param>
    /// <param name="cancel">Gives up; nothing is changed then.</param>
    public static async Task RaiseAsync(ClinicDb db, bool changed, CancellationToken cancel)
    {
        await using var stream = typeof(Walls).Assembly.GetManifestResourceStream("IopClinic.Database.Access.Sql.Walls.sql")!;
        using var reader = new StreamReader(stream);
        var sql = await reader.ReadToEndAsync(cancel);
        var edition = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        var standing = await db.Database
            .SqlQuery<string?>($"select obj_description(to_regprocedure('begin_work(uuid, timestamptz)'), 'pg_proc') as \"Value\"")
            .SingleAsync(cancel);
        if (standing == edition && !changed)
        {
            return;
        }

        await using var together = await db.Database.BeginTransactionAsync(cancel);
        await RunAsync(sql);
        // The edition stands as the comment of the function: a restart of many nodes then locks no table.
        await RunAsync($"comment on function begin_work(uuid, timestamptz) is '{edition}'");
        await together.CommitAsync(cancel);

        async Task RunAsync(string text)
        {
            await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = text;
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
