using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Schedule;

internal sealed class GroupMapping : IEntityTypeConfiguration<Group>
{
    public void Configure(EntityTypeBuilder<Group> builder)
    {
        builder.ToTable("groups", t => t.HasCheckConstraint(
            "groups_places", "capacity >= 0 and alumni_capacity >= 0 and capacity + alumni_capacity between 1 and 100"));
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.Property(g => g.From).HasColumnName("first_day");
        builder.Property(g => g.Until).HasColumnName("last_day");
        builder.PrimitiveCollection(g => g.Weekdays).ElementType().HasConversion<string>();
        builder.HasOne<Site>().WithMany().HasForeignKey(g => g.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(g => g.Recurrence);
        builder.HasOne<Curriculum>().WithMany().HasForeignKey(g => g.CurriculumId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Track>().WithMany().HasForeignKey(g => g.TrackId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Service>().WithMany().HasForeignKey(g => g.ServiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(g => g.RoomId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(g => g.Facilitators).WithOne().HasForeignKey(f => f.GroupId);
        builder.Ignore(g => g.Heads);
        builder.HasMany(g => g.Alumni).WithOne().HasForeignKey(a => a.GroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(g => g.Enrollments).WithOne().HasForeignKey(e => e.GroupId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class GroupFacilitatorMapping : IEntityTypeConfiguration<GroupFacilitator>
{
    public void Configure(EntityTypeBuilder<GroupFacilitator> builder)
    {
        builder.ToTable("group_facilitators");
        builder.HasKey(f => new { f.GroupId, f.StaffMemberId });
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(f => f.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EnrollmentMapping : IEntityTypeConfiguration<Enrollment>
{
    public void Configure(EntityTypeBuilder<Enrollment> builder)
    {
        builder.ToTable("enrollments");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.From).HasColumnName("first_day");
        builder.Property(e => e.Until).HasColumnName("last_day");
        builder.PrimitiveCollection(e => e.Weekdays).ElementType().HasConversion<string>();
        builder.Ignore(e => e.Days);
        builder.Ignore(e => e.Place);
        builder.HasOne<Episode>().WithMany()
            .HasForeignKey(e => new { e.EpisodeId, e.PatientId })
            .HasPrincipalKey(e => new { e.Id, e.PatientId })
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(e => e.PatientId).OnDelete(DeleteBehavior.Restrict);
        // Who is in a group now, found among all who ever were and read from the index alone: every request begins with it.
        builder.HasIndex(e => new { e.GroupId, e.Until }).IncludeProperties(e => new { e.From, e.PatientId });
    }
}

internal sealed class AlumniPlaceMapping : IEntityTypeConfiguration<AlumniPlace>
{
    public void Configure(EntityTypeBuilder<AlumniPlace> builder)
    {
        builder.ToTable("alumni_places");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Called).HasMaxLength(AlumniPlace.LongestName);
        builder.Property(a => a.From).HasColumnName("first_day");
        builder.Property(a => a.Until).HasColumnName("last_day");
        builder.Ignore(a => a.Days);
        builder.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.AddedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CurriculumMapping : IEntityTypeConfiguration<Curriculum>
{
    public void Configure(EntityTypeBuilder<Curriculum> builder)
    {
        builder.ToTable("curricula");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.PrimitiveCollection(c => c.Topics);
        builder.HasIndex(c => c.Name).IsUnique().HasDatabaseName("ix_curricula_name");
    }
}

internal sealed class PatientConstraintMapping : IEntityTypeConfiguration<PatientConstraint>
{
    public void Configure(EntityTypeBuilder<PatientConstraint> builder)
    {
        builder.ToTable("patient_constraints");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.From).HasColumnName("first_day");
        builder.Property(c => c.Until).HasColumnName("last_day");
        builder.PrimitiveCollection(c => c.Weekdays).ElementType().HasConversion<string>();
        builder.Ignore(c => c.Days);
        builder.HasOne<Patient>().WithMany().HasForeignKey(c => c.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.SaidToId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TrackPlaceMapping : IEntityTypeConfiguration<TrackPlace>
{
    public void Configure(EntityTypeBuilder<TrackPlace> builder)
    {
        builder.ToTable("track_places");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.From).HasColumnName("first_day");
        builder.Property(p => p.Until).HasColumnName("last_day");
        builder.PrimitiveCollection(p => p.Weekdays).ElementType().HasConversion<string>();
        builder.Ignore(p => p.Days);
        builder.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Track>().WithMany().HasForeignKey(p => p.TrackId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.MovedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ClashWaiverMapping : IEntityTypeConfiguration<ClashWaiver>
{
    public void Configure(EntityTypeBuilder<ClashWaiver> builder)
    {
        builder.ToTable("clash_waivers");
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.HasOne<Group>().WithMany().HasForeignKey(w => w.GroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(w => w.ById).OnDelete(DeleteBehavior.Restrict);
    }
}
