using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Access;

internal sealed class CareTeamMapping : IEntityTypeConfiguration<CareTeamMember>
{
    public void Configure(EntityTypeBuilder<CareTeamMember> builder)
    {
        builder.ToTable("care_team_members", t => t.HasCheckConstraint("care_team_cover_ends", "part <> 'Covering' or last_day is not null"));
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.From).HasColumnName("first_day");
        builder.Property(m => m.Until).HasColumnName("last_day");
        builder.HasOne<Patient>().WithMany().HasForeignKey(m => m.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(m => m.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(m => m.AddedById).OnDelete(DeleteBehavior.Restrict);
        // Whom somebody treats, asked at the beginning of every request.
        builder.HasIndex(m => new { m.StaffMemberId, m.PatientId });
        // The same, without whom somebody treated in the years before.
        builder.HasIndex(m => new { m.StaffMemberId, m.Until });
    }
}

internal sealed class GlassOpeningMapping : IEntityTypeConfiguration<GlassOpening>
{
    public void Configure(EntityTypeBuilder<GlassOpening> builder)
    {
        builder.ToTable("glass_openings");
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.Property(g => g.Explanation).HasMaxLength(1000);
        builder.Property(g => g.VerdictNote).HasMaxLength(2000);
        builder.HasOne<Patient>().WithMany().HasForeignKey(g => g.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(g => g.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(g => g.ReviewedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(g => new { g.StaffMemberId, g.ExpiresAt });
        // What is still to be looked at, oldest first.
        builder.HasIndex(g => g.OpenedAt).HasFilter("verdict is null").HasDatabaseName("ix_glass_openings_to_review");
    }
}
