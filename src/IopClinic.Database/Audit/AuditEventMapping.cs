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
        // The history page of one patient, newest first.
        builder.HasIndex(e => new { e.PatientId, e.Sequence });
        // The clinic's history by day.
        builder.HasIndex(e => new { e.ClinicDate, e.Sequence });
    }
}
