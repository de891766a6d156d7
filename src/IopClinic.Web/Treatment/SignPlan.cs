using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Signs a version of a plan: from the plan's own page, or at the end of a review.</summary>
public sealed class SignPlan(ClinicDb db, ClinicClock clock)
{
    /// <summary>Signs and saves. The patient's chain is held by the caller.</summary>
    /// <exception cref="RuleViolation">Something is missing, or changed since it was read.</exception>
    public async Task DoAsync(TreatmentPlan plan, SigningForm form, Id<StaffMember> by, DateOnly today)
    {
        DemandReviewed(plan, form.Reviewed);
        // A discharge at the same moment is either seen here, or finds this plan.
        await db.Database.ExecuteSqlAsync($"select 1 from (select id from episodes where id = {plan.EpisodeId.Value} and patient_id = {plan.PatientId.Value} for no key update) held");
        var episode = await db.Episodes.AsNoTracking().SingleAsync(e => e.Id == plan.EpisodeId && e.PatientId == plan.PatientId);
        var program = await db.Programs.AsNoTracking().SingleAsync(p => p.Id == episode.ProgramId);
        var inForce = await db.TreatmentPlans.SingleOrDefaultAsync(p => p.EpisodeId == plan.EpisodeId && p.PatientId == plan.PatientId && p.SignedAt != null && p.EndedAt == null);
        var staff = await db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null).ToListAsync();
        var signing = new PlanSigning(
            episode,
            inForce,
            staff.Single(s => s.Id == by),
            staff.Where(s => s.IsClinician && (s.SiteId == plan.SiteId || s.OtherSiteIds.Contains(plan.SiteId))).ToDictionary(s => s.Id, s => s.Name.Full),
            await db.NotedAsync(plan.EpisodeId),
            form.Said(),
            await NeedsGuardianAsync(plan, today),
            program.Plans,
            form.CoSigner is { } coSigner ? staff.Find(s => s.Id == coSigner) : null,
            (await db.ChainHeadsAsync([plan.PatientId])).GetValueOrDefault(plan.PatientId),
            today);
        if (inForce is not null)
        {
            // Two statements: the place must be free before it is taken.
            inForce.GiveWayTo(plan, clock.Now);
            await db.SaveChangesAsync();
        }

        var signatures = plan.Sign(signing, clock.Now);
        db.Signatures.AddRange(signatures);
        var standing = await db.Objectives.Where(o => o.EpisodeId == plan.EpisodeId && o.PatientId == plan.PatientId).ToListAsync();
        db.Objectives.AddRange(plan.SetObjectives(standing, today));
        await db.SaveChangesAsync();
    }

    /// <summary>Whether a guardian signs too, by the rules of the site.</summary>
    public async Task<bool> NeedsGuardianAsync(TreatmentPlan plan, DateOnly today)
    {
        var (born, site, isPart2) = await db.TogetherAsync(
            () => db.Patients.AsNoTracking().Where(p => p.Id == plan.PatientId).Select(p => new { p.Id, p.BirthDate }).SingleAsync(),
            () => db.Sites.AsNoTracking().SingleAsync(s => s.Id == plan.SiteId),
            () => db.Episodes.Where(e => e.Id == plan.EpisodeId && e.PatientId == plan.PatientId)
                .AnyAsync(e => db.Programs.Any(p => p.Id == e.ProgramId && p.IsPart2)));
        return GuardianRule.IsNeeded(born.BirthDate, site.Minors, isPart2, today);
    }

    /// <summary>Who may co-sign what this person signs, their own supervisor chosen.</summary>
    public async Task<IReadOnlyList<SelectListItem>> SupervisorsAsync(Id<StaffMember> signer)
    {
        var (supervisors, own) = await db.TogetherAsync(
            () => db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null && s.Id != signer && s.Roles.Contains(Role.Supervisor)).ToListAsync(),
            () => db.Staff.Where(s => s.Id == signer).Select(s => s.SupervisorId).SingleAsync());
        return [.. supervisors.OrderBy(s => s.Name.Full, StringComparer.CurrentCulture).Select(s => new SelectListItem(s.Name.Full, s.Id.ToString(), s.Id == own))];
    }

    public static void DemandReviewed(TreatmentPlan plan, string? reviewed) => RuleViolation.Unless(
        reviewed == PrintOf(plan), "Somebody changed this plan after you read it. Read what stands here now, and sign again.");

    /// <summary>A short print of everything that the signature will cover.</summary>
    public static string PrintOf(TreatmentPlan plan) => plan.Canonical().Print[..16];
}
