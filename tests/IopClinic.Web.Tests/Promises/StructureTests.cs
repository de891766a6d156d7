using System.Xml.Linq;
using IopClinic.Domain.Patients;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Promises;

public sealed class StructureTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task The_model_and_the_migrations_agree() =>
        Assert.False(await clinic.InDatabaseAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())));

    [Fact]
    public void The_domain_references_nothing_but_the_language()
    {
        var references = typeof(Patient).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();

        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
        Assert.DoesNotContain("System.Data.Common", references);
    }

    [Fact]
    public void The_domain_asks_for_no_package()
    {
        var project = XDocument.Load(Path.Combine(Root(), "src", "IopClinic.Domain", "IopClinic.Domain.csproj"));

        Assert.DoesNotContain(
            project.Descendants(),
            element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "IopClinic.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
