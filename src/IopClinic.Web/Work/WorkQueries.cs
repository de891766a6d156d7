using System.Security.Claims;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Work;
using IopClinic.Web.Assessments;
using IopClinic.Web.Billing;
using IopClinic.Web.Measures;
using IopClinic.Web.Outreach;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Safety;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using IopClinic.Web.Treatment;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Work;

/// <summary>
/// What there is to do, found anew at every look in the records it comes from: nothing has to be ticked off, and nothing stands here that
/// is done. Everybody finds here what their permissions and their reach show them elsewhere.
/// </summary>
public sealed class WorkQueries(ClinicDb db, ClinicClock clock, InstrumentLibrary library)
{
    /// <summary>Days back for which unsigned sessions are asked for.</summary>
    private const int DaysBack = 90;

    /// <summary>A credential that begins within so many days before another one ends, or later, follows it.</summary>
    private const int DaysToFollow = 31;

    /// <summary>The most rows of one kind: a desk with more than that is not worked off from a list.</summary>
    private const int Most = 500;

    /// <summary>The work of these people.</summary>
    /// <param name="reader">Who asks: of what, their permissions say.</param>
    /// <param name="people">Whose.</param>
    /// <param name="stop">Ends the questions.</param>
    public async Task<IReadOnlyList<WorkLine>> OfAsync(ClaimsPrincipal reader, IReadOnlyCollection<Id<StaffMember>> people, CancellationToken stop)
    {
        var now = clock.Now;
        var since = now.AddDays(-WorkRules.LongestSnooze - 1);
        var (handOvers, snoozes) = await db.TogetherAsync(
            () => GivenAsync(people, stop),
            () => db.WorkSnoozes.AsNoTracking().Where(s => people.Contains(s.StaffMemberId) && s.SnoozedAt >= since).ToListAsync(stop));
        // What came to them arose with somebody else.
        var sought = people.Concat(handOvers.Select(given => given.FromId)).ToHashSet();
        (string Needs, Func<Task<IEnumerable<WorkItem>>> Find)[] kinds =
        [
            (Can.ReadMeasures, () => CriticalAnswersAsync(stop)),
            (Can.ReadMeasures, () => SafetyPlansAsync(stop)),
            (Can.ReadSchedule, () => NotesAsync(reader, sought, now, stop)),
            (Can.ReadNotes, () => CoSigningsAsync(sought, stop)),
            (Can.Assess, () => AssessmentsAsync(sought, stop)),
            (Can.WritePlans, () => CoSignaturesOfPlansAsync(sought, stop)),
            (Can.WritePlans, () => PlansAsync(db.Actor.StaffMemberId ?? default, sought)),
            (Can.DecideAdmissions, () => AdmissionsAsync(sought, stop)),
            (Can.LogSessions, () => OutreachAsync(sought, stop)),
            (Can.GiveMeasures, () => MeasuresAsync(sought, stop)),
            (Can.KeepPapers, () => PapersAsync(sought, stop)),
            (Can.KeepAuthorizations, () => AuthorizationsAsync(sought, now, stop)),
            (Can.SeeWork, () => CredentialsAsync(reader, people, stop)),
        ];
        var found = await db.TogetherAsync([.. kinds.Where(kind => reader.May(kind.Needs)).Select(kind => kind.Find)]);
        return [.. WorkDesk.Lay([.. found.SelectMany(items => items)], handOvers, snoozes, Today, now).Where(line => line.Owners.Any(people.Contains))];
    }

    /// <summary>The reader, and those with whom they share a team: of administrators everybody at the site, of supervisors whom they supervise, else who treats the same patients.</summary>
    public async Task<IReadOnlyList<Id<StaffMember>>> TeamAsync(ClaimsPrincipal reader, Id<StaffMember> me, CancellationToken stop)
    {
        if (db.Reach is not { } reach || reader.May(Can.SetUpClinic))
        {
            var site = db.Actor.SiteId!.Value;
            return await db.Staff.Where(s => s.DeactivatedAt == null && (s.SiteId == site || s.OtherSiteIds.Contains(site))).Select(s => s.Id).ToListAsync(stop);
        }

        if (reach.Supervisees.Count > 0)
        {
            return [me, .. reach.Supervisees];
        }

        // An emergency makes nobody a colleague.
        var charts = reach.Charts.Except(reach.Glass).ToList();
        var team = await db.CareTeams.Where(m => charts.Contains(m.PatientId) && m.From <= Today && (m.Until == null || m.Until >= Today))
            .Select(m => m.StaffMemberId).Distinct().ToListAsync(stop);
        return [me, .. team.Where(one => one != me)];
    }

