using IopClinic.Database.Conventions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Notes;

internal sealed class ProgressNoteMapping : IEntityTypeConfiguration<ProgressNote>
{
    public void Configure(EntityTypeBuilder<ProgressNote> builder)
    {
        builder.ToTable("progress_notes", t => t.HasCheckConstraint("progress_notes_meant_for_another", "meant_for_id is null or (meant_for_id <> patient_id and struck_at is not null)"));
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.Text).HasMaxLength(ProgressNote.MaximumText);
        builder.Ignore(n => n.Whole);
        builder.Property(n => n.InTheirWords).HasMaxLength(ProgressNote.MaximumWords);
        builder.Property(n => n.SignedDespite).HasMaxLength(NoteFindings.MaximumReason);
        builder.Property(n => n.SharedDespite).HasMaxLength(NoteFindings.MaximumReason);
        builder.Property(n => n.StrikeReason).HasMaxLength(500);
        builder.HasOne<RosterPlace>().WithMany()
            .HasForeignKey(n => new { n.SessionId, n.PatientId })
            .HasConstraintName("fk_progress_notes_roster_place")
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(n => n.WrittenById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(n => n.TextById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(n => n.StruckById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(n => n.MeantForId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(n => n.MeantForId).HasFilter("meant_for_id is not null");
        builder.HasMany(n => n.Addenda).WithOne().HasForeignKey(a => a.NoteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(n => n.Drafts).WithOne().HasForeignKey(d => d.NoteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(n => n.Objectives).WithOne().HasForeignKey(linked => linked.NoteId).OnDelete(DeleteBehavior.ClientCascade);
        // The signature covers them: a note without them would seem to say something else.
        builder.Navigation(n => n.Objectives).AutoInclude();
        // One note that stands for a patient and session.
        builder.HasIndex(n => new { n.SessionId, n.PatientId })
            .IsUnique().HasFilter("struck_at is null").HasDatabaseName("ix_progress_notes_one");
        // All of a session, the struck ones too.
        builder.HasIndex(n => n.SessionId);
        // The last note of a patient on the roll-call row, and the notes of a chart, newest first.
        builder.HasIndex(n => new { n.PatientId, n.ClinicDate }).IsDescending(false, true);
    }
}

internal sealed class NoteObjectiveMapping : IEntityTypeConfiguration<NoteObjective>
{
    public void Configure(EntityTypeBuilder<NoteObjective> builder)
    {
        builder.ToTable("note_objectives");
        builder.HasKey(linked => new { linked.NoteId, linked.ObjectiveId });
        builder.Ignore(linked => linked.Link);
        // One of the same patient's, whatever a page sends.
        builder.HasOne<Objective>().WithMany()
            .HasForeignKey(linked => new { linked.ObjectiveId, linked.PatientId })
            .HasPrincipalKey(objective => new { objective.Id, objective.PatientId })
            .HasConstraintName("fk_note_objectives_of_the_patient")
            .OnDelete(DeleteBehavior.Restrict);
        // The thread of an objective, newest first, and how often a patient's notes touched which.
        builder.HasIndex(linked => new { linked.ObjectiveId, linked.PatientId, linked.ClinicDate }).IsDescending(false, false, true).HasDatabaseName("ix_note_objectives_thread");
        builder.HasIndex(linked => new { linked.PatientId, linked.ClinicDate });
    }
}

internal sealed class NoteDraftMapping : IEntityTypeConfiguration<NoteDraft>
{
    public void Configure(EntityTypeBuilder<NoteDraft> builder)
    {
        builder.ToTable("note_drafts");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Text).HasMaxLength(ProgressNote.MaximumText);
        builder.Property(d => d.InTheirWords).HasMaxLength(ProgressNote.MaximumWords);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(d => d.AuthorId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CoSigningMapping : IEntityTypeConfiguration<CoSigning>
{
    public void Configure(EntityTypeBuilder<CoSigning> builder)
    {
        builder.ToTable("co_signings", t => t.HasCheckConstraint("co_signings_by_another", "author_id <> co_signer_id"));
        builder.HasKey(c => c.NoteId);
        builder.Property(c => c.NoteId).ValueGeneratedNever();
        builder.Property(c => c.Returns).HasJsonList();
        builder.HasOne<ProgressNote>().WithMany().HasForeignKey(c => c.NoteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(c => c.PatientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.AuthorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.CoSignerId).OnDelete(DeleteBehavior.Restrict);
        // What waits for a supervisor, and what a supervisor returned to an author.
        builder.HasIndex(c => new { c.CoSignerId, c.AskedAt }).HasFilter("co_signed_at is null").HasDatabaseName("ix_co_signings_waiting");
        builder.HasIndex(c => c.AuthorId).HasFilter("co_signed_at is null and returned_at is not null").HasDatabaseName("ix_co_signings_returned");
    }
}

internal sealed class AddendumMapping : IEntityTypeConfiguration<Addendum>
{
    public void Configure(EntityTypeBuilder<Addendum> builder)
    {
        builder.ToTable("addenda", t => t.HasCheckConstraint("addenda_of_one", "(note_id is null) <> (assessment_id is null)"));
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Text).HasMaxLength(ProgressNote.MaximumText);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.AuthorId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SignatureMapping : IEntityTypeConfiguration<Signature>
{
    public void Configure(EntityTypeBuilder<Signature> builder)
    {
        builder.ToTable("signatures", t => t.HasCheckConstraint("signatures_of_one", "num_nonnulls(note_id, assessment_id, plan_id) = 1"));
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Hash).HasMaxLength(64);
        builder.Property(s => s.PreviousHash).HasMaxLength(64);
        builder.HasOne<ProgressNote>().WithMany().HasForeignKey(s => s.NoteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Assessment>().WithMany().HasForeignKey(s => s.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TreatmentPlan>().WithMany().HasForeignKey(s => s.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PlanAcknowledgement>().WithMany().HasForeignKey(s => s.AcknowledgementId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Addendum>().WithMany().HasForeignKey(s => s.AddendumId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.SignerId).OnDelete(DeleteBehavior.Restrict);
        // The chain has one next link, whoever signs at the same moment.
        builder.HasIndex(s => new { s.PatientId, s.Sequence }).IsUnique().HasDatabaseName("ix_signatures_chain");
    }
}
