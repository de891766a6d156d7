using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

Console.WriteLine("This project only hosts `dotnet ef` at design time: see src/IopClinic.Database/README.md.");

/// <summary>Hands `dotnet ef` a context; it never connects to write a migration.</summary>
internal sealed class DesignTimeClinicDb : IDesignTimeDbContextFactory<ClinicDb>
{
    public ClinicDb CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<ClinicDb>().UseNpgsql("Host=design.invalid").Options, new Actor(), new ClinicClock(TimeProvider.System));
}
