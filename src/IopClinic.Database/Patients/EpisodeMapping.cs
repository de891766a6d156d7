using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Patients;

internal sealed class EpisodeMapping : IEntityTypeConfiguration<Episode>
{
    public void Configure(EntityTypeBuilder<Episode> builder)
    {
        builder.ToTable("episodes", t =>
        {
            t.HasCheckConstraint("episodes_dates", "discharged_on is null or discharged_on >= admitted_on");
            t.HasCheckConstraint("episodes_discharge", "(discharged_on is null) = (discharge_reason is null)");
        });
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.DischargeNote).HasMaxLength(4000);
        builder.HasOne<Patient>().WithMany().HasForeignKey(e => e.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Program>().WithMany().HasForeignKey(e => e.ProgramId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(e => e.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Track>().WithMany()
            .HasForeignKey(e => new { e.TrackId, e.ProgramId })
            .HasPrincipalKey(t => new { t.Id, t.ProgramId })
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(e => e.PrimaryClinicianId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(e => e.DischargedById).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(e => e.PlannedDischarge);
        builder.HasMany(e => e.TrackPlaces).WithOne()
            .HasForeignKey(p => new { p.EpisodeId, p.PatientId })
            .HasPrincipalKey(e => new { e.Id, e.PatientId })
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Assessment>().WithMany().HasForeignKey(e => e.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<AdmissionWaiver>().WithMany().HasForeignKey(e => e.WaiverId).OnDelete(DeleteBehavior.Restrict);
        // A patient has one open episode in a program.
        builder.HasIndex(e => new { e.PatientId, e.ProgramId })
            .IsUnique().HasFilter("discharged_on is null").HasDatabaseName("ix_episodes_one_open");
        // The work list: since when somebody was not in treatment before; the index of open episodes knows no others.
        builder.HasIndex(e => e.PatientId);
        // The census: who was in treatment at a site since a day, without the episodes of the years before.
        builder.HasIndex(e => new { e.SiteId, e.DischargedOn });
        // A roster place names an episode of its own patient.
        builder.HasAlternateKey(e => new { e.Id, e.PatientId });
    }
}
