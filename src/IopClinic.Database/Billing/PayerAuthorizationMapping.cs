using IopClinic.Domain.Billing;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Billing;

internal sealed class PayerAuthorizationMapping : IEntityTypeConfiguration<PayerAuthorization>
{
    public void Configure(EntityTypeBuilder<PayerAuthorization> builder)
    {
        builder.ToTable("payer_authorizations", t =>
        {
            t.HasCheckConstraint("payer_authorizations_days", "first_day <= last_day");
            t.HasCheckConstraint("payer_authorizations_units", "units > 0");
        });
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Payer).HasMaxLength(100);
        builder.Property(a => a.Number).HasMaxLength(60);
        builder.Property(a => a.Code).HasMaxLength(10);
        builder.Property(a => a.VoidReason).HasMaxLength(300);
        builder.Ignore(a => a.Care);
        builder.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Episode>().WithMany()
            .HasForeignKey(a => new { a.EpisodeId, a.PatientId })
            .HasPrincipalKey(e => new { e.Id, e.PatientId })
            .HasConstraintName("fk_payer_authorizations_episode")
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Service>().WithMany().HasForeignKey(a => a.ServiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.RecordedById).OnDelete(DeleteBehavior.Restrict);
    }
}
