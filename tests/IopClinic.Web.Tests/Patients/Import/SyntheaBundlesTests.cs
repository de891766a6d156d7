using IopClinic.Web.Patients.Import;

namespace IopClinic.Web.Tests.Patients.Import;

public sealed class SyntheaBundlesTests
{
    [Fact]
    public async Task The_six_shipped_bundles_are_six_patients_with_their_history()
    {
        var read = await FhirFiles.Read([.. FhirFiles.SyntheaPaths.Select(ImportSource.At)]);

        Assert.Equal(6, read.Patients.Count);
        Assert.Equal(6, read.Charts.Count);
        Assert.Equal(2 + 7 + 4 + 16 + 12 + 6, read.Patients.Sum(patient => patient.Conditions.Count));
        Assert.Empty(read.Report.Lines);
        Assert.All(read.Patients, patient => Assert.Equal("http://hospital.smarthealthit.org", patient.Key.System));
        Assert.All(read.Patients.SelectMany(patient => patient.Conditions), condition =>
        {
            Assert.Equal("http://snomed.info/sct", condition.Code!.System);
            Assert.NotNull(condition.Onset?.Whole);
            Assert.Equal("confirmed", condition.VerificationStatus);
        });
    }

    [Fact]
    public async Task A_bundle_names_what_it_leaves()
    {
        var turner = FhirFiles.SyntheaPaths.Single(path => path.Contains("Turner", StringComparison.Ordinal));

        var read = await FhirFiles.Read(ImportSource.At(turner));

        Assert.Contains("Observation: 52 left, not part of the import", read.Report.NotPartSentences);
        Assert.Equal(173 - 3, read.Report.NotPartOfTheImport.Values.Sum());
    }

    [Fact]
    public async Task A_patient_comes_with_every_field_of_the_bundle()
    {
        var mercado = FhirFiles.SyntheaPaths.Single(path => path.Contains("Mercado", StringComparison.Ordinal));

        var patient = (await FhirFiles.Read(ImportSource.At(mercado))).Patient;

        Assert.Equal("ae79d967-05dd-4ea0-8793-16c538c12ae1", patient.Key.Value);
        Assert.Equal(new SourceKey(SourceKey.Uuid, "13a00221-8417-4973-961e-e21b32ece95a"), Assert.Single(patient.ResourceKeys));
        Assert.Equal(["SS", "DL", "PPN"], patient.Identifiers.Where(number => number.IsCivil).Select(number => number.Type));
        Assert.Equal("Mercado", patient.Name.Family);
        Assert.Equal(["Virginia"], patient.Name.Given);
        Assert.Equal(["Mrs."], patient.Name.Prefix);
        Assert.Equal("Miramontes", Assert.Single(patient.OtherNames, name => name.Use == ReadNameUse.Maiden).Family);
        Assert.Null(patient.PreferredName);
        Assert.Equal(new DateOnly(1969, 4, 15), patient.BirthDate);
        Assert.Equal(ReadGender.Female, patient.Gender);
        Assert.Equal("F", patient.BirthSex);
        Assert.Equal("2135-2", Assert.Single(patient.Race!.Omb).Code);
        Assert.Equal("Not Hispanic or Latino", patient.Ethnicity!.Text);
        Assert.Equal(new ReadTelecom(ReadTelecomKind.Phone, "555-460-4462", "home"), Assert.Single(patient.Telecoms));
        Assert.Equal("02090", Assert.Single(patient.Addresses).PostalCode);
        Assert.Equal("es", Assert.Single(patient.Languages).Code);
        Assert.Null(patient.Death);
        Assert.Contains(patient.Conditions, condition => condition.Display == "Opioid abuse (disorder)");
    }

    [Fact]
    public async Task An_allergy_comes_with_its_criticality()
    {
        var botello = FhirFiles.SyntheaPaths.Single(path => path.Contains("Botello", StringComparison.Ordinal));

        var patient = (await FhirFiles.Read(ImportSource.At(botello))).Patient;

        var shellfish = Assert.Single(patient.Allergies, allergy => allergy.Display == "Shellfish allergy");
        Assert.Equal(("low", "active", "allergy"), (shellfish.Criticality, shellfish.ClinicalStatus, shellfish.Kind));
        Assert.False(shellfish.SaysNoneKnown);
    }

    [Fact]
    public async Task Unpacked_under_another_name_it_is_the_same_patient()
    {
        var path = FhirFiles.SyntheaPaths[0];
        var packed = (await FhirFiles.Read(ImportSource.At(path))).Patient;

        var unpacked = (await FhirFiles.Read(FhirFiles.File("export.txt", FhirFiles.Unpacked(path)))).Patient;

        Assert.Equal(packed.Key, unpacked.Key);
        Assert.Equal(packed.Conditions.Select(c => c.SourceId), unpacked.Conditions.Select(c => c.SourceId));
    }
}