    /// <summary>Everything handed over that ends or ended with one of these people, with all that went before.</summary>
    private async Task<List<WorkHandOver>> GivenAsync(IReadOnlyCollection<Id<StaffMember>> people, CancellationToken stop)
    {
        var subjects = db.WorkHandOvers.Where(h => people.Contains(h.ToId) || people.Contains(h.FromId)).Select(h => h.Subject);
        return await db.WorkHandOvers.AsNoTracking().Where(h => subjects.Contains(h.Subject)).ToListAsync(stop);
    }

    private async Task<IEnumerable<WorkItem>> CriticalAnswersAsync(CancellationToken stop)
    {
        var open = await (
            from alert in db.MeasureAlerts.AsNoTracking()
            where alert.AcknowledgedAt == null
            join patient in db.Patients on alert.PatientId equals patient.Id
            join site in db.Sites on patient.SiteId equals site.Id
            orderby alert.RaisedAt
            select new { alert.Id, alert.PatientId, patient.Name, patient.PreferredName, alert.InstrumentCode, alert.MeasureId, alert.RaisedAt, alert.ForId, site.OnCallIds })
            .Take(Most).ToListAsync(stop);
        var teams = await TeamsAsync([.. open.Where(alert => alert.ForId is null).Select(alert => alert.PatientId)], stop);
        return open.Select(alert => new WorkItem(
            WorkKind.CriticalAnswer,
            $"{alert.Id}",
            $"Critical answer, {alert.InstrumentCode}",
            $"/Patients/{alert.PatientId}/Measures/{alert.MeasureId}",
            [.. alert.ForId is { } whose ? [whose] : teams[alert.PatientId], .. alert.OnCallIds],
            DayOf(alert.RaisedAt))
        {
            PatientId = alert.PatientId,
            Patient = Called(alert.Name, alert.PreferredName),
            DueOn = DayOf(alert.RaisedAt),
        });
    }

    private async Task<IEnumerable<WorkItem>> SafetyPlansAsync(CancellationToken stop)
    {
        var plans = await db.DuePlansAsync(Today, stop);
        var teams = await TeamsAsync([.. plans.Where(due => due.ClinicianIds.Count == 0).Select(due => due.PatientId)], stop);
        return plans.Select(due => new WorkItem(
            WorkKind.SafetyPlan,
            // Of a risk that rises again, it is another one.
            $"{due.PatientId}_{due.RoseOn:yyyyMMdd}",
            "Safety plan",
            $"/Patients/{due.PatientId}/SafetyPlan",
            [.. due.ClinicianIds, .. teams[due.PatientId]],
            due.RoseOn ?? Today)
        {
            PatientId = due.PatientId,
            Patient = due.Patient,
            DueOn = due.RoseOn ?? Today,
            Detail = $"{Show.Words(due.Risk)} risk",
        });
    }

    /// <summary>Who is on the care teams of those who have no primary clinician: nobody in danger is without somebody whose work that is.</summary>
    private async Task<ILookup<Id<Patient>, Id<StaffMember>>> TeamsAsync(IReadOnlyCollection<Id<Patient>> patients, CancellationToken stop)
    {
        var today = Today;
        var members = patients.Count == 0
            ? []
            : await db.CareTeams.AsNoTracking().Where(m => patients.Contains(m.PatientId) && m.From <= today && (m.Until == null || m.Until >= today))
                .Select(m => new { m.PatientId, m.StaffMemberId }).ToListAsync(stop);
        return members.ToLookup(m => m.PatientId, m => m.StaffMemberId);
    }

