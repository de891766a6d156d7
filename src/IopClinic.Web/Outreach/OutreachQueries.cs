using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Outreach;

/// <summary>What is asked about outreach in more than one place.</summary>
public static class OutreachQueries
{
    /// <summary>Nobody reaches out to more people at a time.</summary>
    public const int Most = 300;

    /// <summary>What was recorded of these patients' attendance from a day on.</summary>
    public static IQueryable<OfRoll> RollOf(this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients, DateOnly since) =>
        from attendance in db.Attendances.AsNoTracking()
        where patients.Contains(attendance.PatientId) && attendance.ClinicDate >= since
        join session in db.Sessions on attendance.SessionId equals session.Id
        orderby session.StartsAt
        select new OfRoll
        {
            PatientId = attendance.PatientId,
            SessionId = attendance.SessionId,
            On = attendance.ClinicDate,
            StartsAt = session.StartsAt,
            EndsAt = session.EndsAt,
            Status = attendance.Status,
            Title = session.Title,
        };

    /// <summary>Those of patients whose charts are open to the reader.</summary>
    public static IQueryable<OutreachTask> OpenToReader(this ClinicDb db)
    {
        var charts = db.Reach?.Charts;
        return charts is null ? db.OutreachTasks.AsNoTracking() : db.OutreachTasks.AsNoTracking().Where(t => charts.Contains(t.PatientId));
    }

    /// <summary>Theirs to do, or escalated to them.</summary>
    public static IQueryable<OutreachTask> With(this IQueryable<OutreachTask> tasks, Id<StaffMember> who) =>
        tasks.Where(t => t.OwnerId == who || t.EscalatedToId == who);

    /// <summary>With the names around them: patients at high risk first, then by absences in a row, then by the time they are due.</summary>
    public static async Task<IReadOnlyList<OutreachRow>> ToRowsAsync(this IQueryable<OutreachTask> tasks, ClinicDb db, int most, CancellationToken stop) =>
        await (
            from task in tasks
            join patient in db.Patients on task.PatientId equals patient.Id
            join owner in db.Staff on task.OwnerId equals owner.Id
            from told in db.Staff.Where(s => s.Id == task.EscalatedToId).DefaultIfEmpty()
            orderby task.ClosedAt descending,
                patient.Risk == RiskLevel.High ? 0 : patient.Risk == RiskLevel.Moderate ? 1 : 2,
                task.Absences >= OutreachRules.DecidesAt ? 0 : task.Absences >= OutreachRules.EscalatesAt ? 1 : 2,
                task.DueAt,
                task.Id
            select new OutreachRow
            {
                Id = task.Id,
                PatientId = patient.Id,
                Name = patient.Name,
                PreferredName = patient.PreferredName,
                Risk = patient.Risk,
                Absences = task.Absences,
                IsCorrected = task.CorrectedAt != null,
                On = task.ClinicDate,
                DueAt = task.DueAt,
                OwnerId = task.OwnerId,
                Owner = owner.Name,
                Told = told == null ? null : told.Name,
                Tries = task.Tries,
                LastTriedAt = task.LastTriedAt,
                ClosedAt = task.ClosedAt,
                Outcome = task.Outcome,
                Decision = task.Decision,
            }).Take(most).ToListAsync(stop);

    /// <summary>The outreach that is open of each of these patients.</summary>
    public static Task<Dictionary<Id<Patient>, Id<OutreachTask>>> OpenOutreachAsync(this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients, CancellationToken stop = default) =>
        db.OpenToReader().Where(t => t.ClosedAt == null && patients.Contains(t.PatientId)).Select(t => new { t.PatientId, t.Id }).ToDictionaryAsync(t => t.PatientId, t => t.Id, stop);
}

/// <summary>A session on whose roll a patient stands, and what was recorded.</summary>
public sealed class OfRoll
{
    public Id<Patient> PatientId { get; init; }

    public Id<Session> SessionId { get; init; }

    public DateOnly On { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public AttendanceStatus Status { get; init; }

    public string Title { get; init; } = "";

    public RollEntry Entry => new(SessionId, On, StartsAt, EndsAt, Status);
}

/// <summary>An outreach on a list.</summary>
public sealed class OutreachRow
{
    public Id<OutreachTask> Id { get; init; }

    public Id<Patient> PatientId { get; init; }

    public required PersonName Name { get; init; }

    public string? PreferredName { get; init; }

    public RiskLevel Risk { get; init; }

    public int Absences { get; init; }

    public bool IsCorrected { get; init; }

    /// <summary>The clinic date of the absence it was opened for.</summary>
    public DateOnly On { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public Id<StaffMember> OwnerId { get; init; }

    public required PersonName Owner { get; init; }

    /// <summary>The supervisor to whom it was escalated.</summary>
    public PersonName? Told { get; init; }

    public int Tries { get; init; }

    public DateTimeOffset? LastTriedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public OutreachOutcome? Outcome { get; init; }

    public OutreachDecision? Decision { get; init; }

    public string Patient => Name.Called(PreferredName);

    public OutreachLevel Level => OutreachTask.LevelOf(Absences);

    public bool IsOverdue(DateTimeOffset now) => ClosedAt is null && DueAt < now;
}
