using IopClinic.Domain;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Tests.Commands;

public sealed class CheckCodesTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "Diagnoses", "Codes", "icd10cm.csv");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iopclinic-codes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_shipped_is_right()
    {
        Assert.Equal(0, await Host.Main(["check-codes", Shipped]));
        Assert.Equal((0, "1409 codes, 1100 billable, 0 errors"), await LastAsync(Shipped));
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_line_also_beyond_what_the_page_shows()
    {
        var file = Write("mine.csv", "code,description,billable\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"F32.{i},,true\n")));

        var (status, lines) = await RunAsync(file);

        Assert.Equal((1, 31, "0 codes, 0 billable, 30 errors"), (status, lines.Length, lines[^1]));
        Assert.Equal("Line 31: F32.30 has no title, or one that cannot be read.", lines[29]);
        Assert.Equal(1, await Host.Main(["check-codes", file]));
    }

    [Fact]
    public async Task The_words_for_the_codes_are_read_from_beside_the_list_or_from_a_file_that_is_named()
    {
        var file = Write("icd10cm.csv", "code,description,billable\nF32.1,Depression,true\n");
        Assert.Equal((0, "1 codes, 1 billable, 0 errors"), await LastAsync(file));
        Write("synonyms.csv", "words,codes\nblue\n");
        Assert.StartsWith("Synonyms, line 2: ", (await RunAsync(file)).Lines[0], StringComparison.Ordinal);
        Assert.Equal((1, "0 codes, 0 billable, 1 errors"), await LastAsync(file));

        Assert.Equal((0, "1 codes, 1 billable, 0 errors"), await LastAsync(file, "--synonyms", Write("good.csv", "words,codes\nblue,F32\n")));
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("\u0000", "Line 1: there is no column \"code\". The first line names the columns code, description, billable.")]
    [InlineData("code,description,billable\nF32.1,\uFFFD,true\n", "Line 2: F32.1 has no title, or one that cannot be read.")]
    public async Task What_is_no_list_is_told_in_a_sentence(string content, string sentence)
    {
        var (status, lines) = await RunAsync(Write("odd.csv", content));

        Assert.Equal((1, sentence), (status, lines[0]));
    }

    [Theory]
    [InlineData]
    [InlineData("/no/such/file.csv")]
    [InlineData("--synonyms")]
    [InlineData("/tmp")]
    [InlineData("/tmp", "--synonyns", "x.csv")]
    public async Task What_is_missing_is_said(params string[] arguments)
    {
        await Assert.ThrowsAsync<RuleViolation>(() => RunAsync(arguments));
        Assert.Equal(1, await Host.Main(["check-codes", .. arguments]));
    }

    [Fact]
    public async Task A_list_without_its_words_is_said()
    {
        var refusal = await Assert.ThrowsAsync<RuleViolation>(() => RunAsync(Shipped, "--synonyms", "/no/such/file.csv"));

        Assert.Equal("There is no file /no/such/file.csv.", refusal.Message);
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, content);
        return file;
    }

    private static async Task<(int Status, string Last)> LastAsync(params string[] arguments)
    {
        var (status, lines) = await RunAsync(arguments);
        return (status, lines[^1]);
    }

    private static async Task<(int Status, string[] Lines)> RunAsync(params string[] arguments)
    {
        await using var told = new StringWriter();
        var status = await CheckCodesCommand.RunAsync(arguments, told);
        return (status, told.ToString().TrimEnd().Split(Environment.NewLine));
    }
}