    private async Task<IEnumerable<WorkItem>> NotesAsync(ClaimsPrincipal reader, HashSet<Id<StaffMember>> people, DateTimeOffset now, CancellationToken stop)
    {
        var rows = await db.Sessions.AwaitingSignature(db, people, now.AddDays(-DaysBack), now)
            .OrderBy(s => s.StartsAt).Take(Most).ToRowsAsync(db, now, reader.May(Can.FindPatients), stop);
        var sessions = rows.Select(row => row.Id).ToList();
        var (booked, places) = await db.TogetherAsync(
            () => db.Set<SessionClinician>().AsNoTracking().Where(c => sessions.Contains(c.SessionId)).Select(c => new { c.SessionId, c.StaffMemberId }).ToListAsync(stop),
            () => (
                from place in db.RosterPlaces.AsNoTracking()
                where sessions.Contains(place.SessionId)
                join episode in db.Episodes on place.EpisodeId equals episode.Id
                join program in db.Programs on episode.ProgramId equals program.Id
                select new { place.SessionId, place.PatientId, program.Notes }).ToListAsync(stop));
        var leaders = booked.ToLookup(c => c.SessionId, c => c.StaffMemberId);
        // Of several programs on a roll, the one with the least time.
        var rules = places.ToLookup(one => one.SessionId);
        return rows.Select(row => (Row: row, Due: (rules[row.Id].Select(one => one.Notes).MinBy(notes => notes.DueHours) ?? NoteRules.Usual).DueAt(row.EndsAt))).Select(one => new WorkItem(
            WorkKind.Note, $"{one.Row.Id}", one.Row.Title, one.Row.Href, [.. leaders[one.Row.Id]], one.Row.Date)
        {
            PatientId = one.Row.CalledName is null ? null : rules[one.Row.Id].FirstOrDefault()?.PatientId,
            Patient = one.Row.CalledName,
            DueOn = DayOf(one.Due),
            DueAt = one.Due,
            Detail = one.Row.Progress.Recorded == 0 ? "Not logged" : $"{one.Row.Progress.Signed} of {one.Row.Progress.Roster} signed",
        });
    }

    /// <summary>Notes that wait for a co-signature, and those that were returned to their author.</summary>
    private async Task<IEnumerable<WorkItem>> CoSigningsAsync(HashSet<Id<StaffMember>> people, CancellationToken stop)
    {
        var open = await (
            from asked in db.CoSignings.AsNoTracking()
            where asked.CoSignedAt == null
            join author in db.Staff on asked.AuthorId equals author.Id
            where people.Contains(asked.CoSignerId) || people.Contains(asked.AuthorId) || (author.SupervisorId != null && people.Contains(author.SupervisorId.Value))
            join note in db.Notes on asked.NoteId equals note.Id
            where note.StruckAt == null
            join patient in db.Patients on asked.PatientId equals patient.Id
            join session in db.Sessions on note.SessionId equals session.Id
            orderby asked.AskedAt
            select new
            {
                Asked = asked,
                patient.Name,
                patient.PreferredName,
                session.Title,
                author.SupervisorId,
                IsReturned = asked.ReturnedAt != null && !note.Addenda.Any(a => a.AuthorId == asked.AuthorId && a.WrittenAt > asked.ReturnedAt),
                Answered = note.Addenda.Where(a => a.AuthorId == asked.AuthorId).Max(a => (DateTimeOffset?)a.WrittenAt),
            }).Take(Most).ToListAsync(stop);
        return open.Select(one =>
        {
            var since = DayOf(one.IsReturned ? one.Asked.ReturnedAt!.Value : one.Answered > one.Asked.AskedAt ? one.Answered.Value : one.Asked.AskedAt);
            return new WorkItem(
                one.IsReturned ? WorkKind.ReturnedNote : WorkKind.CoSignature,
                $"{one.Asked.NoteId}",
                $"Note, {one.Title}",
                one.IsReturned ? $"/Notes/{Show.Iso(one.Asked.ClinicDate)}/{one.Asked.NoteId}" : $"/CoSignatures#note-{one.Asked.NoteId}",
                one.IsReturned ? [one.Asked.AuthorId] : one.SupervisorId is { } now && now != one.Asked.CoSignerId ? [one.Asked.CoSignerId, now] : [one.Asked.CoSignerId],
                since)
            {
                PatientId = one.Asked.PatientId,
                Patient = Called(one.Name, one.PreferredName),
                DueOn = since.AddDays(CoSigning.DueDays),
                Detail = one.IsReturned ? "Returned for correction" : one.Asked.ReturnedAt is null ? null : "Answered by its author",
            };
        });
    }

