using System.Text.Json;
using System.Text.Json.Serialization;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IopClinic.Database.Assessments;

internal sealed class AssessmentMapping : IEntityTypeConfiguration<Assessment>
{
    public void Configure(EntityTypeBuilder<Assessment> builder)
    {
        builder.ToTable("assessments");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.StartedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Assessment>().WithMany().HasForeignKey(a => a.PreviousId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(a => a.Sections).WithOne().HasForeignKey(s => s.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.SignedById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.CoSignerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(a => a.Addenda).WithOne().HasForeignKey(a => a.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(a => a.Guardians);
        builder.HasMany(a => a.Drafts).WithOne().HasForeignKey(d => d.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        // Those of a chart, newest first.
        builder.HasIndex(a => new { a.PatientId, a.ClinicDate }).IsDescending(false, true);
        // One draft of a patient, in which everybody writes: a second one would divide what is found.
        builder.HasIndex(a => a.PatientId).IsUnique().HasFilter("signed_at is null").HasDatabaseName("ix_assessments_one_draft");
        builder.HasIndex(a => a.StartedById);
        // What waits for somebody's co-signature, asked at the beginning of every request.
        builder.HasIndex(a => a.CoSignerId).HasFilter("co_signed_at is null").HasDatabaseName("ix_assessments_to_co_sign");
    }
}

internal sealed class AssessmentSectionMapping : IEntityTypeConfiguration<AssessmentSection>
{
    public void Configure(EntityTypeBuilder<AssessmentSection> builder)
    {
        builder.ToTable("assessment_sections");
        builder.HasKey(s => new { s.AssessmentId, s.Key });
        builder.Property(s => s.Key).HasMaxLength(40);
        builder.Property(s => s.WrittenFrom).HasMaxLength(40);
        builder.Property(s => s.Answers).HasAnswers();
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.WrittenById).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => s.PatientId);
    }
}

internal sealed class AssessmentDraftMapping : IEntityTypeConfiguration<AssessmentDraft>
{
    public void Configure(EntityTypeBuilder<AssessmentDraft> builder)
    {
        builder.ToTable("assessment_drafts");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Section).HasMaxLength(40);
        builder.Property(d => d.Answers).HasAnswers();
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(d => d.AuthorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(d => d.PatientId);
    }
}

/// <summary>Keeps the answers of a section in one jsonb column.</summary>
internal static class AnswerColumn
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(), new KeyOfStaff() },
    };

    public static void HasAnswers<T>(this PropertyBuilder<IReadOnlyDictionary<string, T>> property) => property
        .HasColumnType("jsonb")
        .HasConversion(
            new ValueConverter<IReadOnlyDictionary<string, T>, string>(answers => Write(answers), json => Read<T>(json)),
            new ValueComparer<IReadOnlyDictionary<string, T>>(
                (left, right) => Write(left!) == Write(right!), answers => Write(answers).GetHashCode(StringComparison.Ordinal), answers => answers.ToDictionary()));

    private static string Write<T>(IReadOnlyDictionary<string, T> answers) => JsonSerializer.Serialize(answers, Options);

    private static Dictionary<string, T> Read<T>(string json) => JsonSerializer.Deserialize<Dictionary<string, T>>(json, Options)!;

    private sealed class KeyOfStaff : JsonConverter<Id<StaffMember>>
    {
        public override Id<StaffMember> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, Id<StaffMember> value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
