using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Access;

/// <summary>How far a session's record is, in numbers: for people who may see the schedule and not whose places these are.</summary>
public sealed class SessionCounts
{
    public required Id<Session> SessionId { get; init; }

    public required int Places { get; init; }

    public required int Recorded { get; init; }

    public required int Signed { get; init; }
}

/// <summary>
/// Somebody who leads a session with a place on the roll that has no signed note that stands, or with nobody on the roll. Cancelled sessions
/// have none.
/// </summary>
public sealed class UndocumentedLead
{
    public required Id<Session> SessionId { get; init; }

    public required Id<StaffMember> StaffMemberId { get; init; }

    /// <summary>From when on it takes them: the way to a patient's home counts.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }
}

/// <summary>A patient whom a search found, as far as the one who asks sees them.</summary>
public sealed class FoundPatient
{
    public required Id<Patient> PatientId { get; init; }
}

/// <summary>The days of somebody's place in a group, without whose it is.</summary>
public sealed class TakenPlace
{
    public required Id<Group> GroupId { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly? Until { get; init; }

    /// <summary>The weekdays on which it is taken; none for all.</summary>
    public required List<DayOfWeek> Weekdays { get; init; }
}

/// <summary>How full a track is, without whose seats these are.</summary>
public sealed class TrackSeats
{
    public required Id<Track> TrackId { get; init; }

    /// <summary>Patients it holds; null for no limit.</summary>
    public required int? Capacity { get; init; }

    public required int Taken { get; init; }

    /// <summary>Seats left; null for no limit.</summary>
    public int? Open => Capacity is { } capacity ? Math.Max(0, capacity - Taken) : null;
}

internal sealed class FoundPatientMapping : IEntityTypeConfiguration<FoundPatient>
{
    /// <summary>Comes out of functions alone.</summary>
    public void Configure(EntityTypeBuilder<FoundPatient> builder) => builder.ToTable((string?)null).HasNoKey();
}

internal sealed class TrackSeatsMapping : IEntityTypeConfiguration<TrackSeats>
{
    public void Configure(EntityTypeBuilder<TrackSeats> builder) => builder.ToView("track_seats").HasNoKey();
}

internal sealed class SessionCountsMapping : IEntityTypeConfiguration<SessionCounts>
{
    public void Configure(EntityTypeBuilder<SessionCounts> builder) => builder.ToView("session_progress").HasNoKey();
}

internal sealed class UndocumentedLeadMapping : IEntityTypeConfiguration<UndocumentedLead>
{
    // Triggers keep it, and nobody else writes it.
    public void Configure(EntityTypeBuilder<UndocumentedLead> builder) => builder.ToView("undocumented_leads").HasNoKey();
}

internal sealed class TakenPlaceMapping : IEntityTypeConfiguration<TakenPlace>
{
    public void Configure(EntityTypeBuilder<TakenPlace> builder)
    {
        builder.ToView("taken_places").HasNoKey();
        builder.Property(p => p.From).HasColumnName("first_day");
        builder.Property(p => p.Until).HasColumnName("last_day");
        builder.PrimitiveCollection(p => p.Weekdays).ElementType().HasConversion<string>();
    }
}

/// <summary>Questions asked of these numbers.</summary>
public static class CountQueries
{
    /// <summary>How full the tracks of these programs are: counted for each track that is asked for, and so asked of no others.</summary>
    public static Task<Dictionary<Id<Track>, TrackSeats>> SeatsOfAsync(this ClinicDb db, IEnumerable<Program> programs, CancellationToken stop)
    {
        var tracks = programs.SelectMany(program => program.Tracks).Select(track => track.Id).ToList();
        return db.TrackSeats.Where(seats => tracks.Contains(seats.TrackId)).ToDictionaryAsync(seats => seats.TrackId, stop);
    }
}
