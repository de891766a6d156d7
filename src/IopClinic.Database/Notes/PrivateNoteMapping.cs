using IopClinic.Domain.Access;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Notes;

internal sealed class PrivateNoteMapping : IEntityTypeConfiguration<PrivateNote>
{
    public void Configure(EntityTypeBuilder<PrivateNote> builder)
    {
        builder.ToTable("private_notes", t => t.HasCheckConstraint(
            "private_notes_discarded", "(discarded_at is null) = (sealed_text is not null)"));
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasOne<Patient>().WithMany().HasForeignKey(n => n.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(n => n.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(n => n.AuthorId).OnDelete(DeleteBehavior.Restrict);
        // One author's notes about one patient, newest first.
        builder.HasIndex(n => new { n.PatientId, n.AuthorId, n.WrittenAt }).IsDescending(false, false, true);
    }
}

internal sealed class PrivateNoteOpeningMapping : IEntityTypeConfiguration<PrivateNoteOpening>
{
    public void Configure(EntityTypeBuilder<PrivateNoteOpening> builder)
    {
        builder.ToTable("private_note_openings");
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Explanation).HasMaxLength(1000);
        builder.HasOne<GlassOpening>().WithMany().HasForeignKey(o => o.GlassId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(o => o.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(o => o.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
    }
}
