using System.Globalization;
using System.Text.RegularExpressions;
using IopClinic.Database.Keys;
using IopClinic.Database.Notes;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Domain.Work;
using IopClinic.Web.Commands;
using IopClinic.Web.Feeds;
using IopClinic.Web.Measures;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Promises;

/// <summary>Every page that the running program serves, each with an address of something that the demo clinic really has.</summary>
internal sealed partial class ClinicPages
{
    private ClinicPages(IReadOnlyList<ServedPage> all) => All = all;

    public IReadOnlyList<ServedPage> All { get; }

    /// <summary>The pages that ask for a permission.</summary>
    public IEnumerable<ServedPage> Guarded => All.Where(page => page.Permission is not null);

    public static async Task<ClinicPages> OfAsync(ClinicHost clinic)
    {
        var samples = await SamplesAsync(clinic);
        var loader = clinic.Services.GetRequiredService<PageLoader>();
        var pages = new List<ServedPage>();
        foreach (var endpoint in clinic.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                continue;
            }

            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            pages.Add(new ServedPage(
                "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
                isOpen ? null : endpoint.Metadata.GetMetadata<IAuthorizeData>()!.Policy,
                compiled,
                samples));
        }

        return new ClinicPages(pages);
    }

    /// <summary>By the first word of an address and the name of a part of it: a key that exists.</summary>
    private static Task<Dictionary<string, string>> SamplesAsync(ClinicHost clinic) => clinic.InDatabaseAsync(async db =>
    {
        var now = clinic.Time.GetUtcNow();
        // Somebody whom everybody may come near: discharged, so that intake sees them, and still on the list of a care team.
        var note = await db.Notes
            .Where(n => n.SignedAt != null && n.StruckAt == null && !db.Episodes.Any(e => e.PatientId == n.PatientId && e.DischargedOn == null))
            .OrderBy(n => n.Id).FirstAsync();
        var patient = await db.Patients.SingleAsync(p => p.Id == note.PatientId);
        var today = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);
        foreach (var (email, part) in new[] { ("clinician@demo.example", CareTeamPart.Clinician), ("prescriber@demo.example", CareTeamPart.Prescriber) })
        {
            var member = await db.Staff.SingleAsync(s => s.Email == email);
            if (!await db.CareTeams.AnyAsync(m => m.PatientId == patient.Id && m.StaffMemberId == member.Id && (m.Until == null || m.Until > today)))
            {
                db.CareTeams.Add(new CareTeamMember(patient, member, part, today, null, null, now));
                await db.SaveChangesAsync();
            }
        }

        var session = await db.Sessions
            .Where(s => s.CancelledAt == null && s.EndsAt < now && s.Roster.Count > 1 && s.Notes.Any() && s.Notes.All(n => n.SignedAt == null))
            .OrderByDescending(s => s.StartsAt).ThenBy(s => s.Id).Select(s => new { s.Id, s.ClinicDate, s.SiteId }).FirstAsync();
        var episode = await db.Episodes.Where(e => e.PatientId == patient.Id).Select(e => e.Id).FirstAsync();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into roster_places (session_id, patient_id, episode_id, site_id, clinic_date)
            values ({session.Id.Value}, {patient.Id.Value}, {episode.Value}, {session.SiteId.Value}, {session.ClinicDate}) on conflict do nothing
            """);
        var clinician = await db.Staff.SingleAsync(s => s.Email == "clinician@demo.example");
        var kept = await db.PrivateNotes.FirstOrDefaultAsync(n => n.PatientId == patient.Id && n.AuthorId == clinician.Id && n.DiscardedAt == null);
        if (kept is null)
        {
            kept = new PrivateNote(
                patient.Id, patient.SiteId, clinician, today, "A thought.", clinic.Services.GetRequiredService<FieldCipher>().SealNote, now);
            db.PrivateNotes.Add(kept);
            await db.SaveChangesAsync();
        }

        var begun = await db.Measures.FirstOrDefaultAsync(m => m.PatientId == patient.Id && m.CompletedAt == null && m.WithdrawnAt == null);
        if (begun is null)
        {
            var gad7 = clinic.Services.GetRequiredService<InstrumentLibrary>().Find("GAD-7")!;
            begun = new MeasureAdministration(patient, null, gad7, MeasureMode.Clinician, clinician, today, now);
            db.Measures.Add(begun);
            await db.SaveChangesAsync();
        }

        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.PatientId == patient.Id && a.SignedAt == null);
        if (assessment is null)
        {
            assessment = Assessment.Begin(patient, null, [], clinician, today, now);
            db.Assessments.Add(assessment);
            await db.SaveChangesAsync();
        }

        // A plan is no longer begun for somebody who was discharged.
        var objective = await db.Objectives.Where(o => o.PatientId == patient.Id).Select(o => o.Id).FirstOrDefaultAsync();
        if (objective.IsEmpty)
        {
            objective = Id<Objective>.New();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into objectives (id, patient_id, site_id, episode_id, set_on, number, text, problem, side, status)
                select {objective.Value}, e.patient_id, e.site_id, e.id, e.admitted_on, 1, 'Sleeps six hours', 'Sleep', 'MentalHealth', 'Active'
                from episodes e where e.patient_id = {patient.Id.Value} limit 1
                """);
        }

        if (!await db.AdmissionWaivers.AnyAsync(w => w.PatientId == patient.Id && w.DecidedAt == null))
        {
            var supervisor = await db.Staff.SingleAsync(s => s.Email == "supervisor@demo.example");
            db.AdmissionWaivers.Add(new AdmissionWaiver(patient, supervisor, "Cannot wait.", clinician, now));
            await db.SaveChangesAsync();
        }

        // The same of a draft of the plan.
        var plan = await db.TreatmentPlans.Where(p => p.PatientId == patient.Id && p.SignedAt == null).Select(p => p.Id).FirstOrDefaultAsync();
        if (plan.IsEmpty)
        {
            plan = Id<TreatmentPlan>.New();
            await db.Database.ExecuteSqlAsync(
                $$"""
                insert into treatment_plans (id, patient_id, site_id, episode_id, number, kind, clinic_date, started_by_id, started_at, content, review, written_by_id, written_at)
                select {{plan.Value}}, e.patient_id, e.site_id, e.id, 90, 'Review', {{today}}, {{clinician.Id.Value}}, {{now}}, '{}', '{}', {{clinician.Id.Value}}, {{now}}
                from episodes e where e.patient_id = {{patient.Id.Value}} limit 1
                """);
        }

        var outreach = await db.OutreachTasks.Where(t => t.PatientId == patient.Id && t.ClosedAt == null).Select(t => t.Id).FirstOrDefaultAsync();
        if (outreach.IsEmpty)
        {
            outreach = Id<OutreachTask>.New();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into outreach_tasks (id, patient_id, site_id, episode_id, session_id, clinic_date, absent_at, absences, opened_at, due_at, owner_id, tries)
                values ({outreach.Value}, {patient.Id.Value}, {patient.SiteId.Value}, {episode.Value}, {note.SessionId.Value}, {note.ClinicDate}, {now}, 1, {now}, {now}, {clinician.Id.Value}, 0)
                """);
        }

        var enrollment = await db.Enrollments.Where(e => e.Until == null).OrderBy(e => e.Id).FirstAsync();
        // Of nobody who makes or revokes a feed in a test.
        var feed = await new KeepFeeds(db, clinic.Services.GetRequiredService<ClinicClock>())
            .MakeAsync(await db.Staff.Where(s => s.Email == "aisha.rahman@demo.example").Select(s => s.Id).SingleAsync());
        var demo = DemoSignIns.All.Select(person => person.Email).ToList();
        string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Dictionary<string, string>
        {
            ["Patients id"] = $"{note.PatientId}",
            ["Patients note"] = $"{kept.Id}",
            ["Patients measure"] = $"{begun.Id}",
            ["Patients assessment"] = $"{assessment.Id}",
            ["Patients plan"] = $"{plan}",
            ["Patients from"] = $"{note.Id}",
            ["Patients objective"] = $"{objective}",
            ["Patients section"] = "substances",
            ["Patients row"] = "0",
            ["Sessions date"] = Date(session.ClinicDate),
            ["Sessions id"] = $"{session.Id}",
            ["Sessions leader"] = $"{clinician.Id}",
            ["Tracks id"] = $"{await db.Tracks.OrderBy(t => t.Name).Select(t => t.Id).FirstAsync()}",
            ["Notes date"] = Date(note.ClinicDate),
            ["Notes id"] = $"{note.Id}",
            ["Curricula id"] = $"{await db.Curricula.OrderBy(c => c.Name).Select(c => c.Id).FirstAsync()}",
            ["Groups id"] = $"{enrollment.GroupId}",
            ["Groups enrollment"] = $"{enrollment.Id}",
            ["Sites id"] = $"{await db.Sites.OrderBy(s => s.Name).Select(s => s.Id).FirstAsync()}",
            // Nobody whom a test signs in: an attack may well deactivate them.
            ["Staff id"] = $"{await db.Staff.Where(s => !demo.Contains(s.Email) && s.DeactivatedAt == null).Select(s => s.Id).FirstAsync()}",
            ["Services id"] = $"{await db.Services.OrderBy(s => s.Name).Select(s => s.Id).FirstAsync()}",
            ["Hours programId"] = $"{await db.Programs.Where(p => p.SiteId == session.SiteId).OrderBy(p => p.Name).Select(p => p.Id).FirstAsync()}",
            ["Hours date"] = Date(session.ClinicDate.AddDays(-7)),
            ["Programs id"] = $"{await db.Programs.OrderBy(s => s.Name).Select(s => s.Id).FirstAsync()}",
            ["PlanLibrary id"] = $"{await db.ProblemAreas.OrderBy(a => a.Name).Select(a => a.Id).FirstAsync()}",
            ["Skills id"] = $"{await db.Skills.OrderBy(s => s.Name).Select(s => s.Id).FirstAsync()}",
            ["History id"] = $"{note.PatientId}",
            ["Emergency id"] = $"{await db.GlassOpenings.OrderBy(g => g.OpenedAt).Select(g => g.Id).LastAsync()}",
            ["Referrals id"] = $"{await db.Referrals.Where(r => r.ClosedAt == null).OrderBy(r => r.ReceivedAt).Select(r => r.Id).FirstAsync()}",
            ["Referrals referral"] = $"{await db.Referrals.Where(r => r.ClosedAt == null).OrderBy(r => r.ReceivedAt).Select(r => r.Id).FirstAsync()}",
            ["Referrals time"] = $"{await db.AssessmentTimes.OrderBy(t => t.Id).Select(t => t.Id).FirstAsync()}",
            ["AssessmentTimes which"] = $"{await db.AssessmentTimes.OrderBy(t => t.Id).Select(t => t.Id).FirstAsync()}",
            ["Outreach task"] = $"{outreach}",
            ["Work kind"] = nameof(WorkKind.Outreach),
            ["Work subject"] = $"{outreach}",
            ["Leave id"] = $"{await db.Leaves.OrderBy(l => l.Id).Select(l => l.Id).FirstAsync()}",
            ["Feeds token"] = feed[7..^4],
            ["problem code"] = "404",
        };
    });

    /// <param name="Route">The pattern of the address.</param>
    /// <param name="Permission">What one must hold to see it; null when it is open to all.</param>
    /// <param name="Compiled">Its handlers and its forms.</param>
    /// <param name="Samples">Keys that exist.</param>
    internal sealed partial record ServedPage(
        string Route, string? Permission, CompiledPageActionDescriptor Compiled, IReadOnlyDictionary<string, string> Samples)
    {
        /// <summary>The address of something that exists.</summary>
        public string Address => With((part, _) => Sample(part));

        public bool HasParts => Part().IsMatch(Route);

        /// <summary>Shows what is in a patient's chart, or opens it for change.</summary>
        public bool ShowsChart => Permission is Can.ReadCharts or Can.ReadNotes or Can.ReadMeasures or Can.LogSessions or Can.ReadAttendance
            || Route.StartsWith("/Patients/{id}", StringComparison.Ordinal);

        public IEnumerable<HandlerMethodDescriptor> Posts => Compiled.HandlerMethods.Where(handler => handler.HttpMethod == "Post");

        public bool Opens => Compiled.HandlerMethods.Any(handler => handler is { HttpMethod: "Get", Name: null or "" });

        /// <summary>The forms that a POST may fill in.</summary>
        public IReadOnlyList<PageBoundPropertyDescriptor> Forms =>
            [.. Compiled.BoundProperties.OfType<PageBoundPropertyDescriptor>().Where(bound => HandlerForms.IsForm(bound.Property))];

        /// <summary>What its author alone comes near; the sample is the demo clinician's.</summary>
        private bool IsPrivate => Route.StartsWith("/Patients/{id}/PrivateNotes/", StringComparison.Ordinal);

        /// <summary>What care has written of somebody who was admitted once is closed to intake; the sample was.</summary>
        private bool IsOfCare => Route.StartsWith("/Patients/{id}/", StringComparison.Ordinal)
            && Permissions.ActionOf(Permission!) is PatientAction.ReadChart or PatientAction.Assess or PatientAction.ReadSafetyPlan;

        /// <summary>A piece of work is before whose it is, their team and who answers for them; the sample is the demo clinician's.</summary>
        private bool IsWork => Route == "/Work/{kind}/{subject}";

        public IEnumerable<Role> Seers => IsPrivate
            ? [Role.Clinician]
            : IsWork ? [Role.Clinician, Role.Supervisor, Role.Prescriber]
            : Enum.GetValues<Role>().Where(role => Permissions.Of(role).Contains(Permission!) && !(IsOfCare && role is Role.Intake));

        /// <summary>The address with each of its parts filled in otherwise.</summary>
        public string With(Func<string, string, string> fill) =>
            Part().Replace(Route, match => fill(match.Groups["name"].Value, match.Value));

        public string Sample(string part)
        {
            var key = $"{Route.Split('/')[1]} {part}";
            Assert.True(Samples.ContainsKey(key), $"The page {Route} needs a sample for {part}: add \"{key}\" to ClinicPages.");
            return Samples[key];
        }

        public override string ToString() => Route;

        [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
        private static partial Regex Part();
    }
}
