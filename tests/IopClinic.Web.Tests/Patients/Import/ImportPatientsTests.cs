using System.Diagnostics;
using System.Globalization;
using IopClinic.Domain.Patients;
using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

public sealed class ImportPatientsTests(ImportDatabase database, ITestOutputHelper output) : IClassFixture<ImportDatabase>
{
    private const string Uuid = "0b779465-6db2-4931-bc13-5f6ff8e8c4d4";

    [Fact]
    public async Task The_six_shipped_bundles_come_in_within_ten_seconds_and_a_second_time_nothing()
    {
        var clinic = await database.Clinic();
        var sources = FhirFiles.SyntheaPaths.Select(ImportSource.At).ToArray();
        var watch = Stopwatch.StartNew();

        var first = await clinic.Import(sources);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Six bundles in {watch.Elapsed.TotalSeconds:0.0} s."));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Equal((6, 47, 1), (first.Count(ImportOutcome.CameIn), first.ConditionsIn, first.AllergiesIn));
        Assert.All(
            [ImportOutcome.PatientRefused, ImportOutcome.Left, ImportOutcome.PossibleDuplicate],
            outcome => Assert.Equal(0, first.Count(outcome)));
        var (patients, audited) = (await clinic.Patients(), await clinic.AuditRows());

        var second = await clinic.Import(sources);

        Assert.Equal((0, 6), (second.Count(ImportOutcome.CameIn), second.Count(ImportOutcome.AlreadyHere)));
        Assert.Equal((0, 0), (second.ConditionsIn, second.AllergiesIn));
        Assert.Equal(audited, await clinic.AuditRows());
        Assert.Equal(patients.Select(Facts), (await clinic.Patients()).Select(Facts));
    }

