using System.Text;
using IopClinic.Domain.Measures;

namespace IopClinic.Domain.Tests.Measures;

public sealed class ExampleTests
{
    [Fact]
    public void Every_worked_example_comes_out_exactly()
    {
        var (examples, faults) = ExampleFile.Read("examples.json", Encoding.UTF8.GetBytes(Shipped.Text("examples.json")));

        Assert.Empty(faults);
        Assert.Equal(78, examples.Count);
        Assert.Empty(examples.SelectMany(example =>
            example.Differences(Shipped.Instrument(example.Instrument)).Select(difference => $"{example}: {difference}")));
    }

    [Theory]
    [InlineData("""{"status":"complete","total":1}""", "total is 0, expected 1")]
    [InlineData("""{"status":"prorated"}""", "status is \"complete\", expected \"prorated\"")]
    [InlineData("""{"band":"mild"}""", "band is \"minimal\", expected \"mild\"")]
    [InlineData("""{"subscales":{"gad2":null}}""", "subscales.gad2 is 0, expected null")]
    [InlineData("""{"criticalItems":["gad7-1"]}""", "criticalItems is [], expected [\"gad7-1\"]")]
    [InlineData("""{"risk":"none"}""", "risk is null, expected \"none\"")]
    public void A_difference_is_told(string expected, string difference)
    {
        var example = Read($$$"""{"examples":[{"instrument":"GAD-7","name":"x","answers":{ {{{Zeros}}} },"expected":{{{expected}}} }]}""");

        Assert.Equal([difference], example.Differences(Shipped.Instrument("GAD-7")));
    }

    [Theory]
    [InlineData("\"gad7-9\":0", "status", "GAD-7 has no question gad7-9.")]
    [InlineData("\"gad7-1\":4", "status", "Choose one of the answers of this question.")]
    [InlineData("\"gad7-1\":-1", "status", "Choose one of the answers of this question.")]
    [InlineData("\"gad7-1\":1", "totl", "“totl” is nothing that GAD-7 gives.")]
    public void An_example_that_does_not_fit_its_instrument_is_refused(string answers, string key, string sentence)
    {
        var example = Read($$$"""{"examples":[{"instrument":"GAD-7","answers":{ {{{answers}}} },"expected":{"{{{key}}}":1}}]}""");

        Assert.Equal(sentence, Assert.Throws<RuleViolation>(() => example.Differences(Shipped.Instrument("GAD-7"))).Message);
    }

    [Theory]
    [InlineData("""{"examples":[{"instrument":"GAD-7","answers":{"gad7-1":1.5},"expected":{"total":1}}]}""", "examples[0].answers.gad7-1")]
    [InlineData("""{"examples":[{"instrument":"GAD-7","answers":{"gad7-1":"1"},"expected":{"total":1}}]}""", "examples[0].answers.gad7-1")]
    [InlineData("""{"examples":[{"instrument":"GAD-7","answer":{},"expected":{"total":1}}]}""", "examples[0].answers")]
    [InlineData("""{"examples":[{"instrument":"GAD-7","answers":{},"expected":{}}]}""", "examples[0].expected")]
    [InlineData("""{"examples":[{"answers":{},"expected":{"total":1}}]}""", "examples[0].instrument")]
    [InlineData("""{"examples":[7]}""", "examples[0]")]
    [InlineData("""{"examples":{}}""", "examples")]
    [InlineData("""{"change":[{"instrument":"GAD-7","baseline":"14","current":10,"expected":{"delta":-4}}]}""", "change[0].baseline")]
    [InlineData("""{}""", "examples")]
    public void A_broken_file_of_examples_is_told_with_its_place(string json, string place)
    {
        var (_, faults) = ExampleFile.Read("x.json", Encoding.UTF8.GetBytes(json));

        Assert.Contains(faults, fault => fault.Place == place);
    }

    private const string Zeros =
        "\"gad7-1\":0,\"gad7-2\":0,\"gad7-3\":0,\"gad7-4\":0,\"gad7-5\":0,\"gad7-6\":0,\"gad7-7\":0";

    private static Example Read(string json)
    {
        var (examples, faults) = ExampleFile.Read("x.json", Encoding.UTF8.GetBytes(json));
        Assert.Empty(faults);
        return Assert.Single(examples);
    }
}
