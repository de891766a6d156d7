using IopClinic.Database.Conventions;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Hours;

internal sealed class WeekSignOffMapping : IEntityTypeConfiguration<WeekSignOff>
{
    public void Configure(EntityTypeBuilder<WeekSignOff> builder)
    {
        builder.ToTable("week_sign_offs", t =>
        {
            t.HasCheckConstraint("week_sign_offs_of_a_week", "extract(isodow from monday) = 1");
            t.HasCheckConstraint("week_sign_offs_follow", "number >= 1 and (number = 1) = (previous_hash is null)");
        });
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Remark).HasMaxLength(WeekSignOff.LongestRemark);
        builder.Property(s => s.Hash).HasMaxLength(64);
        builder.Property(s => s.PreviousHash).HasMaxLength(64);
        builder.HasOne<Site>().WithMany().HasForeignKey(s => s.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Program>().WithMany().HasForeignKey(s => s.ProgramId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.SignerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(s => s.Hours).WithOne().HasForeignKey(h => h.SignOffId).OnDelete(DeleteBehavior.Restrict);
        // Serves the week of a program, newest first; and two who sign the same week off at once.
        builder.HasIndex(s => new { s.ProgramId, s.Monday, s.Number }).IsUnique().HasDatabaseName("week_sign_offs_once");
    }
}

internal sealed class SignedHoursMapping : IEntityTypeConfiguration<SignedHours>
{
    public void Configure(EntityTypeBuilder<SignedHours> builder)
    {
        builder.ToTable("signed_hours");
        builder.HasKey(h => new { h.SignOffId, h.EpisodeId });
        builder.Property(h => h.Rows).HasJsonRecords();
        builder.HasOne<Patient>().WithMany().HasForeignKey(h => h.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Episode>().WithMany()
            .HasForeignKey(h => new { h.EpisodeId, h.PatientId })
            .HasPrincipalKey(e => new { e.Id, e.PatientId })
            .HasConstraintName("fk_signed_hours_episode")
            .OnDelete(DeleteBehavior.Restrict);
        // Serves a patient's weeks.
        builder.HasIndex(h => new { h.PatientId, h.Monday }).HasDatabaseName("ix_signed_hours_of_patient");
    }
}
