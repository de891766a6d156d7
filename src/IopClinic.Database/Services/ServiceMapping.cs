using IopClinic.Database.Conventions;
using IopClinic.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Services;

internal sealed class ServiceMapping : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.ToTable("services", t => t.HasCheckConstraint("services_default_minutes", "default_minutes between 5 and 480"));
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.NoteTemplate).HasMaxLength(2000);
        builder.PrimitiveCollection(s => s.Modalities);
        builder.PrimitiveCollection(s => s.DemandedCredentials).ElementType().HasMaxLength(20);
        builder.Property(s => s.Billing).HasJsonRecord();
        builder.Ignore(s => s.Demands);
        builder.HasIndex(s => s.Name).IsUnique().HasDatabaseName("ix_services_name");
    }
}