    private async Task<IEnumerable<WorkItem>> AssessmentsAsync(HashSet<Id<StaffMember>> people, CancellationToken stop)
    {
        var waiting = await (
            from assessment in db.Assessments.AsNoTracking()
            where (assessment.SignedAt == null && people.Contains(assessment.StartedById))
                || (assessment.CoSignerId != null && people.Contains(assessment.CoSignerId.Value) && assessment.CoSignedAt == null)
            join patient in db.Patients on assessment.PatientId equals patient.Id
            orderby assessment.ClinicDate, assessment.Id
            select new { assessment.PatientId, assessment.Id, patient.Name, patient.PreferredName, assessment.Kind, assessment.ClinicDate, assessment.SignedAt, assessment.StartedById, assessment.CoSignerId })
            .Take(Most).ToListAsync(stop);
        return waiting.Select(one => new WorkItem(
            one.SignedAt is null ? WorkKind.Assessment : WorkKind.CoSignature,
            $"{one.Id}",
            AssessmentWords.Of(one.Kind),
            $"/Patients/{one.PatientId}/Assessments/{one.Id}",
            [one.SignedAt is null ? one.StartedById : one.CoSignerId!.Value],
            one.SignedAt is { } at ? DayOf(at) : one.ClinicDate)
        {
            PatientId = one.PatientId,
            Patient = Called(one.Name, one.PreferredName),
            DueOn = one.SignedAt is { } signed ? DayOf(signed).AddDays(CoSigning.DueDays) : null,
        });
    }

    private async Task<IEnumerable<WorkItem>> CoSignaturesOfPlansAsync(HashSet<Id<StaffMember>> people, CancellationToken stop)
    {
        var waiting = await (
            from plan in db.TreatmentPlans.AsNoTracking()
            where plan.CoSignerId != null && people.Contains(plan.CoSignerId.Value) && plan.SignedAt != null && plan.CoSignedAt == null
            join patient in db.Patients on plan.PatientId equals patient.Id
            orderby plan.SignedAt
            select new { plan.PatientId, plan.Id, patient.Name, patient.PreferredName, plan.Kind, plan.SignedAt, plan.CoSignerId }).Take(Most).ToListAsync(stop);
        return waiting.Select(one => new WorkItem(
            WorkKind.CoSignature, $"{one.Id}", $"{Show.Words(one.Kind)} plan", $"/Patients/{one.PatientId}/Plans/{one.Id}", [one.CoSignerId!.Value], DayOf(one.SignedAt!.Value))
        {
            PatientId = one.PatientId,
            Patient = Called(one.Name, one.PreferredName),
            DueOn = DayOf(one.SignedAt!.Value).AddDays(CoSigning.DueDays),
        });
    }

    private async Task<IEnumerable<WorkItem>> PlansAsync(Id<StaffMember> me, HashSet<Id<StaffMember>> people) =>
        (await db.PlansDueAsync(me, people, Today)).Where(line => line.Duty is not null && line.IsSoon(Today)).Select(line => new WorkItem(
            WorkKind.Plan,
            // The next one of its kind is another one.
            $"{line.EpisodeId}_{line.Duty}_{line.Since:yyyyMMdd}",
            line.What,
            line.Href ?? $"/Patients/{line.PatientId}/Plans",
            [line.ClinicianId],
            Earlier(Today, line.On.AddDays(-PlansDue.DaysAhead)))
        {
            PatientId = line.PatientId,
            Patient = line.Patient,
            DueOn = line.On,
            Detail = line.Because.Count == 0 ? null : string.Join("; ", line.Because),
        });

    private async Task<IEnumerable<WorkItem>> AdmissionsAsync(HashSet<Id<StaffMember>> people, CancellationToken stop)
    {
        var waiting = await (
            from waiver in db.AdmissionWaivers.AsNoTracking()
            where people.Contains(waiver.SupervisorId) && waiver.DecidedAt == null
            join patient in db.Patients on waiver.PatientId equals patient.Id
            orderby waiver.AskedAt
            select new { waiver.Id, waiver.PatientId, patient.Name, patient.PreferredName, waiver.AskedAt, waiver.SupervisorId }).Take(Most).ToListAsync(stop);
        return waiting.Select(one => new WorkItem(
            WorkKind.Admission, $"{one.Id}", "Admission before the assessment is signed", $"/Patients/{one.PatientId}/Waiver", [one.SupervisorId], DayOf(one.AskedAt))
        {
            PatientId = one.PatientId,
            Patient = Called(one.Name, one.PreferredName),
            DueOn = DayOf(one.AskedAt),
        });
    }

