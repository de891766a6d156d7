using IopClinic.Database.Conventions;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Measures;

internal sealed class CadenceMapping : IEntityTypeConfiguration<Cadence>
{
    public void Configure(EntityTypeBuilder<Cadence> builder)
    {
        builder.ToTable("cadences", table => table.HasCheckConstraint("cadences_every_days", "(occasion = 'Every') = (every_days is not null)"));
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.InstrumentCode).HasMaxLength(40);
        builder.HasOne<Program>().WithMany().HasForeignKey(c => c.ProgramId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.ProgramId, c.InstrumentCode, c.Occasion }).IsUnique().HasDatabaseName("ix_cadences_once");
    }
}

internal sealed class KioskLinkMapping : IEntityTypeConfiguration<KioskLink>
{
    public void Configure(EntityTypeBuilder<KioskLink> builder)
    {
        builder.ToTable("kiosk_links", table =>
        {
            table.HasCheckConstraint("kiosk_links_opened", "(opened_at is null) = (browser_hash is null) and (secret_hash is not null or browser_hash is not null)");
            table.HasCheckConstraint("kiosk_links_ended", "(ended_at is null) = (ending is null)");
        });
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.SecretHash).HasMaxLength(64);
        builder.Property(l => l.BrowserHash).HasMaxLength(64);
        builder.HasOne<Patient>().WithMany().HasForeignKey(l => l.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(l => l.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<MeasureAdministration>().WithMany().HasForeignKey(l => l.MeasureId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(l => l.MadeById).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => l.SecretHash).IsUnique().HasDatabaseName("ix_kiosk_links_secret");
        builder.HasIndex(l => l.BrowserHash).IsUnique().HasDatabaseName("ix_kiosk_links_browser");
        // One form is in one patient's hands at a time.
        builder.HasIndex(l => l.MeasureId).IsUnique().HasFilter("ended_at is null").HasDatabaseName("ix_kiosk_links_one");
    }
}

internal sealed class MeasureAlertMapping : IEntityTypeConfiguration<MeasureAlert>
{
    public void Configure(EntityTypeBuilder<MeasureAlert> builder)
    {
        builder.ToTable("measure_alerts", table => table.HasCheckConstraint(
            "measure_alerts_acknowledged",
            "(acknowledged_at is null) = (outcome is null) and (acknowledged_at is null) = (acknowledged_by_id is null)"));
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.InstrumentCode).HasMaxLength(40);
        builder.Property(a => a.Rule).HasMaxLength(40);
        builder.Property(a => a.Level).HasMaxLength(40);
        builder.Property(a => a.WhatToDo).HasMaxLength(1000);
        builder.Property(a => a.Outcome).HasMaxLength(1000);
        builder.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<MeasureAdministration>().WithMany().HasForeignKey(a => a.MeasureId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.ForId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.AcknowledgedById).OnDelete(DeleteBehavior.Restrict);
        // One answer raises one alert, however often it is sent.
        builder.HasIndex(a => new { a.MeasureId, a.Rule, a.Level }).IsUnique().AreNullsDistinct(false).HasDatabaseName("ix_measure_alerts_once");
        // The open ones of a patient.
        builder.HasIndex(a => a.PatientId).HasFilter("acknowledged_at is null");
    }
}

internal sealed class MeasureMapping : IEntityTypeConfiguration<MeasureAdministration>
{
    public void Configure(EntityTypeBuilder<MeasureAdministration> builder)
    {
        builder.ToTable("measure_administrations", table =>
        {
            table.HasCheckConstraint(
                "measure_administrations_result",
                "(completed_at is null) = (status is null) and (completed_by_id is null or completed_at is not null) "
                + "and (completed_at is null or completed_by_id is not null or mode = 'Tablet') "
                + "and (status is null or status in ('Complete', 'Prorated')) "
                + "and (completed_at is not null or (total is null and band is null and risk is null))");
            table.HasCheckConstraint(
                "measure_administrations_withdrawn",
                "(withdrawn_at is null) = (withdrawal_reason is null) and (withdrawn_at is null) = (withdrawn_by_id is null)");
        });
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.InstrumentCode).HasMaxLength(40);
        builder.Property(m => m.InstrumentVersion).HasMaxLength(12);
        builder.Property(m => m.Band).HasMaxLength(40);
        builder.Property(m => m.Risk).HasMaxLength(40);
        builder.Property(m => m.Total).HasPrecision(10, 4);
        builder.Property(m => m.Answers).HasJsonMap();
        builder.HasOne<Patient>().WithMany().HasForeignKey(m => m.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(m => m.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Episode>().WithMany().HasForeignKey(m => m.EpisodeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(m => m.StartedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(m => m.CompletedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(m => m.WithdrawnById).OnDelete(DeleteBehavior.Restrict);
        // One patient's forms, newest first.
        builder.HasIndex(m => new { m.PatientId, m.ClinicDate, m.StartedAt }).IsDescending(false, true, true);
    }
}
