using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Audit;

internal sealed class AuditEventMapping : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(e => e.Sequence);
        builder.Property(e => e.Sequence).UseIdentityAlwaysColumn();
        builder.Property(e => e.Changes).HasColumnType("jsonb").HasMaxLength(-1);
        builder.Property(e => e.SessionRef).HasMaxLength(100);
        builder.Property(e => e.ClientAddress).HasMaxLength(64);
        // The one patient of a row and those of a list are asked for together.
        builder.HasIndex(e => e.Shown).HasMethod("gin");
        builder.HasIndex(e => new { e.ActorId, e.Sequence });
        // The history page of one patient, newest first.
        builder.HasIndex(e => new { e.PatientId, e.Sequence });
        // The clinic's history by day.
        builder.HasIndex(e => new { e.ClinicDate, e.Sequence });
    }
}
