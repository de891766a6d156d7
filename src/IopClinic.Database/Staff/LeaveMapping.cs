using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Staff;

internal sealed class LeaveMapping : IEntityTypeConfiguration<Leave>
{
    public void Configure(EntityTypeBuilder<Leave> builder)
    {
        builder.ToTable("leaves", t => t.HasCheckConstraint("leaves_times", "last_day >= first_day and ends_at > starts_at"));
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.From).HasColumnName("first_day");
        builder.Property(l => l.Until).HasColumnName("last_day");
        builder.Ignore(l => l.Days);
        builder.Ignore(l => l.Away);
        builder.Ignore(l => l.Stands);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(l => l.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(l => l.WrittenById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(l => l.WithdrawnById).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(l => l.Covers).WithOne().HasForeignKey(c => c.LeaveId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => new { l.StaffMemberId, l.From });
    }
}

internal sealed class LeaveCoverMapping : IEntityTypeConfiguration<LeaveCover>
{
    public void Configure(EntityTypeBuilder<LeaveCover> builder)
    {
        builder.ToTable("leave_covers");
        builder.HasKey(c => new { c.LeaveId, c.SessionId });
        builder.HasOne<Session>().WithMany().HasForeignKey(c => c.SessionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.CoverId).OnDelete(DeleteBehavior.Restrict);
    }
}
