using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Staff;

/// <summary>
/// As Identity's own third version has it, but said here: Identity asks the running application which version to build, and a
/// context made without one (migrations, commands) would have no passkeys.
/// </summary>
public sealed class PasskeyMapping : IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    /// <summary>When somebody last signed in with it; Identity's own class has no place for that.</summary>
    public const string LastUsedAt = "LastUsedAt";

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder)
    {
        builder.ToTable("staff_passkeys");
        builder.HasKey(passkey => passkey.CredentialId);
        builder.Property<DateTimeOffset?>(LastUsedAt);
        // The longest that WebAuthn allows.
        builder.Property(passkey => passkey.CredentialId).HasMaxLength(1023);
        builder.OwnsOne(passkey => passkey.Data, document =>
        {
            document.ToJson("data");
            document.Property(known => known.Name).HasMaxLength(100);
        });
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(passkey => passkey.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AuthenticatorMapping : IEntityTypeConfiguration<Authenticator>
{
    public void Configure(EntityTypeBuilder<Authenticator> builder)
    {
        builder.ToTable("staff_authenticators");
        builder.HasKey(app => app.StaffId);
        builder.Property(app => app.StaffId).ValueGeneratedNever();
        builder.HasOne<StaffAccount>().WithOne().HasForeignKey<Authenticator>(app => app.StaffId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryCodeMapping : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("staff_recovery_codes");
        builder.HasKey(code => new { code.StaffId, code.Hash });
        builder.Property(code => code.Hash).HasMaxLength(32);
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(code => code.StaffId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("staff_invitations");
        builder.Property(link => link.Id).ValueGeneratedNever();
        builder.Property(link => link.Hash).HasMaxLength(32);
        builder.HasIndex(link => link.Hash).IsUnique();
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(link => link.StaffId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class FactorResetMapping : IEntityTypeConfiguration<FactorReset>
{
    public void Configure(EntityTypeBuilder<FactorReset> builder)
    {
        builder.ToTable("staff_factor_resets", table =>
        {
            table.HasCheckConstraint("staff_factor_resets_two_people", "confirmed is not true or (decided_by is not null and decided_by <> asked_by)");
            table.HasCheckConstraint("staff_factor_resets_not_oneself", "confirmed is not true or (decided_by is not null and decided_by <> staff_id)");
        });
        builder.Property(reset => reset.Id).ValueGeneratedNever();
        builder.HasIndex(reset => reset.StaffId).IsUnique().HasFilter("confirmed is null").HasDatabaseName("ix_staff_factor_resets_one_open");
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(reset => reset.StaffId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SpentChallengeMapping : IEntityTypeConfiguration<SpentChallenge>
{
    public void Configure(EntityTypeBuilder<SpentChallenge> builder)
    {
        builder.ToTable("spent_challenges");
        builder.Property(challenge => challenge.Id).ValueGeneratedNever();
        builder.HasIndex(challenge => challenge.SpentAt);
    }
}
