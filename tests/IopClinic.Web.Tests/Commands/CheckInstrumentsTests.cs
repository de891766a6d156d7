using IopClinic.Domain;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Tests.Commands;

public sealed class CheckInstrumentsTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "Measures", "Instruments");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iopclinic-instruments-");

    public CheckInstrumentsTests()
    {
        foreach (var name in new[] { "phq-9.json", "gad-7.json" })
        {
            File.Copy(Path.Combine(Shipped, name), At(name));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_shipped_is_right() => Assert.Equal(0, await Host.Main(["check-instruments", Shipped]));

    [Fact]
    public async Task The_last_line_counts()
    {
        var (status, lines) = await RunAsync(Shipped);

        Assert.Equal((0, "12 instruments, 78 examples, 0 differences"), (status, Assert.Single(lines)));
    }

    [Fact]
    public async Task A_folder_without_examples_has_its_files_checked()
    {
        var (status, lines) = await RunAsync(_folder.FullName);

        Assert.Equal((0, "2 instruments, 0 examples, 0 differences"), (status, Assert.Single(lines)));
    }

    [Fact]
    public async Task A_difference_is_named_and_counted()
    {
        Write("mine.json", """
            {"examples":[{"instrument":"GAD-7","name":"all zero but one","answers":{"gad7-1":0,"gad7-2":0,"gad7-3":0,"gad7-4":0,"gad7-5":0,
            "gad7-6":0,"gad7-7":2},"expected":{"total":3,"band":"minimal"}}],
            "change":[{"instrument":"GAD-7","baseline":10,"current":5,"expected":{"response":false}}]}
            """);

        var (status, lines) = await RunAsync(_folder.FullName, "--examples", At("mine.json"));

        Assert.Equal(1, status);
        Assert.Equal(
            [
                "GAD-7, all zero but one: total is 2, expected 3",
                "GAD-7, change from 10 to 5: response is true, expected false",
                "2 instruments, 2 examples, 2 differences",
            ],
            lines);
    }

    [Theory]
    [InlineData("phq-9.json", "{ broken", "phq-9.json, line 1", "1 instruments, 0 examples, 0 differences, 1 errors")]
    [InlineData("empty.json", "", "empty.json, line 1", "2 instruments, 0 examples, 0 differences, 1 errors")]
    [InlineData("list.json", "[]", "list.json: The file holds no JSON object.", "2 instruments, 0 examples, 0 differences, 1 errors")]
    [InlineData("examples.json", "{}", "examples.json, examples: This is missing.", "2 instruments, 0 examples, 0 differences, 1 errors")]
    [InlineData(
        "examples.json",
        """{"examples":[{"instrument":"SRS","answers":{},"expected":{"total":1}}]}""",
        "examples.json, examples[0].instrument: There is no valid instrument SRS in the folder.",
        "2 instruments, 0 examples, 0 differences, 1 errors")]
    [InlineData(
        "examples.json",
        """{"examples":[{"instrument":"GAD-7","answers":{"gad7-1":9},"expected":{"total":1}}]}""",
        "examples.json, examples[0]: GAD-7, examples[0]: Choose one of the answers of this question.",
        "2 instruments, 0 examples, 0 differences, 1 errors")]
    public async Task A_broken_file_is_told_in_a_sentence(string name, string content, string sentence, string last)
    {
        Write(name, content);

        var (status, lines) = await RunAsync(_folder.FullName);

        Assert.Equal((1, last), (status, lines[^1]));
        Assert.StartsWith(sentence, lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_key_and_a_second_file_of_one_instrument_are_refused()
    {
        Write("phq-9.json", File.ReadAllText(At("phq-9.json")).Replace("\"required\"", "\"requierd\"", StringComparison.Ordinal));
        File.Copy(At("gad-7.json"), At("gad-7-copy.json"));

        var (status, lines) = await RunAsync(_folder.FullName);

        Assert.Equal(1, status);
        Assert.Contains("phq-9.json, items[0].requierd: This key is not known. Is “required” meant?", lines);
        Assert.Contains("gad-7.json, code: Another file is GAD-7 too.", lines);
    }

    [Theory]
    [InlineData]
    [InlineData("/no/such/folder")]
    [InlineData("--examples")]
    [InlineData("/tmp", "--exampels", "x.json")]
    [InlineData("/tmp", "--examples", "/no/such/file.json")]
    public async Task What_is_missing_is_said(params string[] arguments)
    {
        await Assert.ThrowsAsync<RuleViolation>(() => RunAsync(arguments));
        Assert.Equal(1, await Host.Main(["check-instruments", .. arguments]));
    }

    [Fact]
    public async Task An_empty_folder_holds_no_instrument()
    {
        var empty = _folder.CreateSubdirectory("empty").FullName;

        var refusal = await Assert.ThrowsAsync<RuleViolation>(() => RunAsync(empty));

        Assert.Contains("holds no instrument", refusal.Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string content) => File.WriteAllText(At(name), content);

    private static async Task<(int Status, string[] Lines)> RunAsync(params string[] arguments)
    {
        await using var told = new StringWriter();
        var status = await CheckInstrumentsCommand.RunAsync(arguments, told);
        return (status, told.ToString().TrimEnd().Split(Environment.NewLine));
    }
}
