using IopClinic.Database.Conventions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Sites;

internal sealed class SiteMapping : IEntityTypeConfiguration<Site>
{
    public void Configure(EntityTypeBuilder<Site> builder)
    {
        builder.ToTable("sites");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.OpeningHours).HasJsonList();
        builder.ComplexProperty(s => s.Minors);
        builder.Property(s => s.CrisisContacts).HasJsonList();
        builder.PrimitiveCollection(s => s.OnCallIds).ElementType().HasConversion<IdConverter<StaffMember>>();
        builder.Property(s => s.Admission).HasJson();
        builder.Ignore(s => s.Zone);
        builder.HasMany(s => s.Rooms).WithOne().HasForeignKey(r => r.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => s.Name).IsUnique().HasDatabaseName("ix_sites_name");
    }
}

internal sealed class RoomMapping : IEntityTypeConfiguration<Room>
{
    public void Configure(EntityTypeBuilder<Room> builder)
    {
        builder.ToTable("rooms");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => new { r.SiteId, r.Name }).IsUnique().HasFilter("retired_at is null").HasDatabaseName("ix_rooms_name");
    }
}
