using System.Collections.Immutable;
using IopClinic.Database;
using IopClinic.Domain.Access;
using IopClinic.Domain.Staff;
using Microsoft.AspNetCore.Authorization;

namespace IopClinic.Web.Plumbing;

/// <summary>Who may do what: the one table.</summary>
public static class Permissions
{
    private static readonly ImmutableArray<string> CareTeam =
    [
        Can.UseToday, Can.SeeWork, Can.FindPatients, Can.ReadCharts, Can.ReadNotes, Can.Assess, Can.ReadSafetyPlans, Can.WritePlans, Can.DescribePatients, Can.BreakGlass,
        Can.ReadSchedule, Can.BookSessions, Can.LogSessions, Can.KeepPrivateNotes, Can.ReadMeasures, Can.GiveMeasures, Can.KeepPapers, Can.ReadAttendance, Can.ReadInsight, Can.KeepAuthorizations, Can.OwnAccount,
    ];

    private static readonly ImmutableDictionary<Role, ImmutableArray<string>> Table = new Dictionary<Role, ImmutableArray<string>>
    {
        [Role.Clinician] = [.. CareTeam, Can.DischargePatients],
        [Role.Prescriber] = CareTeam,
        [Role.Supervisor] = [.. CareTeam, Can.DischargePatients, Can.DecideAdmissions, Can.AppointTeams, Can.CoSign, Can.SharePhrases, Can.ReadHistory],
        [Role.Intake] =
        [
            Can.SeeWork, Can.FindPatients, Can.ReadCharts, Can.Assess, Can.ReadSafetyPlans, Can.RegisterPatients, Can.DescribePatients, Can.AdmitPatients,
            Can.ImportPatients, Can.TakeReferrals, Can.KeepAssessmentTimes, Can.KeepPapers, Can.ReadSchedule, Can.BookSessions, Can.ReadAttendance, Can.OwnAccount,
        ],
        [Role.Administrator] =
        [
            Can.UseToday, Can.SeeWork, Can.FindPatients, Can.ReadSchedule, Can.ManageGroups, Can.BookSessions, Can.ReadAttendance, Can.ReadInsight, Can.KeepAuthorizations, Can.BillServices, Can.SignOffWeeks, Can.SetUpClinic,
            Can.KeepAssessmentTimes, Can.AppointTeams, Can.ReadHistory, Can.OwnAccount,
        ],
        [Role.Auditor] = [Can.FindPatients, Can.ReadHistory, Can.OwnAccount],
        [Role.PrivacyOfficer] = [Can.FindPatients, Can.ReadHistory, Can.ReviewGlass, Can.OwnAccount],
    }.ToImmutableDictionary();

    /// <summary>What a permission means for one patient's record.</summary>
    private static readonly ImmutableDictionary<string, PatientAction> Actions = new Dictionary<string, PatientAction>
    {
        [Can.FindPatients] = PatientAction.SeeName,
        [Can.ReadSchedule] = PatientAction.SeeName,
        [Can.ReadAttendance] = PatientAction.SeeName,
        [Can.ReadInsight] = PatientAction.SeeName,
        [Can.BookSessions] = PatientAction.SeeName,
        [Can.KeepAuthorizations] = PatientAction.SeeName,
        [Can.BillServices] = PatientAction.SeeName,
        [Can.SignOffWeeks] = PatientAction.SeeName,
        [Can.ManageGroups] = PatientAction.SeeName,
        [Can.ReadCharts] = PatientAction.ReadChart,
        [Can.ReadNotes] = PatientAction.ReadChart,
        [Can.ReadMeasures] = PatientAction.ReadMeasures,
        [Can.GiveMeasures] = PatientAction.WriteChart,
        [Can.Assess] = PatientAction.Assess,
        [Can.ReadSafetyPlans] = PatientAction.ReadSafetyPlan,
        [Can.LogSessions] = PatientAction.WriteChart,
        [Can.WritePlans] = PatientAction.WriteChart,
        [Can.CoSign] = PatientAction.ReadChart,
        [Can.DescribePatients] = PatientAction.Describe,
        [Can.TakeReferrals] = PatientAction.Admit,
        [Can.AdmitPatients] = PatientAction.Admit,
        [Can.DecideAdmissions] = PatientAction.ReadChart,
        [Can.KeepPapers] = PatientAction.Assess,
        [Can.DischargePatients] = PatientAction.Discharge,
        [Can.AppointTeams] = PatientAction.AppointTeam,
        [Can.ReadHistory] = PatientAction.ReadHistory,
        [Can.KeepPrivateNotes] = PatientAction.KeepPrivateNotes,
    }.ToImmutableDictionary();

    /// <summary>What somebody who uses this permission wants with a patient's record.</summary>
    public static PatientAction ActionOf(string permission) => Actions[permission];

    /// <summary>True when this patient's record opens to the actor for that.</summary>
    public static bool Opens(this ClinicDb db, PatientState patient, string permission) =>
        db.Reach is not { } reach || PatientAccess.Decide(reach, patient, ActionOf(permission)).IsAllowed;

    /// <summary>Every permission that at least one role holds.</summary>
    public static ImmutableSortedSet<string> All { get; } = [.. Table.Values.SelectMany(held => held)];

    public static ImmutableArray<string> Of(Role role) => Table[role];

    public static IEnumerable<Role> HoldersOf(string permission) =>
        Table.Where(row => row.Value.Contains(permission)).Select(row => row.Key).Order();

    /// <summary>One policy per permission; whatever names none still asks for sign-in.</summary>
    public static AuthorizationBuilder AddClinicPermissions(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var permission in All)
        {
            var holders = HoldersOf(permission).Select(role => role.ToString()).ToArray();
            authorization.AddPolicy(permission, policy => policy.RequireAuthenticatedUser().RequireRole(holders));
        }

        return authorization;
    }

    /// <summary>True when one of this person's roles holds <paramref name="permission"/>: for showing or leaving out a link.</summary>
    public static bool May(this System.Security.Claims.ClaimsPrincipal person, string permission) =>
        HoldersOf(permission).Any(role => person.IsInRole(role.ToString()));
}
