using Microsoft.EntityFrameworkCore.Migrations;

namespace IopClinic.Database.Migrations;

/// <summary>Runs what EF cannot say from an .sql file embedded beside the migrations.</summary>
internal static class SqlFile
{
    public static void Run(this MigrationBuilder migration, string name)
    {
        using var stream = typeof(SqlFile).Assembly.GetManifestResourceStream($"IopClinic.Database.Migrations.Sql.{name}.sql")!;
        using var reader = new StreamReader(stream);
        migration.Sql(reader.ReadToEnd());
    }
}
