using IopClinic.Domain.Notes;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Notes;

internal sealed class QuickPhraseMapping : IEntityTypeConfiguration<QuickPhrase>
{
    public void Configure(EntityTypeBuilder<QuickPhrase> builder)
    {
        builder.ToTable("quick_phrases");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Key).HasMaxLength(QuickPhrase.MaximumKey);
        builder.Property(p => p.Text).HasMaxLength(QuickPhrase.MaximumText);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Restrict);
        // A key means one phrase to its owner, and one to the site.
        builder.HasIndex(p => new { p.SiteId, p.OwnerId, p.Key }).IsUnique().AreNullsDistinct(false).HasFilter("removed_at is null").HasDatabaseName("ix_quick_phrases_key");
    }
}
