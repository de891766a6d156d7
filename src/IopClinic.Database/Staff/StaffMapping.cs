using IopClinic.Database.Conventions;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Staff;

internal sealed class StaffMapping : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("staff", t => t.HasCheckConstraint("staff_meeting_link", "meeting_link like 'https://%'"));
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.PrimitiveCollection(s => s.Roles).ElementType().HasConversion<string>();
        builder.PrimitiveCollection(s => s.OtherSiteIds).ElementType().HasConversion<IdConverter<Site>>();
        builder.Property(s => s.MeetingLink).HasMaxLength(MeetingLink.MaximumLength);
        builder.Property(s => s.Credentials).HasJsonList();
        builder.Property(s => s.WorkingHours).HasJsonList();
        builder.HasOne<Site>().WithMany().HasForeignKey(s => s.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.SupervisorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => s.Email).IsUnique().HasDatabaseName("ix_staff_email");
    }
}

internal sealed class StaffAccountMapping : IEntityTypeConfiguration<StaffAccount>
{
    public void Configure(EntityTypeBuilder<StaffAccount> builder)
    {
        builder.ToTable("staff_accounts");
        builder.Property(a => a.Id).ValueGeneratedNever();
    }
}

internal sealed class StaffClaimMapping : IEntityTypeConfiguration<IdentityUserClaim<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder) => builder.ToTable("staff_account_claims");
}

internal sealed class StaffLoginMapping : IEntityTypeConfiguration<IdentityUserLogin<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder) => builder.ToTable("staff_account_logins");
}

internal sealed class StaffTokenMapping : IEntityTypeConfiguration<IdentityUserToken<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder) => builder.ToTable("staff_account_tokens");
}
