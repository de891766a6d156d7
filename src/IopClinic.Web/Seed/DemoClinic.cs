using IopClinic.Database;
using IopClinic.Database.Keys;
using IopClinic.Database.Notes;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Web.Commands;
using IopClinic.Web.Patients.Import;
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

        db.Sites.AddRange(house.Site, house.Northgate);
        db.Services.AddRange(house.Services);
        db.Programs.AddRange(house.DualDiagnosis, house.YoungAdult);
        db.Staff.AddRange(staff.All);
        AddAccounts(staff);
        await StoreAsync(cancel);

        var imported = await ImportAsync(house.Site, today, cancel);
        var admissions = new DemoAdmissions(house, staff, place, today, chance);
        admissions.Fill(imported);
        db.Patients.AddRange(admissions.Patients);
        db.Episodes.AddRange(admissions.InCare.Select(care => care.Episode));
        db.Groups.AddRange(admissions.Groups);
        db.CareTeams.AddRange(admissions.Teams);
        db.GlassOpenings.AddRange(admissions.OpenGlasses(staff.PrivacyOfficer));
        await StoreAsync(cancel);

        // The roll first, the notes after it: once a session has a signed note, the database keeps its roster and shared part as
        // they are, so both must be stored before.
        var history = new DemoHistory(house, staff, admissions, today, chance);
        history.TakeTheRoll();
        db.Sessions.AddRange(admissions.Meetings);
        db.Sessions.AddRange(admissions.Appointments);
        await StoreAsync(cancel);

        history.WriteAndSign();
        db.Notes.AddRange(history.Notes);
        db.Signatures.AddRange(history.Signatures);
        db.PrivateNotes.AddRange(admissions.KeepPrivateNotes(cipher.SealNote));
        await StoreAsync(cancel);

        await transaction.CommitAsync(cancel);
        // So many rows at once: until the server counts them by itself, it would plan every page for an empty clinic.
        await db.Database.ExecuteSqlAsync($"analyze", cancel);
        LogPlanted(log, admissions.Patients.Count + imported.Count, admissions.Meetings.Count + admissions.Appointments.Count);
        return true;
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
