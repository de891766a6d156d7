using IopClinic.Database;
using IopClinic.Database.Keys;
using IopClinic.Database.Notes;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Away;
using IopClinic.Web.Commands;
using IopClinic.Web.Measures;
using IopClinic.Web.Patients.Import;
using IopClinic.Web.Referrals;
using IopClinic.Web.Sessions;
using IopClinic.Web.Treatment;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Seed;

/// <summary>
/// Plants a clinic in the middle of its work: houses, staff, timetable, patients in every week of care, and eight weeks of
/// sessions logged and signed by the same domain methods the pages use. The same day always gives the same clinic.
/// </summary>
internal sealed partial class DemoClinic(
    ClinicDb db,
    ClinicClock clock,
    IPasswordHasher<StaffAccount> hasher,
    ILookupNormalizer normalizer,
    FieldCipher cipher,
    InstrumentLibrary library,
    ILogger<DemoClinic> log)
{
    /// <summary>Any number: it only has to stay the same.</summary>
    private const int Luck = 1107;

    /// <summary>Plants the demo clinic into an empty record; a record with a site in it stays as it is.</summary>
    /// <returns>Whether it was planted.</returns>
    public async Task<bool> PlantAsync(CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Between two saves the seed composes notes for longer than a page may idle or a lock may be waited for.
        await db.Database.ExecuteSqlAsync(
            $"select set_config('idle_in_transaction_session_timeout', '0', true), set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)",
            cancel);
        // Two nodes that start at once: the second waits here and then finds the first one's sites.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('demo clinic'))", cancel);
        if (await db.Sites.AnyAsync(cancel))
        {
            LogNotEmpty(log);
            return false;
        }

        var chance = new Random(Luck);
        var place = DemoPlace.WhereTheDayIsUnderWay(clock.Now);
        var house = new DemoHouse(place);
        var today = clock.Today(house.Site.Zone);
        var staff = new DemoStaff(house.Site, today);
        db.Actor.Name = "Demo clinic";
        db.Actor.Page = "seed";
        db.Actor.SiteId = house.Site.Id;
        db.Actor.Zone = house.Site.Zone;

        house.Site.PutOnCall([staff.Supervisor, staff.Prescriber]);
        db.Sites.AddRange(house.Site, house.Northgate);
        db.Closures.AddRange(house.Closures(today));
        db.Services.AddRange(house.Services);
        db.ProblemAreas.AddRange(house.Library);
        db.Skills.AddRange(house.Skills);
        db.Curricula.AddRange(house.Curricula);
        db.Programs.AddRange(house.DualDiagnosis, house.YoungAdult);
        db.Staff.AddRange(staff.All);
        AddAccounts(staff);
        db.Cadences.AddRange(DemoMeasures.Cadences(library, [house.DualDiagnosis, house.YoungAdult]));
        await StoreAsync(cancel);

        var imported = await ImportAsync(house.Site, today, cancel);
        var admissions = new DemoAdmissions(house, staff, place, today, chance);
        admissions.Fill(imported);
        db.Patients.AddRange(admissions.Patients);
        db.Episodes.AddRange(admissions.InCare.Select(care => care.Episode));
        db.Groups.AddRange(admissions.Groups);
        db.PatientConstraints.AddRange(admissions.Constraints(staff.Intake, clock.Now));
        db.TelehealthConsents.AddRange(admissions.Consents);
        db.CareTeams.AddRange(admissions.Teams);
        db.GlassOpenings.AddRange(admissions.OpenGlasses(staff.PrivacyOfficer));
        var plans = new DemoSafetyPlans(house.Site, staff, today).Of(admissions.InCare);
        db.SafetyPlans.AddRange(plans);
        var assessments = new DemoAssessments(admissions, staff, house.Site, today, plans);
        var written = assessments.Write();
        db.Assessments.AddRange(written);
        db.Signatures.AddRange(assessments.Signatures);
        db.AddRange(assessments.Diagnoses);
        var treatment = new DemoPlans(house.Library, house.Services, [house.DualDiagnosis, house.YoungAdult], staff, house.Site, today);
        treatment.Write(admissions.InCare, assessments.Signatures, without: written.First(assessment => assessment.SignedById == staff.Clinician.Id).PatientId);
        db.TreatmentPlans.AddRange(treatment.Plans);
        db.Signatures.AddRange(treatment.Signatures);
        db.Objectives.AddRange(treatment.Objectives);
        var papers = new DemoPapers(admissions, staff, house, today);
        db.AdmissionPapers.AddRange(papers.Sign());
        db.AdmissionWaivers.Add(papers.Ask());
        db.QuickPhrases.AddRange(DemoPhrases.Of(staff));
        db.PayerAuthorizations.AddRange(DemoAuthorizations.Of(admissions.InCare, house, staff, today, clock.Now));
        await StoreAsync(cancel);

        // The roll first, the notes after it: once a session has a signed note, the database keeps its roster and shared part as
        // they are, so both must be stored before.
        var history = new DemoHistory(
            house, staff, admissions, today, chance, [.. assessments.Signatures, .. treatment.Signatures], new DemoLinks(treatment.Objectives, new Random(Luck)));
        history.TakeTheRoll();
        db.Sessions.AddRange(admissions.Meetings);
        db.Sessions.AddRange(admissions.Appointments);
        db.HomeVisits.Add(admissions.Visit!);
        db.AlumniPresences.AddRange(admissions.AlumniCame(clock.Now));
        db.SkillPractices.AddRange(history.Practices);
        await StoreAsync(cancel);

        var outreach = new DemoOutreach(house.Site.Zone);
        db.OutreachTasks.AddRange(outreach.Open(admissions.InCare, history.Past, today));
        // First with its tries, then closed: a closed one takes none.
        await db.SaveChangesAsync(cancel);
        outreach.Close();
        await StoreAsync(cancel);

        history.WriteAndSign();
        db.Notes.AddRange(history.Notes);
        db.Signatures.AddRange(history.Signatures);
        db.CoSignings.AddRange(history.CoSignings);
        db.PrivateNotes.AddRange(admissions.KeepPrivateNotes(cipher.SealNote));
        var measures = new DemoMeasures(library, staff.Clinician, house.Site.Zone, today, new Random(Luck));
        db.Measures.AddRange(measures.Of(admissions.InCare));
        db.MeasureAlerts.AddRange(measures.Alerts);
        // Of this morning, and nobody has acted on it: the risk stands at what the answer says, and a safety plan is due.
        var open = measures.Alerts.Single(alert => alert.AcknowledgedAt is null);
        (await db.Patients.SingleAsync(patient => patient.Id == open.PatientId, cancel)).RaiseRisk(open.Risk!.Value, open.RaisedAt);
        await StoreAsync(cancel);

        await ReviewAsync(treatment, admissions, house, cancel);
        await ReferAsync(house, staff, admissions.Callers, cancel);
        await TakeLeaveAsync(house.Site, staff, cancel);
        await DemoSignOffs.AddAsync(db, house.Site, [house.DualDiagnosis, house.YoungAdult], staff.Administrator, today, clock.Now, cancel);
        await StoreAsync(cancel);
        await transaction.CommitAsync(cancel);
        // So many rows at once: until the server counts them by itself, it would plan every page for an empty clinic.
        await db.Database.ExecuteSqlAsync($"analyze", cancel);
        LogPlanted(log, admissions.Patients.Count + imported.Count, admissions.Meetings.Count + admissions.Appointments.Count);
        return true;
    }

    /// <summary>Reviews of this morning, with the figures of what is stored by now.</summary>
    private async Task ReviewAsync(DemoPlans treatment, DemoAdmissions admissions, DemoHouse house, CancellationToken cancel)
    {
        var today = clock.Today(house.Site.Zone);
        var plans = await db.TreatmentPlans.Where(plan => plan.EndedAt == null).ToListAsync(cancel);
        var objectives = (await db.Objectives.ToListAsync(cancel)).ToLookup(objective => objective.EpisodeId);
        var patients = admissions.InCare.Select(care => care.Patient.Id).ToList();
        var heads = await db.ChainHeadsAsync(patients);
        var (reviewed, signatures) = await treatment.ReviewAsync(admissions.InCare, plans, objectives, FiguresAsync, GiveWayAsync, heads);
        db.TreatmentPlans.AddRange(reviewed);
        db.Signatures.AddRange(signatures);
        await StoreAsync(cancel);

        async Task<IReadOnlyList<string>> FiguresAsync(InCare care, TreatmentPlan plan)
        {
            var program = care.Episode.ProgramId == house.YoungAdult.Id ? house.YoungAdult : house.DualDiagnosis;
            return (await ReviewPack.OfAsync(db, care.Patient, care.Episode, program, plan.Content, library, care.Episode.AdmittedOn, today)).Figures();
        }

        // Two statements: the place must be free before it is taken.
        async Task GiveWayAsync(TreatmentPlan before, TreatmentPlan next, DateTimeOffset at)
        {
            before.GiveWayTo(next, at);
            await db.SaveChangesAsync(cancel);
        }
    }

    /// <summary>Who called in the last days, and one assessment that is booked as the board books it.</summary>
    private async Task ReferAsync(DemoHouse house, DemoStaff staff, IReadOnlyList<Patient> callers, CancellationToken cancel)
    {
        var referrals = new DemoReferrals(house, staff, clock.Now);
        db.AssessmentTimes.AddRange(referrals.Times());
        db.Referrals.AddRange(referrals.Take(callers));
        await StoreAsync(cancel);

        var toBook = referrals.TakeToBook(callers[^1]);
        db.Referrals.Add(toBook);
        await db.SaveChangesAsync(cancel);
        var slots = new AssessmentSlots(db, clock);
        if (await slots.FreeAsync(house.Site, most: 1) is [var first])
        {
            await slots.BookAsync(toBook, first.TimeId, first.Date, toBook.TakenById);
        }

        await StoreAsync(cancel);
    }

    /// <summary>Somebody who is away for three days in the week after next: colleagues lead their sessions, but one still needs a leader.</summary>
    private async Task TakeLeaveAsync(Site site, DemoStaff staff, CancellationToken cancel)
    {
        var today = clock.Today(site.Zone);
        var monday = ClinicWeek.Of(today).Monday.AddDays(14);
        var choices = new CoverChoices(db, clock);
        var leave = new Leave(staff.Rahman, site, new TimeAway(monday, monday.AddDays(2)), LeaveKind.Training, staff.Supervisor.Id, clock.Now);
        var sessions = await choices.Led(staff.Rahman.Id, leave.StartsAt, leave.EndsAt).Include(session => session.Clinicians).ToListAsync(cancel);
        var free = await choices.ForAsync(sessions, cancel);
        var people = await db.Staff.ToDictionaryAsync(member => member.Id, cancel);
        var services = await db.Services.ToDictionaryAsync(service => service.Id, cancel);
        foreach (var session in sessions)
        {
            // The last one is still to be settled.
            var cover = session == sessions[^1] || free[session.Id] is not [var best, ..] ? null : best;
            leave.GiveAway(session, cover is null ? null : people[cover.Id], services[session.ServiceId], clock.Now);
        }

        await db.SaveChangesAsync(cancel);
        db.Leaves.Add(leave);
        await StoreAsync(cancel);
    }

    /// <summary>
    /// The patients of the Synthea bundles, brought in by the importer the clinic itself uses. All of them come onto the record;
    /// those who are returned can be admitted: adults who live.
    /// </summary>
    private async Task<IReadOnlyList<Patient>> ImportAsync(Site site, DateOnly today, CancellationToken cancel)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Seed", "Synthea");
        var bundles = Directory.GetFiles(folder, "*.json.gz").Order(StringComparer.Ordinal);
        await new ImportPatients(db, clock, new ImportLimits()).Run([.. bundles.Select(ImportSource.At)], site, cancel: cancel);
        var patients = await db.Patients.Include(patient => patient.Supporters).OrderBy(patient => patient.Mrn).ToListAsync(cancel);
        foreach (var patient in patients)
        {
            patient.MarkGenerated();
        }

        return [.. patients.Where(patient => patient.DeceasedOn is null && patient.BirthDate.AddYears(18) <= today)];
    }

    /// <summary>Saves and forgets: what is stored is not looked at again, and every later save stays as quick as the first.</summary>
    private async Task StoreAsync(CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
    }

    private void AddAccounts(DemoStaff staff)
    {
        // One password for all of them, so hashing it once gives nothing away and saves seconds.
        var hash = hasher.HashPassword(new StaffAccount(), DemoSignIns.Password);
        db.Users.AddRange(staff.All.Select(member => new StaffAccount
        {
            Id = member.Id.Value,
            UserName = member.Email,
            NormalizedUserName = normalizer.NormalizeName(member.Email),
            Email = member.Email,
            NormalizedEmail = normalizer.NormalizeEmail(member.Email),
            EmailConfirmed = true,
            PasswordHash = hash,
            LockoutEnabled = true,
            SecurityStamp = Id<StaffAccount>.New().ToString(),
        }));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The record is not empty: no demo clinic was planted")]
    private static partial void LogNotEmpty(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo clinic planted: {Patients} patients, {Sessions} sessions")]
    private static partial void LogPlanted(ILogger logger, int patients, int sessions);
}