    [Fact]
    public async Task What_the_bundle_says_stands_in_the_record()
    {
        var clinic = await database.Clinic();
        await clinic.Import(ImportSource.At(FhirFiles.SyntheaPaths.Single(path => path.Contains("Mercado", StringComparison.Ordinal))));

        var patient = Assert.Single(await clinic.Patients());

        Assert.Equal("Mercado, Virginia", patient.Name.Sorted);
        Assert.Equal(
            (Gender.Female, BirthSex.Female, Ethnicity.NotHispanicOrLatino), (patient.Gender, patient.BirthSex, patient.Ethnicity));
        Assert.Equal(("es", "555-460-4462", "02090"), (patient.Language, patient.Phone, patient.Address.PostalCode));
        Assert.Equal(16, patient.History.Count);
        Assert.Contains(patient.History, h => h is { Code: "5602001", CodeSystem: "http://snomed.info/sct", ClinicalStatus: "active" });
        Assert.Equal(
            ["http://hospital.smarthealthit.org", "https://github.com/synthetichealth/synthea", "urn:uuid"],
            patient.Identifiers.Select(i => i.System).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(patient.Identifiers, i => i.Value.StartsWith("999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_history_of_a_known_patient_is_added_and_nothing_else_is_changed()
    {
        var clinic = await database.Clinic();
        await clinic.Import(FhirFiles.Bundle(FhirFiles.Patient(), FhirFiles.Condition()));

        var report = await clinic.Import(FhirFiles.Bundle(
            FhirFiles.Patient(name: """[{"family":"Rivera","given":["Anna"]}]""", more: ",\"gender\":\"male\""),
            FhirFiles.Condition(), FhirFiles.Condition("c2"), FhirFiles.Allergy()));

        var patient = Assert.Single(await clinic.Patients());
        Assert.Equal(("Ana Rivera", Gender.Unknown), (patient.Name.Full, patient.Gender));
        Assert.Equal(["c1", "c2"], patient.History.Select(h => h.SourceId).Order(StringComparer.Ordinal));
        Assert.Equal("a1", Assert.Single(patient.Allergies).SourceId);
        Assert.Equal((1, 1), (report.ConditionsIn, report.AllergiesIn));
        Assert.Contains("1 condition and 1 allergy were added", Assert.Single(report.Lines).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_that_comes_later_in_another_file_finds_the_patient_in_the_record()
    {
        var clinic = await database.Clinic();
        await clinic.Import(FhirFiles.Patient(Uuid));

        var report = await clinic.Import(FhirFiles.File(
            "Condition.ndjson",
            $"{FhirFiles.Condition("c1", $"Patient/{Uuid}")}\n{FhirFiles.Condition("c2", "urn:uuid:ae79d967-05dd-4ea0-8793-16c538c12ae1")}\n"));

        Assert.Equal("c1", Assert.Single(Assert.Single(await clinic.Patients()).History).SourceId);
        Assert.Equal((1, 1), (report.Count(ImportOutcome.AlreadyHere), report.Count(ImportOutcome.Left)));
    }

    [Fact]
    public async Task A_patient_who_has_died_is_recorded_so_also_when_the_day_is_not_known()
    {
        var clinic = await database.Clinic();

        await clinic.Import(FhirFiles.Patient(more: ",\"deceasedDateTime\":\"2020-03-01T10:00:00Z\""));
        await clinic.Import(FhirFiles.Patient("p2", "MRN-2", more: ",\"deceasedDateTime\":\"2020-02\""));
        var report = await clinic.Import(FhirFiles.Patient("p3", "MRN-3", more: ",\"deceasedBoolean\":true"));

        Assert.Equal(
            [new(2020, 3, 1), new(2020, 2, 29), new(2026, 11, 23)],
            (await clinic.Patients()).Select(patient => patient.DeceasedOn!.Value));
        Assert.Equal(1, report.Count(ImportOutcome.Noted));
    }

    [Fact]
    public async Task A_known_patient_is_not_declared_dead_by_a_file()
    {
        var clinic = await database.Clinic();
        await clinic.Import(FhirFiles.Patient());

        var report = await clinic.Import(FhirFiles.Patient(more: ",\"deceasedBoolean\":true"));

        Assert.Null(Assert.Single(await clinic.Patients()).DeceasedOn);
        var note = Assert.Single(report.Lines, line => line.Outcome == ImportOutcome.Noted);
        Assert.Contains("has died", note.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_name_and_birth_date_come_in_and_are_flagged()
    {
        var clinic = await database.Clinic();
        await clinic.Import(FhirFiles.Patient());

        var report = await clinic.Import(FhirFiles.Patient("p2", "MRN-2", """[{"family":"RIVERA","given":["Aná"]}]"""));

        var patients = await clinic.Patients();
        Assert.Equal(2, patients.Count);
        var flag = Assert.Single(report.Lines, line => line.Outcome == ImportOutcome.PossibleDuplicate);
        Assert.Contains(
            $"{patients[1].Mrn} has the same name and birth date as {patients[0].Mrn}", flag.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identifier_that_belongs_to_somebody_else_here_refuses_the_patient_with_the_history()
    {
        var clinic = await database.Clinic();
        await clinic.Import(FhirFiles.Patient());

        var report = await clinic.Import(
            FhirFiles.Bundle(FhirFiles.Patient("p9", birthDate: "\"1971-01-01\""), FhirFiles.Condition("c9", "Patient/p9")));

        Assert.Empty(Assert.Single(await clinic.Patients()).History);
        Assert.Contains("another name or birth date", Assert.Single(report.Lines).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_the_record_cannot_hold_leaves_nothing_and_the_next_comes_in()
    {
        var clinic = await database.Clinic();

        var report = await clinic.Import(FhirFiles.Bundle(
            FhirFiles.Patient(name: """[{"family":"Rivera"}]"""), FhirFiles.Condition(), FhirFiles.Patient("p2", "MRN-2")));

        Assert.Equal("IC000001", Assert.Single(await clinic.Patients()).Mrn);
        Assert.Equal((1, 1, 0), (report.Count(ImportOutcome.PatientRefused), report.Count(ImportOutcome.CameIn), report.ConditionsIn));
    }

    [Fact]
    public async Task A_save_that_fails_halfway_leaves_nothing_of_that_patient()
    {
        var clinic = await database.Clinic();
        await using (var db = ImportDatabase.Open(clinic.Connection))
        {
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
                db.Database, "alter table history_conditions add constraint nothing_of_that_name check (display <> 'Grief')");
        }

        var report = await clinic.Import(FhirFiles.Bundle(
            FhirFiles.Patient(), FhirFiles.Condition("c0"),
            """{"resourceType":"Condition","id":"c1","code":{"text":"Grief"},"subject":{"reference":"Patient/p1"}}""",
            FhirFiles.Patient("p2", "MRN-2"), FhirFiles.Condition("c2", "Patient/p2")));

        var patient = Assert.Single(await clinic.Patients());
        Assert.Equal("c2", Assert.Single(patient.History).SourceId);
        Assert.Equal((1, 1, 1), (report.Count(ImportOutcome.PatientRefused), report.Count(ImportOutcome.CameIn), report.ConditionsIn));
    }

    [Fact]
    public async Task People_around_the_patient_and_allergies_find_their_places()
    {
        var clinic = await database.Clinic();

        var report = await clinic.Import(FhirFiles.Bundle(
            FhirFiles.Patient(more: """
                ,"contact":[{"relationship":[{"coding":[{"code":"C"}]},{"text":"Mother"}],"name":{"text":"Luz"},"telecom":[{"system":"phone","value":"1"}]},
                {"relationship":[{"text":"Sponsor"}],"name":{"text":"Jo"}}],
                "telecom":[{"system":"phone","use":"work","value":"3"},{"system":"phone","use":"mobile","value":"2"},{"system":"email","value":"a@example.org"}]
                """),
            FhirFiles.Allergy("a1", more: ""","criticality":"high","reaction":[{"manifestation":[{"text":"Hives"}]}]"""),
            FhirFiles.Allergy("a2"),
            """{"resourceType":"AllergyIntolerance","id":"a3","patient":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003","display":"No known allergy"}]}}""",
            FhirFiles.Condition("c1", more: ""","verificationStatus":{"coding":[{"code":"refuted"}]}"""),
            FhirFiles.Condition("c2", more: ""","onsetDateTime":"1990-05","clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"provisional"}]}""")));

        var patient = Assert.Single(await clinic.Patients());
        Assert.Equal(new EmergencyContact("Luz", "Mother", "1"), patient.EmergencyContact);
        Assert.Equal(("Jo", "Sponsor"), (Assert.Single(patient.Supporters).Name, patient.Supporters[0].Relationship));
        Assert.Equal(("2", "3", "a@example.org"), (patient.Phone, patient.OtherPhone, patient.Email));
        var allergy = Assert.Single(patient.Allergies);
        Assert.Equal(("Penicillin", "Hives", Criticality.High), (allergy.Substance, allergy.Reaction, allergy.Criticality));
        Assert.Equal(("active, provisional", (DateOnly?)null), (Assert.Single(patient.History).ClinicalStatus, patient.History[0].Onset));
        Assert.Equal(2, report.Count(ImportOutcome.Left));
        Assert.Equal((1, 1), (report.ConditionsIn, report.AllergiesIn));
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_the_same_moment_store_every_patient_once()
    {
        var clinic = await database.Clinic();
        var lines = FhirFiles.File(
            "a.ndjson", string.Join('\n', Enumerable.Range(1, 30).Select(i => FhirFiles.Patient($"p{i}", $"MRN-{i}"))));

        var reports = await Task.WhenAll(clinic.Import(lines), clinic.Import(lines));

        Assert.Equal(30, (await clinic.Patients()).Count);
        Assert.Equal(30, reports.Sum(report => report.Count(ImportOutcome.CameIn)));
    }

    private static string Facts(Patient patient) =>
        $"{patient.Mrn} {patient.Version} {patient.History.Count} {patient.Allergies.Count} {patient.Identifiers.Count}";
}
