using IopClinic.Database.Access;
using IopClinic.Database.Admissions;
using IopClinic.Database.Audit;
using IopClinic.Database.Conventions;
using IopClinic.Database.Forms;
using IopClinic.Database.Reading;
using IopClinic.Database.Saving;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Domain.Work;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace IopClinic.Database;

/// <summary>The clinic's record in PostgreSQL. Every save writes its audit rows in the same transaction.</summary>
public sealed class ClinicDb(DbContextOptions<ClinicDb> options, Actor actor, ClinicClock clock)
    : IdentityUserContext<StaffAccount, Guid>(options)
{
    private readonly List<NpgsqlBatchCommand> _atEnd = [];

    /// <summary>In which state the house was when the work began; null where nobody said.</summary>
    private Guid? _houseState;

    /// <summary>The work that was begun when its person was found, until somebody takes it up.</summary>
    private IDbContextTransaction? _begun;

    /// <summary>Who is acting: the audit rows of this unit of work carry their name.</summary>
    public Actor Actor => actor;

    /// <summary>Whom the actor has to do with: nobody until <see cref="BeginWorkAsync"/>, and everybody for a command (null).</summary>
    public Reach? Reach { get; private set; } = actor.IsBounded ? Reach.None : null;

    public DbSet<Site> Sites => Set<Site>();

    public DbSet<Room> Rooms => Set<Room>();

    public DbSet<Closure> Closures => Set<Closure>();

    public DbSet<StaffMember> Staff => Set<StaffMember>();

    public DbSet<Leave> Leaves => Set<Leave>();

    public DbSet<ScheduleFeed> ScheduleFeeds => Set<ScheduleFeed>();

    public DbSet<Service> Services => Set<Service>();

    public DbSet<Program> Programs => Set<Program>();

    public DbSet<Track> Tracks => Set<Track>();

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<Episode> Episodes => Set<Episode>();

    public DbSet<CareTeamMember> CareTeams => Set<CareTeamMember>();

    public DbSet<GlassOpening> GlassOpenings => Set<GlassOpening>();

    public DbSet<Referral> Referrals => Set<Referral>();

    public DbSet<ContactAttempt> ContactAttempts => Set<ContactAttempt>();

    public DbSet<AdmissionPaper> AdmissionPapers => Set<AdmissionPaper>();

    public DbSet<AdmissionWaiver> AdmissionWaivers => Set<AdmissionWaiver>();

    public DbSet<Caseload> Caseloads => Set<Caseload>();

    public DbSet<AssessmentTime> AssessmentTimes => Set<AssessmentTime>();

    public DbSet<TrackSeats> TrackSeats => Set<TrackSeats>();

    public DbSet<Group> Groups => Set<Group>();

    public DbSet<TakenPlace> TakenPlaces => Set<TakenPlace>();

    public DbSet<SessionCounts> SessionCounts => Set<SessionCounts>();

    public DbSet<UndocumentedLead> UndocumentedLeads => Set<UndocumentedLead>();

    public DbSet<Enrollment> Enrollments => Set<Enrollment>();

    public DbSet<QuickPhrase> QuickPhrases => Set<QuickPhrase>();

    public DbSet<CoSigning> CoSignings => Set<CoSigning>();

    public DbSet<WorkSnooze> WorkSnoozes => Set<WorkSnooze>();

    public DbSet<WorkHandOver> WorkHandOvers => Set<WorkHandOver>();

    public DbSet<WeekSignOff> WeekSignOffs => Set<WeekSignOff>();

    public DbSet<SignedHours> SignedHours => Set<SignedHours>();

    public DbSet<PayerAuthorization> PayerAuthorizations => Set<PayerAuthorization>();

    public DbSet<AlumniPlace> AlumniPlaces => Set<AlumniPlace>();

    public DbSet<AlumniPresence> AlumniPresences => Set<AlumniPresence>();

    public DbSet<TrackPlace> TrackPlaces => Set<TrackPlace>();

    public DbSet<PatientConstraint> PatientConstraints => Set<PatientConstraint>();

    public DbSet<HomeVisit> HomeVisits => Set<HomeVisit>();

    public DbSet<TelehealthConsent> TelehealthConsents => Set<TelehealthConsent>();

    public DbSet<Curriculum> Curricula => Set<Curriculum>();

    public DbSet<ClashWaiver> ClashWaivers => Set<ClashWaiver>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<RosterPlace> RosterPlaces => Set<RosterPlace>();

    public DbSet<Reminder> Reminders => Set<Reminder>();

    public DbSet<Attendance> Attendances => Set<Attendance>();

    public DbSet<ProgressNote> Notes => Set<ProgressNote>();

    public DbSet<NoteObjective> NoteObjectives => Set<NoteObjective>();

    public DbSet<PrivateNote> PrivateNotes => Set<PrivateNote>();

    public DbSet<PrivateNoteOpening> PrivateNoteOpenings => Set<PrivateNoteOpening>();

    public DbSet<Signature> Signatures => Set<Signature>();

    public DbSet<MeasureAdministration> Measures => Set<MeasureAdministration>();

    public DbSet<Diagnosis> Diagnoses => Set<Diagnosis>();

    public DbSet<Assessment> Assessments => Set<Assessment>();

    public DbSet<AssessmentSection> AssessmentSections => Set<AssessmentSection>();

    public DbSet<TreatmentPlan> TreatmentPlans => Set<TreatmentPlan>();

    public DbSet<Objective> Objectives => Set<Objective>();

    public DbSet<SafetyPlan> SafetyPlans => Set<SafetyPlan>();

    public DbSet<OutreachTask> OutreachTasks => Set<OutreachTask>();

    public DbSet<OutreachAttempt> OutreachAttempts => Set<OutreachAttempt>();

    public DbSet<Skill> Skills => Set<Skill>();

    public DbSet<SkillPractice> SkillPractices => Set<SkillPractice>();

    public DbSet<ProblemArea> ProblemAreas => Set<ProblemArea>();

    public DbSet<MeasureAlert> MeasureAlerts => Set<MeasureAlert>();

    public DbSet<KioskLink> KioskLinks => Set<KioskLink>();

    public DbSet<Cadence> Cadences => Set<Cadence>();

    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<FactorReset> FactorResets => Set<FactorReset>();

    public DbSet<SpentChallenge> SpentChallenges => Set<SpentChallenge>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    /// <summary>
    /// Begins the transaction in which everything of one request happens. Its first statement says who asks, to the policies of the
    /// database and to <see cref="Reach"/>; both forget it when the transaction ends.
    /// </summary>
    public async Task<IDbContextTransaction> BeginWorkAsync(CancellationToken cancel = default)
    {
        if (_begun is { } begun && actor.StaffMemberId == Reach!.Person && actor.KioskHash is null)
        {
            _begun = null;
            return begun;
        }

        await GiveBackAsync();
        var transaction = await Database.BeginTransactionAsync(cancel);
        if (actor.IsBounded)
        {
            await SayWhoAsync(cancel);
        }

        return transaction;
    }

    /// <summary>
    /// Finds out who asks and begins their work in the same round trip; <see cref="BeginWorkAsync"/> then takes it up. Until somebody does,
    /// nothing may be written in it.
    /// </summary>
    /// <param name="find">Finds the person, and says their key to the setting <c>app.found</c>. What it writes is kept, whatever follows.</param>
    /// <param name="read">Whom it found; the work is that of nobody where it gives null.</param>
    public async Task<T?> BeginWorkOfAsync<T>(
        NpgsqlBatchCommand find, Func<NpgsqlDataReader, (T Found, Id<StaffMember> Person, bool HasWritten)?> read, CancellationToken cancel)
        where T : struct
    {
        _begun = await Database.BeginTransactionAsync(cancel);
        (T Found, Id<StaffMember> Person, bool HasWritten)? found = null;
        await using (var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction)_begun.GetDbTransaction()))
        {
            batch.BatchCommands.Add(find);
            batch.BatchCommands.Add(Work.BeginFound(clock.Now));
            await using var rows = await batch.ExecuteReaderAsync(cancel);
            if (await rows.ReadAsync(cancel))
            {
                found = read(rows);
            }

            await rows.NextResultAsync(cancel);
            (Reach, _houseState) = await Work.ReadAsync(rows, found?.Person ?? default, cancel);
        }

        if (found is not { HasWritten: false })
        {
            await _begun.CommitAsync(cancel);
            await GiveBackAsync();
        }

        return found?.Found;
    }

    /// <summary>Ends a work that nobody took up: its connection is for others, and what comes next is of nobody.</summary>
    public async Task GiveBackAsync()
    {
        if (_begun is { } begun)
        {
            (_begun, Reach, _houseState) = (null, Reach.None, null);
            await begun.DisposeAsync();
        }
    }

    /// <summary>
    /// Says that this transaction takes a patient into treatment: their groups are still given by whoever admits them. Asked before
    /// the episode is saved.
    /// </summary>
    public Task AdmittingAsync(Id<Patient> patient, CancellationToken cancel = default) =>
        actor.IsBounded ? Database.ExecuteSqlAsync($"select admitting({patient.Value})", cancel) : Task.CompletedTask;

    /// <summary>Says anew who asks, in the transaction that is under way: somebody has just signed in.</summary>
    public async Task SayWhoAsync(CancellationToken cancel = default)
    {
        var connection = (NpgsqlConnection)Database.GetDbConnection();
        var transaction = (NpgsqlTransaction)Database.CurrentTransaction!.GetDbTransaction();
        if (actor.KioskHash is { } hash)
        {
            Reach = await Work.BeginKioskAsync(connection, transaction, hash, clock.Now, cancel);
        }
        else
        {
            (Reach, _houseState) = await Work.BeginAsync(connection, transaction, actor.StaffMemberId, clock.Now, cancel);
        }
    }

    /// <summary>This work changes the house itself: it reads what it wrote, and keeps it for nobody.</summary>
    internal void ForgetHouse() => _houseState = null;

    /// <summary>The house as it stands: from memory, where nothing of it has changed since this program last read it.</summary>
    public async Task<House> HouseAsync() => _houseState is { } state && House.Kept(state) is { } kept ? kept : await House.ReadAsync(this, _houseState);

    /// <summary>The round that is under way, if any.</summary>
    internal Round? Round { get; private set; }

    /// <summary>
    /// Runs them as one after the other would, but asks the database together: in as many round trips as the one among them that asks
    /// most often. None may need what another one finds, and none may write. What is asked together inside of one is asked along.
    /// </summary>
    public async Task TogetherAsync(params Func<Task>[] questions)
    {
        if (Round is { } underWay)
        {
            await underWay.SplitAsync(questions);
            return;
        }

        Round = new Round((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction?)Database.CurrentTransaction?.GetDbTransaction());
        try
        {
            await Round.RunAsync(questions);
        }
        finally
        {
            Round = null;
        }
    }

    /// <inheritdoc cref="TogetherAsync(Func{Task}[])"/>
    public async Task<IReadOnlyList<T>> TogetherAsync<T>(IReadOnlyCollection<Func<Task<T>>> questions)
    {
        var found = new T[questions.Count];
        await TogetherAsync([.. questions.Select((question, at) => new Func<Task>(async () => found[at] = await question()))]);
        return found;
    }

    /// <inheritdoc cref="TogetherAsync(Func{Task}[])"/>
    public async Task<(TFirst First, TSecond Second)> TogetherAsync<TFirst, TSecond>(Func<Task<TFirst>> first, Func<Task<TSecond>> second)
    {
        (TFirst First, TSecond Second) found = default;
        Func<Task>[] questions = [async () => found.First = await first(), async () => found.Second = await second()];
        await TogetherAsync(questions);
        return found;
    }

    /// <inheritdoc cref="TogetherAsync(Func{Task}[])"/>
    public async Task<(TFirst First, TSecond Second, TThird Third)> TogetherAsync<TFirst, TSecond, TThird>(
        Func<Task<TFirst>> first, Func<Task<TSecond>> second, Func<Task<TThird>> third)
    {
        (TFirst First, TSecond Second, TThird Third) found = default;
        Func<Task>[] questions = [async () => found.First = await first(), async () => found.Second = await second(), async () => found.Third = await third()];
        await TogetherAsync(questions);
        return found;
    }

    /// <inheritdoc cref="TogetherAsync(Func{Task}[])"/>
    public async Task<(TFirst First, TSecond Second, TThird Third, TFourth Fourth)> TogetherAsync<TFirst, TSecond, TThird, TFourth>(
        Func<Task<TFirst>> first, Func<Task<TSecond>> second, Func<Task<TThird>> third, Func<Task<TFourth>> fourth)
    {
        (TFirst First, TSecond Second, TThird Third, TFourth Fourth) found = default;
        Func<Task>[] questions =
        [
            async () => found.First = await first(),
            async () => found.Second = await second(),
            async () => found.Third = await third(),
            async () => found.Fourth = await fourth(),
        ];
        await TogetherAsync(questions);
        return found;
    }

    /// <summary>True when a program treats the patient on that day; the answer does not depend on whether the actor may see them.</summary>
    public static bool InTreatment(Id<Patient> patient, DateOnly day) => throw new NotSupportedException("Only inside a query.");

    /// <summary>True when the patient is to be taken in, on that day; the answer does not depend on whether the actor may see them.</summary>
    public static bool IsExpected(Id<Patient> patient, DateOnly day) => throw new NotSupportedException("Only inside a query.");

    /// <summary>The patients whom the actor reaches and whose search text fits one of the patterns, by the index that a policy keeps from being asked.</summary>
    public IQueryable<FoundPatient> PatientsMentioning(string pattern, string? also) => FromExpression(() => PatientsMentioning(pattern, also));

    /// <summary>The same of those with a word that looks like this one.</summary>
    public IQueryable<FoundPatient> PatientsLookingLike(string word) => FromExpression(() => PatientsLookingLike(word));

    /// <summary>What was done with the record of this patient, or showed the patient among others, by the indexes that a policy keeps from being asked.</summary>
    public IQueryable<AuditEvent> HistoryOf(Id<Patient> patient) => AuditEvents.FromSql(
        $"select e.* from history_of({patient.Value}) h join audit_events e on e.sequence = h.sequence and e.clinic_date = h.clinic_date");

    public DbSet<FormKey> FormKeys => Set<FormKey>();

    /// <summary>The patients whose keys came out of the database in this unit of work, found by itself.</summary>
    public Seen Seen { get; } = new();

    /// <summary>Writes down, with the next save, that the actor has seen a patient's record.</summary>
    /// <param name="patientId">Whose record.</param>
    /// <param name="what">The part that was shown, such as Chart.</param>
    public void RecordRead(Id<Patient> patientId, string what) =>
        AuditEvents.Add(EventBy(AuditAction.Read, what, patientId.ToString(), patientId, changes: null));

    /// <summary>Says what the patients of this page are shown as; <see cref="EndWorkAsync"/> writes one row for all of them.</summary>
    /// <param name="patients">Those who are shown, where the database does not say it (their keys were never read).</param>
    /// <param name="what">The list or part, such as Session.</param>
    /// <param name="evenNobody">The row is written also where no patient is shown.</param>
    public void RecordShown(IEnumerable<Id<Patient>> patients, string what, bool evenNobody = false)
    {
        (Seen.As, Seen.EvenNobody) = (what, evenNobody);
        Seen.Add(patients.Select(patient => patient.Value));
    }

    /// <summary>Writes down, with the next save, something that no changed row shows: a sign-in, a refusal.</summary>
    public void RecordAct(AuditAction action, string objectType, string? objectId, Id<Patient>? patientId = null) =>
        AuditEvents.Add(EventBy(action, objectType, objectId, patientId, changes: null));

    /// <summary>Says that this statement goes with the end of the transaction, and needs no answer.</summary>
    public void DoAtEnd(NpgsqlBatchCommand command) => _atEnd.Add(command);

    /// <summary>
    /// The end of the transaction of a request, in one round trip: one row for all patients whose data was read and about whom nothing
    /// else was written, with what else is still to be recorded, and the commit. Unsaved changes of other rows are dropped.
    /// </summary>
    public async Task EndWorkAsync(CancellationToken cancel = default)
    {
        var told = ChangeTracker.Entries<AuditEvent>().Where(e => e.State is EntityState.Added).Select(e => e.Entity).ToList();
        ChangeTracker.Clear();
        var patients = Seen.Untold();
        if (patients.Count > 0 || Seen.EvenNobody)
        {
            var only = patients.Count == 1 ? new Id<Patient>(patients[0]) : (Id<Patient>?)null;
            var what = Seen.As ?? (only is null ? "List" : "Part");
            told.Add(EventBy(AuditAction.Read, what, only?.ToString(), only, changes: null, patients.Count > 1 ? [.. patients] : null));
            Seen.EvenNobody = false;
        }

        await using var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction)Database.CurrentTransaction!.GetDbTransaction());
        List<NpgsqlBatchCommand> history = [.. told.Select(one => AuditInsert.Of(one, Model))];
        foreach (var command in _atEnd.Concat(history).Append(new NpgsqlBatchCommand("commit")))
        {
            batch.BatchCommands.Add(command);
        }

        _atEnd.Clear();
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException refused) when (refused.BatchCommand is { } failed && history.Contains(failed))
        {
            throw new HistoryException(refused);
        }
    }

    /// <summary>After a refusal: what was prepared and written is undone, and only what was seen remains.</summary>
    public void StartAnew()
    {
        ChangeTracker.Clear();
        _atEnd.Clear();
        Seen.ForgetTold();
    }

    /// <summary>Writes a refusal, in a unit of work of its own: that of the request was undone.</summary>
    public void RecordRefusal(Refusal refusal, int times) =>
        AuditEvents.Add(EventBy(
            AuditAction.Refuse, refusal.What, refusal.ObjectId, patientId: null, changes: null, outcome: AuditOutcome.Refused, times: times));

    internal AuditEvent EventBy(
        AuditAction action,
        string objectType,
        string? objectId,
        Id<Patient>? patientId,
        string? changes,
        Guid[]? shown = null,
        AuditOutcome outcome = AuditOutcome.Done,
        int times = 1)
    {
        if (patientId is { } told)
        {
            Seen.Tell([told.Value]);
        }

        Seen.Tell(shown ?? []);
        return new AuditEvent
        {
            At = clock.Now,
            ActorId = actor.StaffMemberId,
            ActorName = actor.Name,
            ActorRoles = actor.Roles,
            SessionRef = actor.SessionRef,
            ClientAddress = actor.Address,
            SiteId = actor.SiteId,
            ClinicDate = clock.Today(actor.Zone),
            Action = action,
            Outcome = outcome,
            Purpose = actor.Purpose ?? (patientId is null && shown is null ? Purpose.Operations : Purpose.Treatment),
            GlassId = actor.GlassId,
            Page = actor.Page,
            ObjectType = objectType,
            ObjectId = objectId,
            PatientId = patientId,
            Shown = shown,
            Times = times,
            Changes = changes,
            Reason = actor.Reason,
            RequestId = actor.RequestId,
        };
    }

    // What the query filters read: EF sends them as parameters.
    private bool IsBounded => Reach is not null;

    private IReadOnlyList<Id<Patient>> Charts => Reach?.Charts ?? [];

    private IReadOnlyList<Id<Patient>> Rosters => Reach?.Rosters ?? [];

    private Id<StaffMember> Me => Reach?.Person ?? default;

    private IReadOnlyList<Id<Patient>> Glass => Reach?.Glass ?? [];

    private IReadOnlyList<Id<Patient>> OpenedPrivateNotes => Reach?.PrivateNotes ?? [];

    private IReadOnlyList<Id<Session>> OpenSessions => Reach?.Sessions ?? [];

    private IReadOnlyList<Id<Site>> ReachedSites => Reach?.Sites ?? [];

    private IReadOnlyList<Id<StaffMember>> People => Reach is { } reach ? [reach.Person, .. reach.Supervisees] : [];

    private Id<MeasureAdministration> KioskForm => Reach?.Kiosk?.Measure ?? default;

    private Id<Patient> KioskPatient => Reach?.Kiosk?.Patient ?? default;

    private bool SeesNamesOfSite => Reach?.SeesNamesOfSite ?? false;

    private bool TakesIn => Reach?.TakesIn ?? false;

    private DateOnly Today => clock.Today(actor.Zone);

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder
            .AddInterceptors(new AuditInterceptor(), new WallInterceptor(), new SeenInterceptor(), new RoundInterceptor(), new SaveBatches.Savepoints())
            .ReplaceService<IModificationCommandBatchFactory, SaveBatches>()
            // Of questions that are asked together several are under way, one of them running. A forgotten await is refused by the round,
            // and outside of one by the driver.
            .EnableThreadSafetyChecks(false)
            // A patient's rows are asked by their key; nothing here counts on a filtered row being reached through another.
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        foreach (var entity in typeof(Patient).Assembly.GetTypes().Where(t => t is { IsClass: true, IsPublic: true } && !(t.IsAbstract && t.IsSealed)))
        {
            configurationBuilder
                .Properties(typeof(Id<>).MakeGenericType(entity))
                .HaveConversion(typeof(IdConverter<>).MakeGenericType(entity));
        }

        // Keys as parameters of a function, which are no properties.
        configurationBuilder.DefaultTypeMapping<Id<Patient>>().HasConversion<IdConverter<Patient>>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        configurationBuilder.Properties<string>().HaveMaxLength(400);
        configurationBuilder.ComplexProperties<PersonName>();
        configurationBuilder.ComplexProperties<PostalAddress>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ClinicDb).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.FindDeclaredProperty("Version") is { } version && version.ClrType == typeof(uint))
            {
                builder.Entity(entity.ClrType).Property<uint>("Version").IsRowVersion();
            }
        }

        LetThrough(builder);
        SnakeCase.Apply(builder.Model);
    }

    /// <summary>The first wall: every question a page asks is narrowed to whom the actor reaches. The policies of the database are the second.</summary>
    private void LetThrough(ModelBuilder builder)
    {
        builder.HasDbFunction(typeof(ClinicDb).GetMethod(nameof(InTreatment))!).HasName("in_treatment");
        builder.HasDbFunction(typeof(ClinicDb).GetMethod(nameof(IsExpected))!).HasName("is_expected");
        builder.HasDbFunction(typeof(ClinicDb).GetMethod(nameof(PatientsMentioning))!).HasName("patients_mentioning");
        builder.HasDbFunction(typeof(ClinicDb).GetMethod(nameof(PatientsLookingLike))!).HasName("patients_looking_like");
        builder.Entity<Patient>().HasQueryFilter(patient => !IsBounded
            || Charts.Contains(patient.Id)
            || Rosters.Contains(patient.Id)
            || patient.Id == KioskPatient
            || (ReachedSites.Contains(patient.SiteId) && (SeesNamesOfSite || (TakesIn && !InTreatment(patient.Id, Today)))));
        builder.Entity<Group>().HasQueryFilter(group => !IsBounded || ReachedSites.Contains(group.SiteId));
        builder.Entity<Referral>().HasQueryFilter(referral => !IsBounded
            || Charts.Contains(referral.PatientId)
            || (TakesIn && !InTreatment(referral.PatientId, Today) && Patients.Any(p => p.Id == referral.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<ContactAttempt>().HasQueryFilter(attempt => !IsBounded
            || Charts.Contains(attempt.PatientId)
            || (TakesIn && !InTreatment(attempt.PatientId, Today) && Patients.Any(p => p.Id == attempt.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<AdmissionPaper>().HasQueryFilter(paper => !IsBounded
            || Charts.Contains(paper.PatientId)
            || (TakesIn && !InTreatment(paper.PatientId, Today) && Patients.Any(p => p.Id == paper.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<AdmissionWaiver>().HasQueryFilter(waiver => !IsBounded
            || Charts.Contains(waiver.PatientId)
            || (TakesIn && !InTreatment(waiver.PatientId, Today) && Patients.Any(p => p.Id == waiver.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<Reminder>().HasQueryFilter(reminder => !IsBounded
            || Charts.Contains(reminder.PatientId)
            || Rosters.Contains(reminder.PatientId)
            || ((SeesNamesOfSite || (TakesIn && !InTreatment(reminder.PatientId, Today)))
                && Patients.Any(p => p.Id == reminder.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<ProgressNote>().HasQueryFilter(note => !IsBounded
            || Charts.Contains(note.PatientId)
            || (Rosters.Contains(note.PatientId) && (OpenSessions.Contains(note.SessionId) || People.Contains(note.WrittenById))));
        builder.Entity<CoSigning>().HasQueryFilter(asked => !IsBounded
            || Charts.Contains(asked.PatientId)
            || (Rosters.Contains(asked.PatientId) && Notes.Any(note => note.Id == asked.NoteId)));
        builder.Entity<NoteObjective>().HasQueryFilter(linked => !IsBounded
            || Charts.Contains(linked.PatientId)
            || (Rosters.Contains(linked.PatientId) && Notes.Any(note => note.Id == linked.NoteId)));
        builder.Entity<Allergy>().HasQueryFilter(allergy => !IsBounded
            || Charts.Contains(allergy.PatientId)
            || (TakesIn && IsExpected(allergy.PatientId, Today) && Patients.Any(p => p.Id == allergy.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<HistoryCondition>().HasQueryFilter(condition => !IsBounded
            || Charts.Contains(condition.PatientId)
            || (TakesIn && IsExpected(condition.PatientId, Today) && Patients.Any(p => p.Id == condition.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<Diagnosis>().HasQueryFilter(diagnosis => !IsBounded
            || Charts.Contains(diagnosis.PatientId)
            || (TakesIn && IsExpected(diagnosis.PatientId, Today) && Patients.Any(p => p.Id == diagnosis.PatientId && ReachedSites.Contains(p.SiteId))));
        // Whoever takes the roll opens it; who tried and what came of it is for whoever treats.
        builder.Entity<OutreachTask>().HasQueryFilter(task => !IsBounded || Charts.Contains(task.PatientId) || Rosters.Contains(task.PatientId));
        builder.Entity<OutreachAttempt>().HasQueryFilter(attempt => !IsBounded || Charts.Contains(attempt.PatientId));
        builder.Entity<MeasureAdministration>().HasQueryFilter(measure => !IsBounded || Charts.Contains(measure.PatientId) || measure.Id == KioskForm);
        builder.Entity<MeasureAlert>().HasQueryFilter(alert => !IsBounded || Charts.Contains(alert.PatientId) || alert.MeasureId == KioskForm);
        builder.Entity<KioskLink>().HasQueryFilter(link => !IsBounded || Charts.Contains(link.PatientId) || link.MeasureId == KioskForm);
        builder.Entity<Assessment>().HasQueryFilter(assessment => !IsBounded
            || Charts.Contains(assessment.PatientId)
            || (TakesIn && IsExpected(assessment.PatientId, Today) && Patients.Any(p => p.Id == assessment.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<AssessmentSection>().HasQueryFilter(section => !IsBounded
            || Charts.Contains(section.PatientId)
            || (TakesIn && IsExpected(section.PatientId, Today) && Patients.Any(p => p.Id == section.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<AssessmentDraft>().HasQueryFilter(draft => !IsBounded
            || Charts.Contains(draft.PatientId)
            || (TakesIn && IsExpected(draft.PatientId, Today) && Patients.Any(p => p.Id == draft.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<SkillPractice>().HasQueryFilter(practice => !IsBounded || Charts.Contains(practice.PatientId) || Rosters.Contains(practice.PatientId));
        builder.Entity<SafetyPlan>().HasQueryFilter(plan => !IsBounded
            || Charts.Contains(plan.PatientId)
            || Rosters.Contains(plan.PatientId)
            || (TakesIn && IsExpected(plan.PatientId, Today) && Patients.Any(p => p.Id == plan.PatientId && ReachedSites.Contains(p.SiteId))));
        builder.Entity<TreatmentPlan>().HasQueryFilter(plan => !IsBounded || Charts.Contains(plan.PatientId));
        builder.Entity<PlanAcknowledgement>().HasQueryFilter(said => !IsBounded || Charts.Contains(said.PatientId));
        builder.Entity<PlanDraft>().HasQueryFilter(draft => !IsBounded || Charts.Contains(draft.PatientId));
        builder.Entity<Objective>().HasQueryFilter(objective => !IsBounded || Charts.Contains(objective.PatientId) || Rosters.Contains(objective.PatientId));
        builder.Entity<PrivateNote>().HasQueryFilter(note => !IsBounded
            || OpenedPrivateNotes.Contains(note.PatientId)
            || (note.AuthorId == Me
                && (Rosters.Contains(note.PatientId) || (Charts.Contains(note.PatientId) && !Glass.Contains(note.PatientId)))));
    }
}
