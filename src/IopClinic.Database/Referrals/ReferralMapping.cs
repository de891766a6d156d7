using IopClinic.Database.Conventions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Referrals;

internal sealed class ReferralMapping : IEntityTypeConfiguration<Referral>
{
    public void Configure(EntityTypeBuilder<Referral> builder)
    {
        builder.ToTable("referrals", t =>
        {
            t.HasCheckConstraint("referrals_outcome", "(outcome is null) = (closed_at is null)");
            t.HasCheckConstraint("referrals_waitlist", "(waits_for_id is null) = (waitlisted_at is null)");
        });
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Concern).HasMaxLength(Referral.MaximumConcern);
        builder.Property(r => r.ConstraintDetails).HasMaxLength(1000);
        builder.Property(r => r.OutcomeReason).HasMaxLength(1000);
        builder.Property(r => r.Screen).HasJsonList();
        builder.PrimitiveCollection(r => r.Availability).ElementType().HasConversion<string>();
        builder.PrimitiveCollection(r => r.Constraints).ElementType().HasConversion<string>();
        builder.ComplexProperty(r => r.HandOff);
        builder.HasOne<Patient>().WithMany().HasForeignKey(r => r.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(r => r.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(r => r.TakenById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(r => r.ClosedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Session>().WithMany().HasForeignKey(r => r.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Program>().WithMany().HasForeignKey(r => r.ScreenedForId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Track>().WithMany().HasForeignKey(r => r.WaitsForId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Attempts).WithOne().HasForeignKey(a => a.ReferralId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => r.PatientId).IsUnique().HasFilter("closed_at is null").HasDatabaseName("ix_referrals_one_open");
        // The board, by hours waiting; and what was closed lately.
        builder.HasIndex(r => new { r.SiteId, r.ReceivedAt });
    }
}

internal sealed class ContactAttemptMapping : IEntityTypeConfiguration<ContactAttempt>
{
    public void Configure(EntityTypeBuilder<ContactAttempt> builder)
    {
        builder.ToTable("contact_attempts");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Note).HasMaxLength(500);
        builder.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.ById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AssessmentTimeMapping : IEntityTypeConfiguration<AssessmentTime>
{
    public void Configure(EntityTypeBuilder<AssessmentTime> builder)
    {
        builder.ToTable("assessment_times", t => t.HasCheckConstraint("assessment_times_minutes", "minutes between 15 and 240"));
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(a => a.RoomId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => new { a.StaffMemberId, a.Day, a.StartsAt }).IsUnique().HasDatabaseName("ix_assessment_times_once");
    }
}
