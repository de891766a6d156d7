using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

public sealed class HistoryReadingTests
{
    private const string Uuid = "0b779465-6db2-4931-bc13-5f6ff8e8c4d4";

    private static async Task<(ReadPatient Patient, ImportReport Report)> With(params string[] resources)
    {
        var read = await FhirFiles.Read("a.json", FhirFiles.Bundle([FhirFiles.Patient(), .. resources]));
        return (read.Patient, read.Report);
    }

    [Theory]
    [InlineData("p1", null, "Patient/p1")]
    [InlineData("p1", "http://a.example/fhir/Patient/p1", "http://a.example/fhir/Patient/p1")]
    [InlineData("p1", "http://a.example/fhir/Patient/p1", "http://a.example/fhir/Patient/p1/_history/3")]
    [InlineData("p1", "http://a.example/fhir/Patient/p1", "Patient/p1")]
    [InlineData("p1", null, "http://a.example/fhir/Patient/p1")]
    [InlineData("p1", "urn:uuid:" + Uuid, "urn:uuid:" + Uuid)]
    [InlineData("p1", "urn:uuid:patient-1", "urn:uuid:patient-1")]
    [InlineData(Uuid, null, "urn:uuid:" + Uuid)]
    [InlineData(Uuid, null, "https://a.example/Patient/" + Uuid)]
    [InlineData("p1", null, "Patient?identifier=http://clinic.example/mrn|MRN-1")]
    public async Task A_reference_finds_its_patient_however_it_is_written(string id, string? fullUrl, string reference)
    {
        var entry = $"{{{(fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",")}\"resource\":{FhirFiles.Patient(id)}}}";
        var condition = $"{{\"resource\":{FhirFiles.Condition(patient: reference)}}}";

        foreach (var entries in new[] { $"{entry},{condition}", $"{condition},{entry}" })
        {
            var read = await FhirFiles.Read("a.json", $$"""{"entry":[{{entries}}],"resourceType":"Bundle","type":"transaction"}""");

            Assert.Equal("c1", Assert.Single(read.Patient.Conditions).SourceId);
            Assert.Empty(read.Report.Lines);
        }
    }

    [Fact]
    public async Task A_reference_by_identifier_alone_finds_its_patient()
    {
        var (patient, _) = await With(
            """{"resourceType":"Condition","id":"c1","code":{"text":"Grief"},"subject":{"identifier":{"system":"http://clinic.example/mrn","value":"MRN-1"}}}""");

        Assert.Equal("Grief", Assert.Single(patient.Conditions).Display);
    }

