using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Admissions;

/// <summary>Patients in treatment whose primary clinician somebody is, without who they are.</summary>
public sealed class Caseload
{
    public required Id<StaffMember> StaffMemberId { get; init; }

    public required int Patients { get; init; }
}

internal sealed class CaseloadMapping : IEntityTypeConfiguration<Caseload>
{
    public void Configure(EntityTypeBuilder<Caseload> builder) => builder.ToView("caseloads").HasNoKey();
}

internal sealed class AdmissionPaperMapping : IEntityTypeConfiguration<AdmissionPaper>
{
    public void Configure(EntityTypeBuilder<AdmissionPaper> builder)
    {
        builder.ToTable("admission_papers");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Title).HasMaxLength(AdmissionPaper.LongestTitle);
        builder.Property(p => p.Note).HasMaxLength(500);
        builder.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.RecordedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AdmissionWaiverMapping : IEntityTypeConfiguration<AdmissionWaiver>
{
    public void Configure(EntityTypeBuilder<AdmissionWaiver> builder)
    {
        builder.ToTable("admission_waivers", t => t.HasCheckConstraint(
            "admission_waivers_decided", "(decided_at is null) = (is_granted is null) and (decided_at is null) = (reason is null)"));
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Request).HasMaxLength(1000);
        builder.Property(w => w.Reason).HasMaxLength(1000);
        builder.HasOne<Patient>().WithMany().HasForeignKey(w => w.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(w => w.AskedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(w => w.SupervisorId).OnDelete(DeleteBehavior.Restrict);
        // One question at a time about a patient.
        builder.HasIndex(w => w.PatientId).IsUnique().HasFilter("decided_at is null").HasDatabaseName("ix_admission_waivers_one_open");
        // Whom a supervisor has to decide about, asked at every one of their requests.
        builder.HasIndex(w => w.SupervisorId).HasFilter("decided_at is null").HasDatabaseName("ix_admission_waivers_waiting");
    }
}
