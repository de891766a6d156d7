using System.Text;

namespace IopClinic.Web.Tests.Patients.Import;

/// <summary>Writes made-up patients, about 5 kB each, in the orders in which real exports come.</summary>
public static class LongFile
{
    private static readonly string Filler = new('n', 2_500);

    public enum Order
    {
        Interleaved,
        PatientsFirst,
        TwoFiles,
        Bundle,
    }

    /// <summary>
    /// The files written into <paramref name="folder"/>: each patient with three conditions, an allergy and something the import leaves.
    /// </summary>
    public static List<string> Write(string folder, Order order, int patients)
    {
        var main = Path.Combine(folder, order == Order.Bundle ? "all.json" : "Patient.ndjson");
        var second = order == Order.TwoFiles ? Path.Combine(folder, "Condition.ndjson") : main;
        using (var writer = new StreamWriter(main, false, new UTF8Encoding(false)))
        {
            if (order == Order.Bundle)
            {
                writer.Write("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[");
            }

            var comma = "";
            var separate = order is Order.PatientsFirst or Order.TwoFiles;
            for (var i = 0; i < patients; i++)
            {
                foreach (var resource in separate ? [Patient(i)] : Records(i).Prepend(Patient(i)))
                {
                    writer.Write(order == Order.Bundle ? $"{comma}\n{{\"resource\":{resource}}}" : resource + "\n");
                    comma = ",";
                }
            }

            writer.Write(order == Order.Bundle ? "\n]}" : "");
        }

        if (order is Order.PatientsFirst or Order.TwoFiles)
        {
            using var writer = new StreamWriter(second, append: true, new UTF8Encoding(false));
            for (var i = 0; i < patients; i++)
            {
                foreach (var resource in Records(i))
                {
                    writer.Write(resource + "\n");
                }
            }
        }

        return second == main ? [main] : [main, second];
    }

    private static string Patient(int i) => FhirFiles.Patient(
        $"patient-{i}",
        $"MRN-{i:000000}",
        $$"""[{"use":"official","family":"Family{{i}}","given":["Given{{i % 97}}","Middle"]}]""",
        $"\"{new DateOnly(1950, 1, 1).AddDays(i):O}\"",
        $$""","gender":"female","telecom":[{"system":"phone","value":"555-{{i:0000}}"}],"text":{"div":"{{Filler}}"}""");

    private static IEnumerable<string> Records(int i) =>
        Enumerable.Range(0, 3)
            .Select(n => FhirFiles.Condition(
                $"condition-{i}-{n}",
                $"Patient/patient-{i}",
                $$""","onsetDateTime":"2020-01-0{{n + 1}}","note":[{"text":"{{Filler[..300]}}"}]"""))
            .Append(FhirFiles.Allergy($"allergy-{i}", $"Patient/patient-{i}"))
            .Append($$"""{"resourceType":"Observation","id":"o{{i}}","note":[{"text":"{{Filler[..220]}}"}]}""");
}
