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

    /// <summary>Writes down, with the next save, that the actor has seen a patient's record.</summary>
    /// <param name="patientId">Whose record.</param>
    /// <param name="what">The part that was shown, such as Chart.</param>
    public void RecordRead(Id<Patient> patientId, string what) =>
        AuditEvents.Add(EventBy(AuditAction.Read, what, patientId.ToString(), patientId, changes: null));

    /// <summary>Writes down, with the next save, something that no changed row shows: a sign-in, a refusal.</summary>
    public void RecordAct(AuditAction action, string objectType, string? objectId) =>
        AuditEvents.Add(EventBy(action, objectType, objectId, patientId: null, changes: null));

    internal AuditEvent EventBy(AuditAction action, string objectType, string? objectId, Id<Patient>? patientId, string? changes) => new()
    {
        At = clock.Now,
        ActorId = actor.StaffMemberId,
        ActorName = actor.Name,
        ActorRoles = actor.Roles,
        SiteId = actor.SiteId,
        ClinicDate = clock.Today(actor.Zone),
        Action = action,
        Page = actor.Page,
        ObjectType = objectType,
        ObjectId = objectId,
        PatientId = patientId,
        Changes = changes,
        Reason = actor.Reason,
        RequestId = actor.RequestId,
    };

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.AddInterceptors(new AuditInterceptor());

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
