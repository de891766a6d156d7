using IopClinic.Database.Conventions;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Treatment;

internal sealed class ProblemAreaMapping : IEntityTypeConfiguration<ProblemArea>
{
    public void Configure(EntityTypeBuilder<ProblemArea> builder)
    {
        builder.ToTable("problem_areas");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Name).HasMaxLength(ProblemArea.LongestName);
        builder.Property(a => a.Problem).HasMaxLength(LibraryGoal.LongestText);
        builder.PrimitiveCollection(a => a.CodePrefixes);
        builder.Property(a => a.Goals).HasJsonList();
        builder.Property(a => a.Objectives).HasJsonList();
        builder.HasIndex(a => a.Name).IsUnique().HasDatabaseName("ix_problem_areas_name");
    }
}
