using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Skills;

/// <summary>Questions asked of skills.</summary>
internal static class SkillQueries
{
    /// <summary>For how long a skill that was taught is asked for.</summary>
    public const int DaysOfFollowUp = 14;

    /// <summary>What each of these patients was taught: the skills of the sessions that they attended.</summary>
    public static IQueryable<TaughtSkill> TaughtTo(this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients) =>
        from attendance in db.Attendances
        join tag in db.Set<SessionSkill>() on attendance.SessionId equals tag.SessionId
        where patients.Contains(attendance.PatientId)
            && attendance.Status != AttendanceStatus.ExcusedAbsence && attendance.Status != AttendanceStatus.UnexcusedAbsence
        select new TaughtSkill
        {
            PatientId = attendance.PatientId,
            SkillId = tag.SkillId,
            SessionId = attendance.SessionId,
            ClinicDate = attendance.ClinicDate,
        };

    /// <summary>The same of many patients, who sat in the same sessions: each session is asked once for what it taught.</summary>
    public static Task<List<TaughtSkill>> TaughtAsync(this ClinicDb db, IReadOnlyCollection<Id<Patient>> patients, CancellationToken stop) => (
        from one in db.Attendances
        where patients.Contains(one.PatientId) && one.Status != AttendanceStatus.ExcusedAbsence && one.Status != AttendanceStatus.UnexcusedAbsence
        join tag in db.Set<SessionSkill>() on one.SessionId equals tag.SessionId
        select new TaughtSkill { PatientId = one.PatientId, SkillId = tag.SkillId, SessionId = one.SessionId, ClinicDate = one.ClinicDate }).ToListAsync(stop);

    /// <summary>The skills, in the order of the catalogue.</summary>
    public static async Task<IReadOnlyList<Skill>> CatalogueAsync(this ClinicDb db) => (await db.HouseAsync()).Skills;
}

/// <summary>A skill that a patient was taught in a session.</summary>
public sealed class TaughtSkill
{
    public Id<Patient> PatientId { get; init; }

    public Id<Skill> SkillId { get; init; }

    public Id<Session> SessionId { get; init; }

    public DateOnly ClinicDate { get; init; }
}
