using System.Diagnostics;
using IopClinic.Web.Diagnoses;
using Microsoft.Extensions.Configuration;

namespace IopClinic.Web.Tests.Diagnoses;

public sealed class CodeListTests(ITestOutputHelper output)
{
    private const int MostMilliseconds = 50;

    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "Diagnoses", "Codes");
    private static readonly CodeList List = Read(File.ReadAllText(Path.Combine(Shipped, "icd10cm.csv")), File.ReadAllText(Path.Combine(Shipped, "synonyms.csv")));

    [Fact]
    public void The_shipped_list_is_whole()
    {
        Assert.Equal((1409, 1100), (List.Codes.Count, List.Billable));
        Assert.StartsWith("FY2025", List.Edition, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F32.1", "F32.1")]
    [InlineData("f321", "F32.1")]
    [InlineData("F32", "F32.0")]
    [InlineData("depression", "F32.A")]
    [InlineData("moderate recurrent depressive", "F33.1")]
    [InlineData("depr mod single", "F32.1")]
    [InlineData("MDD recurrent moderate", "F33.1")]
    [InlineData("alcoholism uncomplicated", "F10.20")]
    [InlineData("opioid addiction", "F11.20")]
    [InlineData("PTSD chronic", "F43.12")]
    [InlineData("bipolar II", "F31.81")]
    [InlineData("ADHD combined", "F90.2")]
    [InlineData("ocd", "F42.2")]
    [InlineData("gad", "F41.1")]
    [InlineData("  Ptsd  ", "F43.10")]
    public void The_code_that_is_meant_is_among_the_first(string asked, string code) =>
        Assert.Contains(code, List.Search(asked, Today, 12).Select(c => c.Code));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("xyzzy")]
    [InlineData("F32.1' or 1=1")]
    [InlineData("🎻")]
    [InlineData("%_\\")]
    public void Nothing_fits_nothing(string asked) => Assert.Empty(List.Search(asked, Today, 12));

    [Fact]
    public void Only_billable_codes_are_found_and_a_heading_is_refused_with_what_stands_below_it()
    {
        Assert.All(List.Search("F", Today, 5000).Concat(List.Search("disorder", Today, 5000)), code => Assert.True(code.IsBillable));
        Assert.Equal("F32 is a heading. Choose a code below it, such as F32.0, F32.1, F32.2, F32.3.", List.Resolve("f32", Today).Sentence);
        Assert.Equal("F32.1", List.Resolve("F321", Today).Code!.Code);
        Assert.Equal("F43.12", List.Resolve("ptsd chronic", Today).Code!.Code);
        Assert.StartsWith("Several codes fit. Write the code of one: ", List.Resolve("depression", Today).Sentence, StringComparison.Ordinal);
        Assert.Equal("No code fits. Write a code such as F32.1, or other words.", List.Resolve("nonsense", Today).Sentence);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("code,title\nF32.1,x", "Line 1: there is no column \"description\". The first line names the columns code, description, billable.")]
    [InlineData("code,description,billable\nF32.1,Depression", "Line 2: has not the 3 columns that the first line names.")]
    [InlineData("code,description,billable\nHello,Depression,true", "Line 2: \"HELLO\" is no ICD-10-CM code.")]
    [InlineData("code,description,billable\nF32.1,Depression,yes", "Line 2: F32.1: billable is true or false, not \"yes\".")]
    [InlineData("code,description,billable\nF32.1,Depression,true\nF32.1,Depression,true", "Line 3: F32.1 stands there twice.")]
    [InlineData("code,description,billable\nF32.1,\"Depression,true", "Line 2: has not the 3 columns that the first line names.")]
    [InlineData("code,description,billable\nF32.1,,true", "Line 2: F32.1 has no title, or one that cannot be read.")]
    [InlineData("code,description,billable\nF32,Depression,false", "No code of the file is billable, so none could be chosen.")]
    [InlineData("code,description,billable,valid_to\nF32.1,Depression,true,soon", "Line 2: F32.1: write a day as 2024-10-01.")]
    public void A_faulty_file_is_refused_with_a_sentence(string file, string sentence) =>
        Assert.Equal([sentence], CodeList.Read(file, null).Faults);

    [Fact]
    public void A_code_is_offered_in_its_time()
    {
        var list = Read("code,description,billable,valid_from,valid_to\nF50.2,Bulimia,true,,2024-09-30\nF50.21,\"Bulimia, mild\",true,2024-10-01,\n", null);

        Assert.Equal(["F50.21"], list.Search("bulimia", new DateOnly(2024, 10, 1), 9).Select(c => c.Code));
        Assert.Equal(["F50.2"], list.Search("F50", new DateOnly(2024, 9, 30), 9).Select(c => c.Code));
        Assert.Equal("F50.2 is not in use on that day.", list.Resolve("F50.2", Today).Sentence);
    }

    [Fact]
    public void A_changed_file_is_read_by_itself_and_a_faulty_one_leaves_the_list_as_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("codes").FullName;
        try
        {
            var file = Path.Combine(folder, "icd10cm.csv");
            File.WriteAllText(file, "# edition: One\ncode,description,billable\nF32.1,Depression,true\n");
            var time = new MovableTime();
            var library = new CodeLibrary(new ConfigurationBuilder().AddInMemoryCollection([new(CodeLibrary.Setting, folder)]).Build(), time);
            Assert.Equal(("One", 1), (library.List.Edition, library.List.Billable));

            File.WriteAllText(file, "# edition: Two\ncode,description,billable\nF32.1,Depression,true\nF33.1,Again,true\n");
            Assert.Equal("Two", library.Reload().List.Edition);

            File.WriteAllText(file, "# edition: Three\ncode,description,billable\nF32.1,Depression,perhaps\n");
            var after = library.Reload();
            Assert.Equal(("Two", 2), (after.List.Edition, after.List.Billable));
            Assert.Equal(["Line 3: F32.1: billable is true or false, not \"perhaps\"."], after.Faults);
            File.Delete(file);
            Assert.EndsWith("cannot be read.", Assert.Single(library.Reload().Faults), StringComparison.Ordinal);
            Assert.Equal(2, library.List.Billable);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_first_results_are_there_within_50_ms_over_the_whole_list()
    {
        // Every title's beginnings, every synonym and every beginning of a code: what a hand types on its way to a diagnosis.
        var asked = List.Codes.SelectMany(code => new[] { code.Code, code.Code[..3], code.Description, code.Description[..Math.Min(9, code.Description.Length)] })
            .Concat(["d", "de", "dep", "disorder", "mild alcohol", "unspecified disorder use with", "in remission opioid", "zzz"]).Distinct().ToList();
        var times = new List<double>();
        foreach (var one in asked)
        {
            var begun = Stopwatch.GetTimestamp();
            List.Search(one, Today, 13);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times.Sort();
        var p95 = times[(int)(times.Count * 0.95)];
        output.WriteLine($"{asked.Count} questions over {List.Billable} codes: p50 {times[times.Count / 2]:0.00} ms, p95 {p95:0.00} ms, slowest {times[^1]:0.00} ms.");
        Assert.True(p95 < MostMilliseconds, $"p95 {p95:0.0} ms.");
    }

    private static CodeList Read(string codes, string? synonyms)
    {
        var (list, faults) = CodeList.Read(codes, synonyms);
        Assert.Equal([], faults);
        return list!;
    }
}
