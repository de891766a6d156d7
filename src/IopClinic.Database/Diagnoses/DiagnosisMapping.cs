using IopClinic.Domain.Assessments;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Diagnoses;

internal sealed class DiagnosisMapping : IEntityTypeConfiguration<Diagnosis>
{
    public void Configure(EntityTypeBuilder<Diagnosis> builder)
    {
        builder.ToTable("diagnoses", t => t.HasCheckConstraint("diagnoses_valid", "valid_to is null or valid_to >= valid_from"));
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Code).HasMaxLength(10);
        builder.Property(d => d.Text).HasMaxLength(300);
        builder.Property(d => d.Onset).HasMaxLength(10);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(d => d.AuthorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Assessment>().WithMany().HasForeignKey(d => d.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        // One diagnosis of a code stands at a time, also when two people record it at once.
        builder.HasIndex(d => new { d.PatientId, d.Code }).IsUnique().HasFilter("valid_to is null").HasDatabaseName("ix_diagnoses_standing");
        builder.HasIndex(d => new { d.PatientId, d.ValidFrom });
    }
}