    [Theory]
    [InlineData("Patient/p9", "\"p9\" is not in the file")]
    [InlineData("Group/g1", "does not name a patient")]
    [InlineData("#p1", "does not name a patient")]
    [InlineData("", "does not say whose it is")]
    [InlineData("urn:uuid:patient-9", "is not in the file")]
    public async Task A_condition_of_nobody_in_the_file_is_left_and_named(string reference, string part)
    {
        var (patient, report) = await With(FhirFiles.Condition("c7", reference));

        Assert.Empty(patient.Conditions);
        var line = Assert.Single(report.Lines);
        Assert.Equal((ImportOutcome.Left, "entry 2", "Condition"), (line.Outcome, line.Place.Words, line.ResourceType));
        Assert.Contains(part, line.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_of_a_patient_who_may_be_in_the_records_is_handed_over_by_the_patients_key()
    {
        var read = await FhirFiles.Read(
            "conditions.ndjson",
            string.Join(
                '\n',
                FhirFiles.Condition("c1", $"Patient/{Uuid}"), FhirFiles.Allergy("a1", $"urn:uuid:{Uuid}"), FhirFiles.Condition("c2", "Patient/7")));

        var history = Assert.IsType<ReadHistory>(Assert.Single(read.Charts));
        Assert.Equal(new SourceKey(SourceKey.Uuid, Uuid), history.Patient);
        Assert.Equal((1, 1), (history.Conditions.Count, history.Allergies.Count));
        Assert.Equal(("line 3", ImportOutcome.Left), (read.Line.Place.Words, read.Line.Outcome));
    }

    [Fact]
    public async Task The_files_of_a_bulk_export_form_whole_patients_together()
    {
        var patients = FhirFiles.File("Patient.ndjson", $"{FhirFiles.Patient()}\n{FhirFiles.Patient("p2", "MRN-2")}");
        var conditions = FhirFiles.File("Condition.ndjson", $"{FhirFiles.Condition("c1", "Patient/p2")}\n{FhirFiles.Condition("c2")}");

        var read = await FhirFiles.Read(conditions, patients);

        Assert.Equal(["c2", "c1"], read.Patients.Select(patient => Assert.Single(patient.Conditions).SourceId));
        Assert.Empty(read.Report.Lines);
    }

    [Fact]
    public async Task A_bundle_does_not_lend_its_patients_to_another_file()
    {
        var read = await FhirFiles.Read(
            FhirFiles.File("a.json", FhirFiles.Bundle(FhirFiles.Patient(), FhirFiles.Condition("c0"))),
            FhirFiles.File("b.ndjson", $"{FhirFiles.Condition()}\n{FhirFiles.Condition("c2")}"));

        Assert.Equal("c0", Assert.Single(read.Patient.Conditions).SourceId);
        Assert.Equal(2, read.Report.Count(ImportOutcome.Left));
    }

    [Fact]
    public async Task Two_patients_of_one_record_number_are_both_refused_with_their_history()
    {
        var read = await FhirFiles.Read("a.json", FhirFiles.Bundle(
            FhirFiles.Patient(), FhirFiles.Patient("p2"), FhirFiles.Condition("c1", "Patient/p2"), FhirFiles.Patient("p3", "MRN-3")));

        Assert.Equal("p3", read.Patient.ResourceId);
        Assert.Equal(["entry 1", "entry 2"], read.Report.Lines.Select(line => line.Place.Words));
        Assert.All(read.Report.Lines, line =>
        {
            Assert.Equal(ImportOutcome.PatientRefused, line.Outcome);
            Assert.Contains("same record number MRN-1 (entry 1 and entry 2)", line.Sentence, StringComparison.Ordinal);
        });
        Assert.EndsWith("conditions and allergies: 1.", read.Report.Lines[1].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_patients_of_one_resource_id_are_both_refused()
    {
        var read = await FhirFiles.Read("a.ndjson", $"{FhirFiles.Patient()}\n{FhirFiles.Patient("p1", "MRN-2")}");

        Assert.Empty(read.Charts);
        Assert.Equal(2, read.Report.Count(ImportOutcome.PatientRefused));
    }

    [Fact]
    public async Task A_plain_reference_to_either_of_two_servers_patients_is_given_to_neither()
    {
        static string Entry(string server, string mrn) =>
            $"{{\"fullUrl\":\"http://{server}.example/Patient/1\",\"resource\":{FhirFiles.Patient("1", mrn)}}}";

        var read = await FhirFiles.Read(
            "a.json",
            $$"""{"resourceType":"Bundle","entry":[{{Entry("a", "MRN-1")}},{{Entry("b", "MRN-2")}},{"resource":{{FhirFiles.Condition("c1", "Patient/1")}}},{"resource":{{FhirFiles.Condition("c2", "http://b.example/Patient/1")}}}]}""");

        Assert.Equal(2, read.Patients.Count);
        Assert.Equal("c2", Assert.Single(read.Patients[1].Conditions).SourceId);
        Assert.Contains("more than one patient", read.Line.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_patient_takes_the_history_along()
    {
        var read = await FhirFiles.Read(
            "a.json", FhirFiles.Bundle(FhirFiles.Patient(name: null), FhirFiles.Condition(), FhirFiles.Allergy()));

        Assert.Empty(read.Charts);
        Assert.EndsWith("conditions and allergies: 2.", read.Line.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_code_system_is_kept_as_given_and_named()
    {
        var (patient, report) = await With(
            """{"resourceType":"Condition","id":"c1","code":{"coding":[{"system":"urn:oid:1.2.3","code":"X9","display":"Nerves"}]},"subject":{"reference":"Patient/p1"}}""");

        Assert.Equal(new ReadCoding("urn:oid:1.2.3", "X9", "Nerves"), Assert.Single(patient.Conditions).Code);
        var line = Assert.Single(report.Lines);
        Assert.Equal(ImportOutcome.Noted, line.Outcome);
        Assert.Contains("urn:oid:1.2.3", line.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_snomed_code_stands_for_a_condition_that_has_several()
    {
        var (patient, _) = await With(
            """{"resourceType":"Condition","id":"c1","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.1"},{"system":"http://snomed.info/sct","code":"370143000"}]},"subject":{"reference":"Patient/p1"}}""");

        var condition = Assert.Single(patient.Conditions);
        Assert.Equal(("370143000", 2), (condition.Code!.Code, condition.Codings.Count));
    }

    [Theory]
    [InlineData(""","onsetDateTime":"1990" """, "1990", null, 0)]
    [InlineData(""","onsetDateTime":"1990-05" """, "1990-05", null, 0)]
    [InlineData(""","onsetPeriod":{"start":"2001-02-03","end":"2002-01-01"}""", "2001-02-03", null, 0)]
    [InlineData(""","onsetAge":{"value":34,"code":"a"}""", null, "at the age of 34", 0)]
    [InlineData(""","onsetRange":{"low":{"value":9},"high":{"value":12}}""", null, "between the ages of 9 and 12", 0)]
    [InlineData(""","onsetString":"in childhood" """, null, "in childhood", 0)]
    [InlineData(""","onsetDateTime":"2024-02-30" """, null, null, 1)]
    [InlineData(""","onsetDateTime":"2031-01-01" """, null, null, 1)]
    [InlineData(""","onsetDateTime":"2020-01-01","abatementDateTime":"2019-01-01" """, "2020-01-01", null, 1)]
    public async Task An_onset_is_kept_as_far_as_it_is_known_and_never_costs_the_condition(
        string more, string? onset, string? text, int notes)
    {
        var (patient, report) = await With(FhirFiles.Condition(more: more));

        var condition = Assert.Single(patient.Conditions);
        Assert.Equal((onset, text), (condition.Onset?.ToString(), condition.OnsetText));
        Assert.Equal(notes, report.Count(ImportOutcome.Noted));
    }

    [Fact]
    public async Task What_was_entered_in_error_or_says_nothing_is_left()
    {
        const string error = ""","verificationStatus":{"coding":[{"code":"entered-in-error"}]}""";
        var (patient, report) = await With(
            FhirFiles.Condition("c1", more: error), FhirFiles.Allergy("a1", more: error),
            """{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient/p1"}}""", FhirFiles.Condition("c3"), FhirFiles.Condition("c3"));

        Assert.Equal("c3", Assert.Single(patient.Conditions).SourceId);
        Assert.Empty(patient.Allergies);
        Assert.Equal(["a1", "c1", "c2", "c3"], report.Lines.Select(line => line.ResourceId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_allergy_keeps_its_reactions_and_takes_the_substance_from_them_when_it_has_no_code()
    {
        var (patient, _) = await With(
            """{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"criticality":"high","category":["medication"],"reaction":[{"substance":{"text":"Penicillin"},"manifestation":[{"text":"Hives"},{"coding":[{"display":"Wheezing"}]}]},{"description":"Felt faint"}]}""",
            """{"resourceType":"AllergyIntolerance","id":"a2","patient":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003"}]}}""");

        Assert.Equal("Penicillin", patient.Allergies[0].Display);
        Assert.Equal("high", patient.Allergies[0].Criticality);
        Assert.Equal(["Hives", "Wheezing", "Felt faint"], patient.Allergies[0].Reactions);
        Assert.False(patient.Allergies[0].SaysNoneKnown);
        Assert.True(patient.Allergies[1].SaysNoneKnown);
    }

    [Fact]
    public async Task A_condition_without_an_id_has_the_same_one_every_time()
    {
        const string grief = """{"resourceType":"Condition","code":{"text":"Grief"},"subject":{"reference":"Patient/p1"}}""";

        var first = Assert.Single((await With(grief)).Patient.Conditions).SourceId;
        var second = Assert.Single((await With(grief)).Patient.Conditions).SourceId;

        Assert.StartsWith("said:", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task One_patient_does_not_bring_more_history_than_the_limit()
    {
        var read = await FhirFiles.Read(
            "a.json",
            FhirFiles.Bundle([FhirFiles.Patient(), .. Enumerable.Range(1, 7).Select(i => FhirFiles.Condition($"c{i}"))]),
            new ImportLimits { RecordsOfOnePatient = 5 });

        Assert.Equal(5, read.Patient.Conditions.Count);
        Assert.Equal(2, read.Report.Count(ImportOutcome.Left));
    }
}
