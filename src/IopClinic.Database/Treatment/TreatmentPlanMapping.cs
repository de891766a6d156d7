using IopClinic.Database.Conventions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Treatment;

internal sealed class TreatmentPlanMapping : IEntityTypeConfiguration<TreatmentPlan>
{
    public void Configure(EntityTypeBuilder<TreatmentPlan> builder)
    {
        builder.ToTable("treatment_plans");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.WrittenFrom).HasMaxLength(40);
        builder.Property(p => p.Content).HasJsonRecord();
        builder.Property(p => p.Review).HasJsonRecord();
        builder.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Episode>().WithMany().HasForeignKey(p => p.EpisodeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TreatmentPlan>().WithMany().HasForeignKey(p => p.PreviousId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.StartedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.WrittenById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.SignedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.CoSignerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.CertifiedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Acknowledgements).WithOne().HasForeignKey(a => a.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Drafts).WithOne().HasForeignKey(d => d.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => new { p.EpisodeId, p.Number }).IsUnique().HasDatabaseName("ix_treatment_plans_version");
        // One plan by which a patient is treated, whoever signs at the same moment, and one draft of the next.
        builder.HasIndex(p => p.EpisodeId).IsUnique().HasFilter("signed_at is not null and ended_at is null").HasDatabaseName("ix_treatment_plans_in_force");
        builder.HasIndex(p => p.EpisodeId, "ix_treatment_plans_one_draft").IsUnique().HasFilter("signed_at is null and ended_at is null");
        builder.HasIndex(p => p.PatientId);
        // What waits for somebody's co-signature, asked at the beginning of every request.
        builder.HasIndex(p => p.CoSignerId).HasFilter("co_signed_at is null").HasDatabaseName("ix_treatment_plans_to_co_sign");
    }
}

internal sealed class PlanAcknowledgementMapping : IEntityTypeConfiguration<PlanAcknowledgement>
{
    public void Configure(EntityTypeBuilder<PlanAcknowledgement> builder)
    {
        builder.ToTable("plan_acknowledgements");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Name).HasMaxLength(PlanAcknowledgement.LongestName);
        builder.Property(a => a.Reason).HasMaxLength(PlanAcknowledgement.LongestReason);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.WitnessId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => a.PatientId);
    }
}

internal sealed class PlanDraftMapping : IEntityTypeConfiguration<PlanDraft>
{
    public void Configure(EntityTypeBuilder<PlanDraft> builder)
    {
        builder.ToTable("plan_drafts");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Content).HasJsonRecord();
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(d => d.AuthorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => d.PatientId);
    }
}

internal sealed class ObjectiveMapping : IEntityTypeConfiguration<Objective>
{
    public void Configure(EntityTypeBuilder<Objective> builder)
    {
        builder.ToTable("objectives");
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Text).HasMaxLength(PlanLine.LongestText);
        builder.Property(o => o.Problem).HasMaxLength(PlanLine.LongestText);
        builder.Property(o => o.Instrument).HasMaxLength(40);
        builder.HasOne<Patient>().WithMany().HasForeignKey(o => o.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(o => o.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Episode>().WithMany().HasForeignKey(o => o.EpisodeId).OnDelete(DeleteBehavior.Restrict);
        // Those of a patient's row on the roll-call page.
        builder.HasIndex(o => new { o.PatientId, o.Status });
    }
}
