using IopClinic.Database.Conventions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Safety;

internal sealed class SafetyPlanMapping : IEntityTypeConfiguration<SafetyPlan>
{
    public void Configure(EntityTypeBuilder<SafetyPlan> builder)
    {
        builder.ToTable("safety_plans");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Lines).HasJsonList();
        builder.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.WrittenById).OnDelete(DeleteBehavior.Restrict);
        // Two people who write at the same moment do not make the same version; and the last one is found first.
        builder.HasIndex(p => new { p.PatientId, p.Number }).IsUnique().IsDescending(false, true).HasDatabaseName("ix_safety_plans_version");
    }
}
