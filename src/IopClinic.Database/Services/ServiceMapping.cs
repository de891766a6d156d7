using IopClinic.Database.Conventions;
using IopClinic.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Services;

internal sealed class ServiceMapping : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.ToTable("services", t =>
        {
            t.HasCheckConstraint("services_default_minutes", "default_minutes between 5 and 480");
            t.HasCheckConstraint(
                "services_words", $"words_from between 1 and {WordGoal.Most} and words_until between 1 and {WordGoal.Most} and words_from <= words_until");
        });
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.NoteTemplate).HasMaxLength(2000);
        builder.PrimitiveCollection(s => s.Modalities);
        builder.PrimitiveCollection(s => s.DemandedCredentials).ElementType().HasMaxLength(20);
        builder.Property(s => s.Billing).HasJsonRecord();
        builder.Ignore(s => s.Demands);
        builder.Ignore(s => s.Words);
        builder.HasIndex(s => s.Name).IsUnique().HasDatabaseName("ix_services_name");
    }
}