    private async Task<IEnumerable<WorkItem>> OutreachAsync(HashSet<Id<StaffMember>> people, CancellationToken stop)
    {
        var open = await (
            from task in db.OpenToReader()
            where task.ClosedAt == null && (people.Contains(task.OwnerId) || (task.EscalatedToId != null && people.Contains(task.EscalatedToId.Value)))
            join patient in db.Patients on task.PatientId equals patient.Id
            orderby task.DueAt
            select new { task.Id, PatientId = patient.Id, patient.Name, patient.PreferredName, task.ClinicDate, task.DueAt, task.OwnerId, task.EscalatedToId, task.Absences, task.CorrectedAt }).Take(Most).ToListAsync(stop);
        return open.Select(task => new WorkItem(
            WorkKind.Outreach,
            $"{task.Id}",
            "Reach out",
            $"/Outreach/{task.Id}",
            task.EscalatedToId is { } told ? [task.OwnerId, told] : [task.OwnerId],
            task.ClinicDate)
        {
            PatientId = task.PatientId,
            Patient = Called(task.Name, task.PreferredName),
            DueOn = DayOf(task.DueAt),
            DueAt = task.DueAt,
            Detail = OutreachWords.Of(task.Absences, task.CorrectedAt is not null).Words,
        });
    }

    private async Task<IEnumerable<WorkItem>> MeasuresAsync(HashSet<Id<StaffMember>> people, CancellationToken stop)
    {
        var mine = db.Episodes.Where(e => people.Contains(e.PrimaryClinicianId) && e.DischargedOn == null);
        var due = await db.DueAsync(library, mine, Today, stop);
        if (due.Count == 0)
        {
            return [];
        }

        var patients = due.Select(one => one.PatientId).Distinct().ToList();
        var clinicians = (await mine.AsNoTracking().Where(e => patients.Contains(e.PatientId)).Select(e => new { e.PatientId, e.PrimaryClinicianId }).ToListAsync(stop))
            .ToLookup(e => e.PatientId, e => e.PrimaryClinicianId);
        return due.GroupBy(one => one.PatientId).Select(of => new WorkItem(
            WorkKind.Measure,
            // Once another one is due, what was said of the first is not said of it.
            $"{of.Key}_{Today.AddDays(-of.Min(one => one.Days)):yyyyMMdd}",
            $"Questionnaires: {string.Join(", ", of.Select(one => one.Code))}",
            $"/Patients/{of.Key}/Measures",
            [.. clinicians[of.Key]],
            Today.AddDays(-of.Max(one => one.Days)))
        {
            PatientId = of.Key,
            Patient = of.First().Patient,
            DueOn = Today.AddDays(-of.Max(one => one.Days)),
        });
    }

    private async Task<IEnumerable<WorkItem>> PapersAsync(HashSet<Id<StaffMember>> people, CancellationToken stop)
    {
        var treated = await (
            from episode in db.Episodes.AsNoTracking()
            where people.Contains(episode.PrimaryClinicianId) && episode.DischargedOn == null
            join patient in db.Patients on episode.PatientId equals patient.Id
            join site in db.Sites on episode.SiteId equals site.Id
            join program in db.Programs.AsNoTracking() on episode.ProgramId equals program.Id
            orderby episode.AdmittedOn, episode.Id
            select new
            {
                episode.Id,
                episode.PatientId,
                patient.Name,
                patient.PreferredName,
                episode.AdmittedOn,
                episode.PrimaryClinicianId,
                site.Admission,
                Program = program,
                Since = db.Episodes.Where(e => e.PatientId == patient.Id).Max(e => e.DischargedOn),
            }).Take(Most).ToListAsync(stop);
        var patients = treated.ConvertAll(one => one.PatientId);
        var papers = (await db.AdmissionPapers.AsNoTracking().Where(p => patients.Contains(p.PatientId)).ToListAsync(stop)).ToLookup(p => p.PatientId);
        return
            from one in treated
            let missing = AdmissionChecklist.Of(one.Admission, one.Program, papers[one.PatientId], one.Since).Where(line => line.IsMissing).ToList()
            where missing.Count > 0
            select new WorkItem(
                WorkKind.Papers,
                $"{one.Id}",
                "Consents and notices",
                $"/Patients/{one.PatientId}/Papers",
                [one.PrimaryClinicianId],
                one.AdmittedOn)
            {
                PatientId = one.PatientId,
                Patient = Called(one.Name, one.PreferredName),
                DueOn = one.AdmittedOn.AddDays(one.Admission.PaperDays),
                Detail = string.Join("; ", missing.Select(line => line.Title)),
            };
    }

