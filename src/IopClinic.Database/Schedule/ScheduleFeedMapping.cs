using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Schedule;

internal sealed class ScheduleFeedMapping : IEntityTypeConfiguration<ScheduleFeed>
{
    public void Configure(EntityTypeBuilder<ScheduleFeed> builder)
    {
        builder.ToTable("schedule_feeds", t => t.HasCheckConstraint("schedule_feeds_of_one", "num_nonnulls(staff_member_id, room_id) = 1"));
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.SecretHash).HasMaxLength(64);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(f => f.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(f => f.MadeById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(f => f.RevokedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(f => f.RoomId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(f => f.SecretHash).IsUnique();
        // One address at a time, also when two are made at the same moment.
        builder.HasIndex(f => f.StaffMemberId).IsUnique().HasFilter("revoked_at is null").HasDatabaseName("ix_schedule_feeds_of_clinician");
        builder.HasIndex(f => f.RoomId).IsUnique().HasFilter("revoked_at is null").HasDatabaseName("ix_schedule_feeds_of_room");
    }
}
