using IopClinic.Database.Audit;
using IopClinic.Database.Conventions;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Database;

/// <summary>The clinic's record in PostgreSQL. Every save writes its audit rows in the same transaction.</summary>
public sealed class ClinicDb(DbContextOptions<ClinicDb> options, Actor actor, ClinicClock clock)
    : IdentityUserContext<StaffAccount, Guid>(options)
{
    /// <summary>Who is acting: the audit rows of this unit of work carry their name.</summary>
    public Actor Actor => actor;

    public DbSet<Site> Sites => Set<Site>();

    public DbSet<Room> Rooms => Set<Room>();

    public DbSet<StaffMember> Staff => Set<StaffMember>();

    public DbSet<Service> Services => Set<Service>();

    public DbSet<Program> Programs => Set<Program>();

    public DbSet<Track> Tracks => Set<Track>();

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<Episode> Episodes => Set<Episode>();

    public DbSet<Group> Groups => Set<Group>();

    public DbSet<Enrollment> Enrollments => Set<Enrollment>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<RosterPlace> RosterPlaces => Set<RosterPlace>();

    public DbSet<Attendance> Attendances => Set<Attendance>();

    public DbSet<ProgressNote> Notes => Set<ProgressNote>();

    public DbSet<Signature> Signatures => Set<Signature>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    /// <summary>The patients whose keys came out of the database in this unit of work, found by itself.</summary>
    public Seen Seen { get; } = new();

    /// <summary>Writes down, with the next save, that the actor has seen a patient's record.</summary>
    /// <param name="patientId">Whose record.</param>
    /// <param name="what">The part that was shown, such as Chart.</param>
    public void RecordRead(Id<Patient> patientId, string what) =>
        AuditEvents.Add(EventBy(AuditAction.Read, what, patientId.ToString(), patientId, changes: null));

    /// <summary>Says what the patients of this page are shown as; <see cref="FlushShownAsync"/> writes one row for all of them.</summary>
    /// <param name="patients">Those who are shown, where the database does not say it (their keys were never read).</param>
    /// <param name="what">The list or part, such as Session.</param>
    /// <param name="evenNobody">The row is written also where no patient is shown.</param>
    public void RecordShown(IEnumerable<Id<Patient>> patients, string what, bool evenNobody = false)
    {
        (Seen.As, Seen.EvenNobody) = (what, evenNobody);
        Seen.Add(patients.Select(patient => patient.Value));
    }

    /// <summary>Writes down, with the next save, something that no changed row shows: a sign-in, a refusal.</summary>
    public void RecordAct(AuditAction action, string objectType, string? objectId) =>
        AuditEvents.Add(EventBy(action, objectType, objectId, patientId: null, changes: null));

    /// <summary>
    /// The last write of a request: one row for all patients whose data was read and about whom nothing else was written. What is
    /// still waiting to be recorded is written with it; unsaved changes of other rows are dropped.
    /// </summary>
    public async Task FlushShownAsync(CancellationToken cancel = default)
    {
        var waiting = ChangeTracker.Entries<AuditEvent>().Where(e => e.State is EntityState.Added).Select(e => e.Entity).ToList();
        ChangeTracker.Clear();
        AuditEvents.AddRange(waiting);
        var patients = Seen.Untold();
        if (patients.Count > 0 || Seen.EvenNobody)
        {
            var only = patients.Count == 1 ? new Id<Patient>(patients[0]) : (Id<Patient>?)null;
            var what = Seen.As ?? (only is null ? "List" : "Part");
            AuditEvents.Add(EventBy(AuditAction.Read, what, only?.ToString(), only, changes: null, patients.Count > 1 ? [.. patients] : null));
            Seen.EvenNobody = false;
        }

        if (ChangeTracker.HasChanges())
        {
            await SaveChangesAsync(cancel);
        }
    }

    /// <summary>After a refusal: what was prepared and written is undone, and only what was seen remains.</summary>
    public void StartAnew()
    {
        ChangeTracker.Clear();
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

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.AddInterceptors(new AuditInterceptor(), new SeenInterceptor());

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        foreach (var entity in typeof(Patient).Assembly.GetTypes().Where(t => t is { IsClass: true, IsPublic: true } && !(t.IsAbstract && t.IsSealed)))
        {
            configurationBuilder
                .Properties(typeof(Id<>).MakeGenericType(entity))
                .HaveConversion(typeof(IdConverter<>).MakeGenericType(entity));
        }

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

        SnakeCase.Apply(builder.Model);
    }
}
