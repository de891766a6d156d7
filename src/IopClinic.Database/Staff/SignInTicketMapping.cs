using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Staff;

internal sealed class SignInTicketMapping : IEntityTypeConfiguration<SignInTicket>
{
    public void Configure(EntityTypeBuilder<SignInTicket> builder)
    {
        builder.ToTable("sign_in_tickets");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Stamp).HasMaxLength(100);
        builder.Property(t => t.Method).HasMaxLength(40);
        builder.Property(t => t.EndedReason).HasMaxLength(40);
        builder.Property(t => t.Address).HasMaxLength(45);
        builder.Property(t => t.Browser).HasMaxLength(80);
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(t => t.StaffId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.KeyHash).IsUnique();
        builder.HasIndex(t => t.StaffId);
    }
}
