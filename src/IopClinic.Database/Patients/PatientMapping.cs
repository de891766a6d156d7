using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Patients;

internal sealed class PatientMapping : IEntityTypeConfiguration<Patient>
{
    public void Configure(EntityTypeBuilder<Patient> builder)
    {
        builder.ToTable("patients");
        builder.Property(p => p.Id).ValueGeneratedNever();
        // A patient not yet saved has the empty number, which must not be written in the place of the one to be issued.
        builder.Property(p => p.Mrn).HasMaxLength(20).HasDefaultValueSql("next_mrn()").HasSentinel("");
        builder.PrimitiveCollection(p => p.Races).ElementType().HasConversion<string>();
        builder.ComplexProperty(p => p.EmergencyContact);
        builder.ComplexProperty(p => p.Story, story =>
        {
            story.Property(s => s.Strengths).HasMaxLength(2000);
            story.Property(s => s.Preferences).HasMaxLength(2000);
            story.Property(s => s.CulturalBackground).HasMaxLength(2000);
        });
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.RiskAssessedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Allergies).WithOne().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.History).WithOne().HasForeignKey(h => h.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Supporters).WithOne().HasForeignKey(s => s.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(p => p.Guardians);
        builder.Ignore(p => p.AgreedWays);
        builder.Ignore(p => p.StandingDiagnoses);
        builder.HasMany(p => p.Diagnoses).WithOne().HasForeignKey(d => d.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Identifiers).WithOne().HasForeignKey(i => i.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => p.Mrn).IsUnique().HasDatabaseName("ix_patients_mrn");
        // Where somebody is treated, asked of many at once and answered from the index alone: every request begins with it.
        builder.HasIndex(p => p.Id).IncludeProperties(p => p.SiteId).HasDatabaseName("ix_patients_id_site_id");
        // The duplicate check: same birth date.
        builder.HasIndex(p => p.BirthDate);
        builder.Property<string>("SearchText").HasMaxLength(-1).HasComputedColumnSql(
            "patient_search_text(name_given, name_middle, name_family, preferred_name, mrn, phone, other_phone, birth_date)", stored: true);
    }
}

internal sealed class AllergyMapping : IEntityTypeConfiguration<Allergy>
{
    public void Configure(EntityTypeBuilder<Allergy> builder)
    {
        builder.ToTable("allergies");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.HasIndex(a => new { a.PatientId, a.SourceId }).IsUnique().HasDatabaseName("ix_allergies_source");
    }
}

internal sealed class HistoryConditionMapping : IEntityTypeConfiguration<HistoryCondition>
{
    public void Configure(EntityTypeBuilder<HistoryCondition> builder)
    {
        builder.ToTable("history_conditions");
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.HasIndex(h => new { h.PatientId, h.SourceId }).IsUnique().HasDatabaseName("ix_history_conditions_source");
    }
}

internal sealed class SupportPersonMapping : IEntityTypeConfiguration<SupportPerson>
{
    public void Configure(EntityTypeBuilder<SupportPerson> builder)
    {
        builder.ToTable("support_people");
        builder.Property(s => s.Id).ValueGeneratedNever();
    }
}

internal sealed class TelehealthConsentMapping : IEntityTypeConfiguration<TelehealthConsent>
{
    public void Configure(EntityTypeBuilder<TelehealthConsent> builder)
    {
        builder.ToTable("telehealth_consents", t => t.HasCheckConstraint("telehealth_consents_days", "withdrawn_on >= given_on"));
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasOne<Patient>().WithMany().HasForeignKey(c => c.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.RecordedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.WithdrawnById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PatientIdentifierMapping : IEntityTypeConfiguration<PatientIdentifier>
{
    public void Configure(EntityTypeBuilder<PatientIdentifier> builder)
    {
        builder.ToTable("patient_identifiers");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasIndex(i => new { i.System, i.Value }).IsUnique().HasDatabaseName("ix_patient_identifiers_value");
    }
}
