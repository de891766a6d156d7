using IopClinic.Domain.Staff;
using IopClinic.Domain.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Desk;

internal sealed class WorkSnoozeMapping : IEntityTypeConfiguration<WorkSnooze>
{
    public void Configure(EntityTypeBuilder<WorkSnooze> builder)
    {
        builder.ToTable("work_snoozes");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Subject).HasMaxLength(WorkRules.LongestSubject);
        builder.Property(s => s.Reason).HasMaxLength(WorkRules.LongestReason);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.SnoozedById).OnDelete(DeleteBehavior.Restrict);
        // What a person has put off and is not back yet.
        builder.HasIndex(s => new { s.StaffMemberId, s.SnoozedAt }).HasDatabaseName("ix_work_snoozes_of_person");
    }
}

internal sealed class WorkHandOverMapping : IEntityTypeConfiguration<WorkHandOver>
{
    public void Configure(EntityTypeBuilder<WorkHandOver> builder)
    {
        builder.ToTable("work_hand_overs", t => t.HasCheckConstraint("work_hand_overs_to_another", "from_id <> to_id"));
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.Subject).HasMaxLength(WorkRules.LongestSubject);
        builder.Property(h => h.Reason).HasMaxLength(WorkRules.LongestReason);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(h => h.FromId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(h => h.ToId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(h => h.ById).OnDelete(DeleteBehavior.Restrict);
        // What came to a person, and what of theirs went on.
        builder.HasIndex(h => new { h.ToId, h.At }).HasDatabaseName("ix_work_hand_overs_to");
        builder.HasIndex(h => new { h.FromId, h.At }).HasDatabaseName("ix_work_hand_overs_from");
    }
}
