using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Skills;

internal sealed class SkillMapping : IEntityTypeConfiguration<Skill>
{
    public void Configure(EntityTypeBuilder<Skill> builder)
    {
        builder.ToTable("skills");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Name).HasMaxLength(Skill.LongestName);
        builder.Property(s => s.Description).HasMaxLength(Skill.LongestDescription);
        builder.HasIndex(s => s.Name).IsUnique().HasDatabaseName("ix_skills_name");
    }
}

internal sealed class SessionSkillMapping : IEntityTypeConfiguration<SessionSkill>
{
    public void Configure(EntityTypeBuilder<SessionSkill> builder)
    {
        builder.ToTable("session_skills");
        builder.HasKey(s => new { s.SessionId, s.SkillId });
        builder.HasOne<Session>().WithMany(s => s.Skills).HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Skill>().WithMany().HasForeignKey(s => s.SkillId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.AddedById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SkillPracticeMapping : IEntityTypeConfiguration<SkillPractice>
{
    public void Configure(EntityTypeBuilder<SkillPractice> builder)
    {
        builder.ToTable("skill_practices");
        builder.Property(p => p.Id).ValueGeneratedNever();
        // Followed up only with those on the roster of the session.
        builder.HasOne<RosterPlace>().WithMany()
            .HasForeignKey(p => new { p.SessionId, p.PatientId })
            .HasConstraintName("fk_skill_practices_roster_place")
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Skill>().WithMany().HasForeignKey(p => p.SkillId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.ById).OnDelete(DeleteBehavior.Restrict);
        // Once a session, whoever asks first.
        builder.HasIndex(p => new { p.PatientId, p.SessionId, p.SkillId }).IsUnique().HasDatabaseName("ix_skill_practices_once");
    }
}
