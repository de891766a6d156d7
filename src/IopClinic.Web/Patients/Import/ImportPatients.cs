using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Patients.Import;

/// <summary>
/// Takes the patients of FHIR files into the clinic's record, each with all that belongs to the patient or not at all: a patient is
/// one save and so one transaction. A patient who is here already is never changed; conditions and allergies that are new are added.
/// Importing a file again therefore adds nothing.
/// </summary>
/// <remarks>The context's tracked objects are forgotten after each patient; do not share it with other unsaved work.</remarks>
public sealed class ImportPatients(ClinicDb db, ClinicClock clock, ImportLimits limits)
{
    /// <summary>The kind of an identifier that is the id of a patient's resource (HL7 table 0203: resource identifier).</summary>
    private const string ResourceIdentifier = "RI";
    private const string CivilNumbers = "Social security, licence and passport numbers";

    /// <summary>Imports the files for a site. A database that fails throws; whoever came in before stays.</summary>
    public async Task<ImportReport> Run(
        IReadOnlyList<ImportSource> sources, Site site, IProgress<ImportProgress>? progress = null, CancellationToken cancel = default)
    {
        var report = new ImportReport();
        var today = clock.Today(site.Zone);
        await foreach (var chart in new FhirReader(limits, today).Read(sources, report, progress, cancel))
        {
            try
            {
                await using var work = db.Actor.IsBounded ? await db.BeginWorkAsync(cancel) : null;
                await (chart switch
                {
                    ReadPatient patient => Take(patient, site.Id, today, report, cancel),
                    ReadHistory history => Take(history, report, cancel),
                    _ => throw new NotSupportedException(),
                });
                if (work is not null)
                {
                    await work.CommitAsync(cancel);
                }
            }
            catch (RuleViolation refusal)
            {
                Refuse(chart, refusal.Message, report);
            }
            catch (DbUpdateException e)
                when (e.InnerException is PostgresException refusal && ConstraintSentences.For(refusal) is { } sentence)
            {
                // The same patient came in by another way at this moment; or a rule of the record that no question here foresaw.
                Refuse(chart, sentence.Sentence, report);
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }

        return report;
    }

    private static void Refuse(ReadChart chart, string sentence, ImportReport report) => report.Add(
        chart is ReadPatient ? ImportOutcome.PatientRefused : ImportOutcome.Left,
        chart.Place,
        chart is ReadPatient ? "Patient" : null,
        (chart as ReadPatient)?.ResourceId,
        $"{sentence} Nothing of this patient was taken in.");

    private async Task Take(ReadPatient read, Id<Site> siteId, DateOnly today, ImportReport report, CancellationToken cancel)
    {
        if (read.Name is { Family: null } or { Given.Count: 0 })
        {
            throw new RuleViolation($"It has no {(read.Name.Family is null ? "family" : "given")} name; the record needs both.");
        }

        var identifiers = Identifiers(read).ToList();
        var holders = await Holders(identifiers, cancel);
        var itself = holders
            .Where(holder => holder.Key == read.Key || (holder.Key.IsUnique && read.ResourceKeys.Contains(holder.Key)))
            .DistinctBy(holder => holder.Id)
            .ToList();
        if (itself.Count > 1)
        {
            throw new RuleViolation($"Its identifiers belong to two patients here ({string.Join(" and ", itself.Select(h => h.Mrn))}).");
        }

        if (itself is [{ } known])
        {
            if (known.BirthDate != read.BirthDate || !(Same(known.Family, read.Name.Family!) || Same(known.Given, read.Name.Given[0])))
            {
                throw new RuleViolation($"Its identifier belongs here to {known.Mrn}, who has another name or birth date.");
            }

            await AddTo(known, read, report, cancel);
            if (read.Death is not null && known.DeceasedOn is null)
            {
                report.Add(
                    ImportOutcome.Noted, read.Place, "Patient", read.ResourceId,
                    $"The source says that {known.Mrn} has died; the record here does not. It was not changed: ask, and record it.",
                    known.Id);
            }

            return;
        }

        if (await IsHeldByOthersAsync(read.Key, cancel))
        {
            report.Add(
                ImportOutcome.AlreadyHere, read.Place, "Patient", read.ResourceId,
                "This patient is already here and in treatment, and so in the hands of the care team; nothing was added.");
            return;
        }

        await Register(read, siteId, today, identifiers.Where(i => holders.All(h => h.Key != i.Key)), holders, report, cancel);
    }

    private async Task Register(
        ReadPatient read,
        Id<Site> siteId,
        DateOnly today,
        IEnumerable<(SourceKey Key, string? Kind)> identifiers,
        IReadOnlyList<Holder> holders,
        ImportReport report,
        CancellationToken cancel)
    {
        var notes = new List<string>();
        var domain = new ToDomain(notes.Add);
        var patient = new Patient(siteId, domain.Demographics(read), domain.Contact(read), today, clock.Now);
        if (read.Death is { } death)
        {
            patient.RecordDeath(domain.DayOfDeath(death, today), today);
        }

        var (emergency, others) = domain.People(read);
        if (emergency is not null)
        {
            patient.InEmergencyCall(emergency);
        }

        foreach (var (name, relationship, phone) in others)
        {
            patient.AddSupporter(name, relationship, phone, mayJoinFamilySessions: false);
        }

        foreach (var (key, kind) in identifiers)
        {
            patient.AddIdentifier(key.System, key.Value, kind);
        }

        foreach (var holder in holders)
        {
            notes.Add($"{holder.Mrn} has the identifier {Fhir.Fields.Shortened(holder.Key.Value)} too; it was left with {holder.Mrn}.");
        }

        var born = await db.Patients.AsNoTracking()
            .Where(p => p.BirthDate == read.BirthDate)
            .Select(p => new { p.Mrn, p.Name.Given, p.Name.Family })
            .ToListAsync(cancel);
        var records = Add(patient, read);
        db.Patients.Add(patient);
        await db.SaveChangesAsync(cancel);

        report.Add(
            ImportOutcome.CameIn, read.Place, "Patient", read.ResourceId,
            $"Came in as {patient.Mrn} with {Counted(records)}.",
            patient.Id);
        Report(records, patient.Id, report);
        foreach (var note in notes)
        {
            report.Add(ImportOutcome.Noted, read.Place, "Patient", read.ResourceId, note, patient.Id);
        }

        foreach (var other in born.Where(other => Same(other.Given, patient.Name.Given) && Same(other.Family, patient.Name.Family)))
        {
            report.Add(
                ImportOutcome.PossibleDuplicate, read.Place, "Patient", read.ResourceId,
                $"{patient.Mrn} has the same name and birth date as {other.Mrn}: they may be one person.",
                patient.Id);
        }

        if (read.Identifiers.Count(identifier => identifier.IsCivil) is var civil and > 0)
        {
            report.AddNotPart(read.Place.File, CivilNumbers, civil);
        }
    }

    private async Task Take(ReadHistory read, ImportReport report, CancellationToken cancel)
    {
        if (await Holders([(read.Patient, null)], cancel) is [{ } known])
        {
            await AddTo(known, read, report, cancel);
            return;
        }

        foreach (var (place, type, id) in read.Conditions.Select(c => (c.Place, "Condition", c.SourceId))
            .Concat(read.Allergies.Select(a => (a.Place, "AllergyIntolerance", a.SourceId))))
        {
            report.Add(
                ImportOutcome.Left, place, type, id,
                $"Its patient \"{Fhir.Fields.Shortened(read.Patient.Value)}\" is neither in the file nor in the clinic's records.");
        }
    }

    /// <summary>Adds what is new to a patient who is here already, and says what was here before.</summary>
    private async Task AddTo(Holder known, ReadChart read, ImportReport report, CancellationToken cancel)
    {
        var conditions = await db.Set<HistoryCondition>().Where(c => c.PatientId == known.Id && c.SourceId != null)
            .Select(c => c.SourceId!).ToHashSetAsync(StringComparer.Ordinal, cancel);
        var allergies = await db.Set<Allergy>().Where(a => a.PatientId == known.Id && a.SourceId != null)
            .Select(a => a.SourceId!).ToHashSetAsync(StringComparer.Ordinal, cancel);
        var fresh = read with
        {
            Conditions = read.Conditions.Where(c => !conditions.Contains(c.SourceId)).ToList(),
            Allergies = read.Allergies.Where(a => !allergies.Contains(a.SourceId)).ToList(),
        };
        var records = new Records(0, 0, []);
        if (fresh.Conditions.Count + fresh.Allergies.Count > 0)
        {
            var patient = await db.Patients.Include(p => p.Allergies).SingleAsync(p => p.Id == known.Id, cancel);
            records = Add(patient, fresh);
            await db.SaveChangesAsync(cancel);
        }

        var added = records.Conditions + records.Allergies == 0
            ? "nothing was added"
            : $"{Counted(records)} were added";
        report.Add(
            ImportOutcome.AlreadyHere,
            read.Place,
            "Patient",
            (read as ReadPatient)?.ResourceId,
            $"{known.Mrn} is already here; {added}.",
            known.Id);
        Report(records, known.Id, report);
    }

    private Records Add(Patient patient, ReadChart read)
    {
        var lines = new List<ImportLine>();
        var (conditions, allergies) = (0, 0);
        foreach (var condition in read.Conditions)
        {
            var domain = new ToDomain(note => lines.Add(new(ImportOutcome.Noted, condition.Place, "Condition", condition.SourceId, note)));
            if (domain.History(condition) is { } history)
            {
                patient.AddHistory(history, clock.Now);
                conditions++;
            }
        }

        foreach (var allergy in read.Allergies)
        {
            void Line(ImportOutcome outcome, string sentence) =>
                lines.Add(new(outcome, allergy.Place, "AllergyIntolerance", allergy.SourceId, sentence));
            if (allergy.SaysNoneKnown)
            {
                Line(ImportOutcome.Left, $"It says \"{allergy.Display}\", which is no substance.");
            }
            else if (allergy.VerificationStatus == "refuted")
            {
                Line(ImportOutcome.Left, "The source says that the patient does not have it.");
            }
            else if (allergy.Display.Length > 200)
            {
                Line(ImportOutcome.Left, "The name of the substance is longer than 200 characters: enter this allergy by hand.");
            }
            else if (patient.Allergies.Any(a => a.WithdrawnAt is null && Same(a.Substance, allergy.Display)))
            {
                Line(ImportOutcome.Left, $"{allergy.Display} is already recorded.");
            }
            else
            {
                var domain = new ToDomain(note => Line(ImportOutcome.Noted, note));
                patient.AddAllergy(allergy.Display, domain.Reaction(allergy), ToDomain.Criticality(allergy), clock.Now, allergy.SourceId);
                allergies++;
                if (allergy.ClinicalStatus is "inactive" or "resolved")
                {
                    Line(
                        ImportOutcome.Noted,
                        $"The source calls it {allergy.ClinicalStatus}; it came in and is shown until somebody withdraws it.");
                }
            }
        }

        return new Records(conditions, allergies, lines);
    }

    private static void Report(Records records, Id<Patient> patient, ImportReport report)
    {
        report.ConditionsIn += records.Conditions;
        report.AllergiesIn += records.Allergies;
        foreach (var line in records.Lines)
        {
            report.Add(line.Outcome, line.Place, line.ResourceType, line.ResourceId, line.Sentence, patient);
        }
    }

    private static IEnumerable<(SourceKey Key, string? Kind)> Identifiers(ReadPatient read) =>
        read.Identifiers
            .Where(identifier => identifier is { System: not null, IsCivil: false })
            .Select(identifier => (new SourceKey(identifier.System!, identifier.Value), Kind(identifier.Type)))
            .Concat(read.ResourceKeys.Where(key => key.IsUnique || key == read.Key).Select(key => (key, (string?)ResourceIdentifier)))
            .DistinctBy(identifier => identifier.Item1);

    private static string? Kind(string? type) => type is { Length: <= 40 } ? type : null;

    /// <summary>The patients who have these identifiers here.</summary>
    private async Task<IReadOnlyList<Holder>> Holders(IReadOnlyList<(SourceKey Key, string? Kind)> identifiers, CancellationToken cancel)
    {
        var (systems, values) = (identifiers.Select(i => i.Key.System).ToList(), identifiers.Select(i => i.Key.Value).ToList());
        var found = await (
            from identifier in db.Set<PatientIdentifier>().AsNoTracking()
            join patient in db.Patients on identifier.PatientId equals patient.Id
            where systems.Contains(identifier.System) && values.Contains(identifier.Value)
            select new
            {
                identifier.System,
                identifier.Value,
                patient.Id,
                patient.Mrn,
                patient.Name.Given,
                patient.Name.Family,
                patient.BirthDate,
                patient.DeceasedOn,
            }).ToListAsync(cancel);
        return found
            .Select(f => new Holder(new SourceKey(f.System, f.Value), f.Id, f.Mrn, f.Given, f.Family, f.BirthDate, f.DeceasedOn))
            .Where(holder => identifiers.Any(identifier => identifier.Key == holder.Key))
            .ToList();
    }

    /// <summary>Whether a patient has this identifier whom the sender may not see.</summary>
    private async Task<bool> IsHeldByOthersAsync(SourceKey key, CancellationToken cancel) => db.Actor.IsBounded && await db.Database
        .SqlQuery<string>($"select value as \"Value\" from held_identifiers(array[{key.System}], array[{key.Value}])").AnyAsync(cancel);

    /// <summary>The same but for capitals and accents.</summary>
    private static bool Same(string one, string other) => CultureInfo.InvariantCulture.CompareInfo.Compare(
        one, other, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) == 0;

    private static string Counted(Records records) =>
        $"{records.Conditions:N0} {(records.Conditions == 1 ? "condition" : "conditions")} " +
        $"and {records.Allergies:N0} {(records.Allergies == 1 ? "allergy" : "allergies")}";

    private sealed record Holder(
        SourceKey Key, Id<Patient> Id, string Mrn, string Given, string Family, DateOnly BirthDate, DateOnly? DeceasedOn);

    /// <summary>How many conditions and allergies go in, and what there is to say about them once they are in.</summary>
    private sealed record Records(int Conditions, int Allergies, IReadOnlyList<ImportLine> Lines);
}
