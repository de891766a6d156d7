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
        builder.HasIndex(l => new { l.StaffMemberId, l.From });
    }
}
