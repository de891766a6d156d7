using System.Text;
using System.Text.Json;
using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

public sealed class PatientReadingTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static async Task<ReadPatient> Read(string patient) => (await FhirFiles.Read("a.json", patient)).Patient;

    private static async Task<string> Refusal(string patient)
    {
        var read = await FhirFiles.Read("a.json", patient);
        Assert.Empty(read.Charts);
        Assert.Equal(ImportOutcome.PatientRefused, read.Line.Outcome);
        return read.Line.Sentence;
    }

    [Theory]
    [InlineData(null, "no birth date")]
    [InlineData("\"1990\"", "not known to the day")]
    [InlineData("\"1990-05\"", "not known to the day")]
    [InlineData("\"2024-02-30\"", "is not a date")]
    [InlineData("\"17.05.1990\"", "is not a date")]
    [InlineData("19900517", "is not a text")]
    [InlineData("\"2026-11-24\"", "in the future")]
    [InlineData("\"2095-01-01\"", "in the future")]
    [InlineData("\"1890-01-01\"", "before 1900")]
    public async Task A_patient_without_a_usable_birth_date_is_refused(string? birthDate, string part) =>
        Assert.Contains(part, await Refusal(FhirFiles.Patient(birthDate: birthDate)), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "no name")]
    [InlineData("[]", "no name")]
    [InlineData("\"Ana Rivera\"", "not a list")]
    [InlineData("""[{"text":"Ana Rivera"}]""", "no name")]
    [InlineData("""[{"use":"maiden","family":"Rivera"}]""", "no current name")]
    [InlineData("""[{"use":"official","family":"Rivera","period":{"end":"2010-01-01"}}]""", "no current name")]
    [InlineData("""[{"family":"Riv\u0000era"}]""", "U+0000")]
    [InlineData("""[{"family":"Riv\u001bera"}]""", "U+001B")]
    [InlineData("""[{"family":"Riv\u202eera"}]""", "U+202E")]
    [InlineData("""[{"family":"Riv\ud800era"}]""", "does not exist")]
    [InlineData("""[{"family":7}]""", "not a text")]
    [InlineData("""[{"family":"Rivera","family":"Other"}]""", "not valid JSON")]
    public async Task A_patient_without_a_usable_name_is_refused(string? name, string part) =>
        Assert.Contains(part, await Refusal(FhirFiles.Patient(name: name)), StringComparison.Ordinal);

    [Fact]
    public async Task A_name_of_a_megabyte_is_refused_without_being_repeated()
    {
        var sentence = await Refusal(FhirFiles.Patient(name: $"[{{\"family\":\"{new string('x', 1 << 20)}\"}}]"));

        Assert.Contains("1,048,576 characters", sentence, StringComparison.Ordinal);
        Assert.True(sentence.Length < 300);
    }

    [Fact]
    public async Task Digits_and_marks_in_names_are_kept_and_letters_composed()
    {
        var patient = await Read(FhirFiles.Patient(name: """[{"family":"Medhurst46","given":["Zoe\u0308","O'Hara-Li"],"suffix":["Jr."]}]"""));

        Assert.Equal("Medhurst46", patient.Name.Family);
        Assert.Equal(["Zoë", "O'Hara-Li"], patient.Name.Given);
        Assert.Equal(["Jr."], patient.Name.Suffix);
    }

    [Fact]
    public async Task The_official_name_leads_and_the_nickname_is_what_the_patient_likes_to_be_called()
    {
        var patient = await Read(FhirFiles.Patient(
            name: """[{"use":"nickname","given":["Nita"]},{"use":"usual","given":["Ana"],"family":"R"},{"use":"official","given":["Ana"],"family":"Rivera"}]"""));

        Assert.Equal((ReadNameUse.Official, "Rivera"), (patient.Name.Use, patient.Name.Family));
        Assert.Equal("Nita", patient.PreferredName);
    }

    [Fact]
    public async Task Without_any_identity_a_patient_is_refused() =>
        Assert.Contains(
            "no identifier",
            await Refusal("""{"resourceType":"Patient","name":[{"family":"Rivera"}],"birthDate":"1990-05-17"}"""),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""[{"system":"http://a","value":"1"},{"type":{"coding":[{"code":"MR"}]},"system":"http://b","value":"2"}]""", "http://b", "2")]
    [InlineData("""[{"value":"0"},{"system":"http://a","value":"1"}]""", "http://a", "1")]
    [InlineData("""[{"type":{"coding":[{"code":"MR"}]},"value":"2"}]""", SourceKey.PlainId, "p1")]
    [InlineData("""[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-47-3333"}]""", SourceKey.PlainId, "p1")]
    [InlineData("""[{"use":"old","system":"http://a","value":"1"}]""", SourceKey.PlainId, "p1")]
    public async Task The_key_is_the_record_number_or_the_next_best(string identifiers, string system, string value)
    {
        var patient = await Read(FhirFiles.Patient(mrn: null, more: ",\"identifier\":" + identifiers));

        Assert.Equal(new SourceKey(system, value), patient.Key);
    }

    [Fact]
    public async Task A_record_number_that_cannot_be_read_refuses_the_patient() =>
        Assert.Contains("U+0000", await Refusal(FhirFiles.Patient(mrn: "A\\u0000B")), StringComparison.Ordinal);

    [Theory]
    [InlineData(""","deceasedDateTime":"1980-01-01" """, "before the birth date")]
    [InlineData(""","deceasedDateTime":"1989" """, "before the birth date")]
    [InlineData(""","deceasedDateTime":"2024-02-30" """, "is not a date")]
    [InlineData(""","deceasedDateTime":"2031-01-01" """, "in the future")]
    [InlineData(""","deceasedBoolean":false,"deceasedDateTime":"2020-01-01" """, "is alive")]
    [InlineData(""","deceasedBoolean":"yes" """, "neither true nor false")]
    [InlineData(""","link":[{"type":"replaced-by","other":{"reference":"Patient/2"}}]""", "merged")]
    public async Task A_patient_who_contradicts_himself_is_refused(string more, string part) =>
        Assert.Contains(part, await Refusal(FhirFiles.Patient(more: more)), StringComparison.Ordinal);

    [Theory]
    [InlineData(""","deceasedBoolean":true""", true, null)]
    [InlineData(""","deceasedDateTime":"2020-03-01T23:30:00-05:00" """, true, "2020-03-01")]
    [InlineData(""","deceasedDateTime":"2020" """, true, "2020")]
    [InlineData(""","deceasedBoolean":false""", false, null)]
    [InlineData("", false, null)]
    public async Task Death_is_read_as_a_date_or_a_fact(string more, bool died, string? on)
    {
        var patient = await Read(FhirFiles.Patient(more: more));

        Assert.Equal(died, patient.Death is not null);
        Assert.Equal(on, patient.Death?.On?.ToString());
    }

    [Fact]
    public async Task What_is_unusable_beside_the_point_is_left_out_and_noted()
    {
        var read = await FhirFiles.Read("a.json", FhirFiles.Patient(
            more: ""","gender":"divers","active":false,"telecom":"none","address":[{"city":"Bos\u0007ton","state":"MA"}],"contact":[{}],"communication":[7]"""));

        Assert.Null(read.Patient.Gender);
        Assert.Equal("MA", Assert.Single(read.Patient.Addresses).State);
        Assert.All(read.Report.Lines, line => Assert.Equal((ImportOutcome.Noted, "p1"), (line.Outcome, line.ResourceId)));
        Assert.Equal(6, read.Report.Lines.Count);
    }

    [Fact]
    public async Task Contacts_languages_pronouns_and_interpreter_are_read()
    {
        var patient = await Read(FhirFiles.Patient(more: """
            ,"contact":[{"relationship":[{"coding":[{"code":"C","display":"Emergency Contact"}]},{"text":"Mother"}],"name":{"family":"Rivera","given":["Luz"]},
              "telecom":[{"system":"phone","value":"555-0100"},{"system":"email","value":"luz@example.org"}]}],
            "communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"es"}]},"preferred":true}],
            "telecom":[{"system":"fax","value":"1"},{"system":"phone","use":"old","value":"2"},{"system":"phone","use":"mobile","value":"555-0101"}],
            "extension":[
              {"url":"http://hl7.org/fhir/StructureDefinition/individual-pronouns","extension":[{"url":"value","valueCodeableConcept":{"text":"they/them"}}]},
              {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-interpreter-needed","valueCoding":{"system":"http://snomed.info/sct","code":"373066001"}},
              {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[
                {"url":"ombCategory","valueCoding":{"code":"2106-3","display":"White"}},
                {"url":"ombCategory","valueCoding":{"code":"2028-9","display":"Asian"}},{"url":"text","valueString":"Mixed"}]}]
            """));

        Assert.Equal(new ReadContact("Luz Rivera", "Mother", "555-0100", "luz@example.org", true), Assert.Single(patient.Contacts));
        Assert.Equal(new ReadLanguage("es", null, true), Assert.Single(patient.Languages));
        Assert.Equal("555-0101", Assert.Single(patient.Telecoms).Value);
        Assert.Equal(("they/them", true), (patient.Pronouns, patient.NeedsInterpreter));
        Assert.Equal(["2106-3", "2028-9"], patient.Race!.Omb.Select(coding => coding.Code));
        Assert.Equal("Mixed", patient.Race.Text);
    }

    [Fact]
    public async Task What_is_read_never_prints_itself()
    {
        var patient = await Read(FhirFiles.Patient());

        Assert.Equal("ReadPatient", patient.ToString());
        Assert.Equal("ReadName", $"{patient.Name}");
    }

    [Theory]
    [InlineData("1990", "1990", "1990-01-01", "1990-12-31")]
    [InlineData("1992-02", "1992-02", "1992-02-01", "1992-02-29")]
    [InlineData("1992-02-29", "1992-02-29", "1992-02-29", "1992-02-29")]
    [InlineData("2009-04-22T03:30:37+00:00", "2009-04-22", "2009-04-22", "2009-04-22")]
    [InlineData("2009-04-22T03:30:37.123Z", "2009-04-22", "2009-04-22", "2009-04-22")]
    public void A_date_keeps_how_much_of_it_is_known(string text, string shown, string first, string last)
    {
        var date = PartialDate.Parse(text, null);

        Assert.Equal((shown, first, last), (date.ToString(), $"{date.First:O}", $"{date.Last:O}"));
    }

    [Theory]
    [InlineData("1993-02-29")]
    [InlineData("1993-13")]
    [InlineData("93")]
    [InlineData("1993-1-1")]
    [InlineData("1993T10:00:00Z")]
    [InlineData("1993-01-01T25:00:00Z")]
    [InlineData("١٩٩٣")]
    [InlineData("0000")]
    [InlineData(null)]
    public void What_is_no_date_is_not_read_as_one(string? text) => Assert.False(PartialDate.TryParse(text, null, out _));

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.ndjson")]
    [InlineData("a")]
    public async Task A_bundle_is_known_by_its_content_whatever_its_name_and_layout(string name)
    {
        var bundle = FhirFiles.Bundle(FhirFiles.Patient(), FhirFiles.Condition());
        var indented = JsonSerializer.Serialize(JsonDocument.Parse(bundle), Indented);

        foreach (var content in new[] { indented, bundle.Replace("\n", "", StringComparison.Ordinal) })
        {
            Assert.Single((await FhirFiles.Read(name, content)).Patient.Conditions);
            var packed = FhirFiles.File(name, FhirFiles.Packed(Encoding.UTF8.GetBytes(content)));
            Assert.Single((await FhirFiles.Read(packed)).Patient.Conditions);
        }
    }

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.ndjson")]
    [InlineData("a")]
    public async Task Lines_are_known_by_their_content_whatever_the_name(string name) =>
        Assert.Single((await FhirFiles.Read(name, FhirFiles.Patient() + "\n" + FhirFiles.Condition() + "\n")).Patient.Conditions);
}
