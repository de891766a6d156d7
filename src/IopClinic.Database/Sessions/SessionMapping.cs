using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Sessions;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions", t =>
        {
            t.HasCheckConstraint("sessions_times", "ends_at > starts_at");
            t.HasCheckConstraint("sessions_travel", "travel_before between 0 and 180 and travel_after between 0 and 180 and (mode = 'InHome' or travel_before + travel_after = 0)");
            t.HasCheckConstraint("sessions_meeting_link", "meeting_link is null or (meeting_link like 'https://%' and mode = 'Telehealth')");
            t.HasCheckConstraint("sessions_cancellation", "(cancelled_at is null) = (cancel_kind is null) and (cancelled_at is null) = (cancel_cause is null)");
        });
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.MeetingLink).HasMaxLength(MeetingLink.MaximumLength);
        builder.Property<string>("Kind").HasMaxLength(20);
        builder.HasDiscriminator<string>("Kind")
            .HasValue<GroupSession>("Group")
            .HasValue<IndividualSession>("Individual")
            .HasValue<FamilySession>("Family");
        builder.HasOne<Site>().WithMany().HasForeignKey(s => s.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Service>().WithMany().HasForeignKey(s => s.ServiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(s => s.RoomId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.CancelledById).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(s => s.Clinicians).WithOne().HasForeignKey(c => c.SessionId);
        builder.HasMany(s => s.Participants).WithOne().HasForeignKey(p => p.SessionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(s => s.Roster).WithOne().HasForeignKey(p => p.SessionId);
        builder.HasMany(s => s.Attendances).WithOne().HasForeignKey(a => a.SessionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(s => s.Notes).WithOne().HasForeignKey(n => n.SessionId).OnDelete(DeleteBehavior.Restrict);
        // The schedule of a day or week.
        builder.HasIndex(s => new { s.SiteId, s.ClinicDate, s.StartsAt });
    }
}

internal sealed class GroupSessionMapping : IEntityTypeConfiguration<GroupSession>
{
    public void Configure(EntityTypeBuilder<GroupSession> builder)
    {
        builder.HasOne<Group>().WithMany().HasForeignKey(s => s.GroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(s => s.Shared).WithOne().HasForeignKey<SharedPart>(p => p.SessionId).OnDelete(DeleteBehavior.Restrict);
        // A group meets once a date, also when its sessions are planned twice at the same moment.
        builder.HasIndex(s => new { s.GroupId, s.ClinicDate }).IsUnique().HasDatabaseName("ix_sessions_group_date");
    }
}

internal sealed class FamilyParticipantMapping : IEntityTypeConfiguration<FamilyParticipant>
{
    public void Configure(EntityTypeBuilder<FamilyParticipant> builder)
    {
        builder.ToTable("family_participants");
        builder.HasKey(p => new { p.SessionId, p.SupportPersonId });
        builder.HasOne<SupportPerson>().WithMany().HasForeignKey(p => p.SupportPersonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SessionClinicianMapping : IEntityTypeConfiguration<SessionClinician>
{
    public void Configure(EntityTypeBuilder<SessionClinician> builder)
    {
        builder.ToTable("session_clinicians");
        builder.HasKey(c => new { c.SessionId, c.StaffMemberId });
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.StaffMemberId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.ToldById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RosterPlaceMapping : IEntityTypeConfiguration<RosterPlace>
{
    public void Configure(EntityTypeBuilder<RosterPlace> builder)
    {
        builder.ToTable("roster_places", t => t.HasCheckConstraint(
            "roster_places_make_up", "(make_up_at is null) = (make_up_by_id is null) and (make_up_at is not null or make_up_reason is null)"));
        builder.HasKey(p => new { p.SessionId, p.PatientId });
        builder.HasOne<Episode>().WithMany()
            .HasForeignKey(p => new { p.EpisodeId, p.PatientId })
            .HasPrincipalKey(e => new { e.Id, e.PatientId })
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.ToldById).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.MakeUpById).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(p => p.IsMakeUp);
        builder.Property(p => p.MakeUpReason).HasMaxLength(GroupSession.LongestMakeUpReason);
        // A patient's coming sessions.
        builder.HasIndex(p => new { p.PatientId, p.ClinicDate });
        // A week of a whole site.
        builder.HasIndex(p => new { p.SiteId, p.ClinicDate });
    }
}

internal sealed class AttendanceMapping : IEntityTypeConfiguration<Attendance>
{
    public void Configure(EntityTypeBuilder<Attendance> builder)
    {
        builder.ToTable("attendance", t => t.HasCheckConstraint("attendance_minutes", "minutes between 0 and 480"));
        builder.HasKey(a => new { a.SessionId, a.PatientId });
        builder.Property(a => a.Where).HasColumnName("patient_was").HasMaxLength(Presence.MaximumWhere);
        // Attendance only for those on the roster of the session.
        builder.HasOne<RosterPlace>().WithMany()
            .HasForeignKey(a => new { a.SessionId, a.PatientId })
            .HasConstraintName("fk_attendance_roster_place")
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.RecordedById).OnDelete(DeleteBehavior.Restrict);
        // Hours of a patient's week and the chart's latest sessions, answered from the index alone.
        builder.HasIndex(a => new { a.PatientId, a.ClinicDate, a.SessionId })
            .IsDescending(false, true, true)
            .IncludeProperties(a => new { a.Minutes, a.Status });
    }
}

internal sealed class HomeVisitMapping : IEntityTypeConfiguration<HomeVisit>
{
    public void Configure(EntityTypeBuilder<HomeVisit> builder)
    {
        builder.ToTable("home_visits");
        builder.HasKey(v => v.SessionId);
        builder.Property(v => v.SessionId).ValueGeneratedNever();
        builder.Property(v => v.Address).HasMaxLength(HomeVisit.MaximumAddress);
        builder.Ignore(v => v.ArrivedAt).Ignore(v => v.LeftAt).Ignore(v => v.Minutes);
        builder.HasOne<RosterPlace>().WithMany().HasForeignKey(v => new { v.SessionId, v.PatientId })
            .HasConstraintName("fk_home_visits_roster_place").OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(v => v.Stamps).WithOne().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class VisitStampMapping : IEntityTypeConfiguration<VisitStamp>
{
    public void Configure(EntityTypeBuilder<VisitStamp> builder)
    {
        builder.ToTable("visit_stamps");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Reason).HasMaxLength(VisitStamp.MaximumReason);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.RecordedById).OnDelete(DeleteBehavior.Restrict);
        // A tap that is sent twice at the same moment counts once.
        builder.HasIndex(s => new { s.SessionId, s.Moment }).IsUnique().HasFilter("reason is null").HasDatabaseName("ix_visit_stamps_once");
    }
}

internal sealed class SharedPartMapping : IEntityTypeConfiguration<SharedPart>
{
    public void Configure(EntityTypeBuilder<SharedPart> builder)
    {
        builder.ToTable("shared_parts");
        builder.HasKey(p => p.SessionId);
        builder.Property(p => p.Topic).HasMaxLength(SharedPart.MaximumTopic);
        builder.Property(p => p.Material).HasMaxLength(SharedPart.MaximumText);
        builder.Property(p => p.Interventions).HasMaxLength(SharedPart.MaximumText);
        builder.Property(p => p.Process).HasMaxLength(SharedPart.MaximumText);
        builder.Property(p => p.Homework).HasMaxLength(SharedPart.MaximumText);
        builder.PrimitiveCollection(p => p.Modalities);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.WrittenById).OnDelete(DeleteBehavior.Restrict);
    }
}
