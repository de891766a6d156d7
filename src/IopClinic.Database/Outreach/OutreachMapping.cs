using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Outreach;

internal sealed class OutreachTaskMapping : IEntityTypeConfiguration<OutreachTask>
{
    public void Configure(EntityTypeBuilder<OutreachTask> builder)
    {
        builder.ToTable("outreach_tasks", t =>
        {
            t.HasCheckConstraint("outreach_tasks_counts", "absences >= 0 and tries >= 0 and (tries = 0) = (last_tried_at is null)");
            t.HasCheckConstraint("outreach_tasks_closed", "(closed_at is null) = (outcome is null)");
            t.HasCheckConstraint(
                "outreach_tasks_decided",
                "closed_by_id is null or (decision is not null) = (absences >= 3) and (decision is null or closing_note is not null)");
        });
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.ClosingNote).HasMaxLength(OutreachTask.LongestText);
        builder.HasOne<Patient>().WithMany().HasForeignKey(t => t.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(t => t.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Episode>().WithMany().HasForeignKey(t => t.EpisodeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(t => t.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(t => t.EscalatedToId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(t => t.ClosedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(t => t.Attempts).WithOne().HasForeignKey(a => a.TaskId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => t.PatientId).IsUnique().HasFilter("closed_at is null").HasDatabaseName("ix_outreach_tasks_one_open");
        // Those of a patient, open or closed.
        builder.HasIndex(t => new { t.PatientId, t.OpenedAt }).HasDatabaseName("ix_outreach_tasks_of_patient");
    }
}

internal sealed class OutreachAttemptMapping : IEntityTypeConfiguration<OutreachAttempt>
{
    public void Configure(EntityTypeBuilder<OutreachAttempt> builder)
    {
        builder.ToTable("outreach_attempts");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Note).HasMaxLength(OutreachAttempt.LongestNote);
        builder.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.ById).OnDelete(DeleteBehavior.Restrict);
    }
}