    private async Task<IEnumerable<WorkItem>> AuthorizationsAsync(HashSet<Id<StaffMember>> people, DateTimeOffset now, CancellationToken stop)
    {
        var treated = db.Episodes.Where(e => people.Contains(e.PrimaryClinicianId) && e.DischargedOn == null);
        var coverage = await db.CoverageAsync(treated, Today, now, stop);
        var ending = coverage.SelectMany(of => of.Value.Uses.Where(use => use.IsExpiring(Today) && use.Authorization.ExtensionAskedOn is null).Select(use => (Episode: of.Key, Use: use))).ToList();
        if (ending.Count == 0)
        {
            return [];
        }

        var episodes = ending.ConvertAll(one => one.Episode);
        var of = await (
            from episode in db.Episodes.AsNoTracking()
            where episodes.Contains(episode.Id)
            join patient in db.Patients on episode.PatientId equals patient.Id
            select new { episode.Id, PatientId = patient.Id, patient.Name, patient.PreferredName, episode.PrimaryClinicianId }).ToDictionaryAsync(e => e.Id, stop);
        return ending.Where(one => of.ContainsKey(one.Episode)).Select(one => new WorkItem(
            WorkKind.Authorization,
            $"{one.Use.Authorization.Id}",
            $"Authorization of {one.Use.Authorization.Payer}",
            $"/Patients/{of[one.Episode].PatientId}/Authorizations",
            [of[one.Episode].PrimaryClinicianId],
            // From the first day on which somebody had to ask for more; where units ran short earlier, nothing keeps that day.
            Earlier(Today, one.Use.Authorization.LastDay.AddDays(-AuthorizationUse.WarningDays)))
        {
            PatientId = of[one.Episode].PatientId,
            Patient = Called(of[one.Episode].Name, of[one.Episode].PreferredName),
            DueOn = one.Use.RunsOutOn is { } out_ ? Earlier(out_, one.Use.Authorization.LastDay) : one.Use.Authorization.LastDay,
            Detail = $"{BillingWords.Say(one.Use.Left, one.Use.Authorization.Unit)} left",
        });
    }

    private async Task<IEnumerable<WorkItem>> CredentialsAsync(ClaimsPrincipal reader, IReadOnlyCollection<Id<StaffMember>> people, CancellationToken stop)
    {
        var keepsStaff = reader.May(Can.SetUpClinic);
        var soon = Today.AddDays(WorkRules.CredentialDays);
        // Licences are for their holders, for who answers for them, and for who keeps the staff.
        var holders = keepsStaff ? people : [.. people.Where(one => one == db.Actor.StaffMemberId || db.Reach?.Supervisees.Contains(one) == true)];
        var everybody = (await db.HouseAsync()).Staff;
        var staff = holders.Select(holder => everybody.GetValueOrDefault(holder)).OfType<StaffMember>().Where(s => s.DeactivatedAt is null);
        return
            from one in staff
            from credential in one.Credentials
            where credential.Until <= soon && !IsFollowed(credential, one.Credentials)
            let subject = $"{one.Id}_{credential.Code}"
            select new WorkItem(
                WorkKind.Credential,
                subject,
                $"{credential.Code} of {one.Name.Full}",
                // Who keeps the staff writes the new one down; everybody else is told what to do.
                keepsStaff ? $"/Staff/Member/{one.Id}" : $"/Work/{WorkKind.Credential}/{Uri.EscapeDataString(subject)}",
                [one.Id],
                Earlier(Today, credential.Until!.Value.AddDays(-WorkRules.CredentialDays)))
            {
                DueOn = credential.Until,
                Detail = credential.Licence is { } licence ? $"Licence {licence}" : null,
            };
    }

    private DateOnly Today => clock.Today(db.Actor.Zone);

    /// <summary>Renewed, or followed by another one, as when a trainee is licensed.</summary>
    private static bool IsFollowed(Credential credential, IEnumerable<Credential> held) => held.Any(other =>
        other != credential && (other.Until ?? DateOnly.MaxValue) > credential.Until
        && (other.Code == credential.Code || other.From >= credential.Until.Value.AddDays(-DaysToFollow)));

    private DateOnly DayOf(DateTimeOffset instant) => ClinicClock.DateIn(db.Actor.Zone, instant);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static string Called(PersonName name, string? preferred) => preferred is null ? name.Full : $"{preferred} {name.Family}";
}
