using IopClinic.Database.Conventions;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Programs;

internal sealed class ProgramMapping : IEntityTypeConfiguration<Program>
{
    public void Configure(EntityTypeBuilder<Program> builder)
    {
        builder.ToTable("programs", t => t.HasCheckConstraint("programs_weekly_minutes", "weekly_minutes_minimum <= weekly_minutes_maximum"));
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.IsPart2).HasColumnName("is_part2");
        builder.PrimitiveCollection(p => p.Criteria);
        builder.Property(p => p.Plans).HasColumnName("plan_rules").HasJsonRecord();
        builder.Property(p => p.Notes).HasColumnName("note_rules").HasJsonRecord();
        builder.Property(p => p.Handbook).HasMaxLength(Program.LongestHandbook);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Tracks).WithOne().HasForeignKey(t => t.ProgramId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => new { p.SiteId, p.Name }).IsUnique().HasDatabaseName("ix_programs_name");
    }
}

internal sealed class TrackMapping : IEntityTypeConfiguration<Track>
{
    public void Configure(EntityTypeBuilder<Track> builder)
    {
        builder.ToTable("tracks");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.HasIndex(t => new { t.ProgramId, t.Name }).IsUnique().HasDatabaseName("ix_tracks_name");
        // An episode names a track of its own program.
        builder.HasAlternateKey(t => new { t.Id, t.ProgramId });
    }
}
