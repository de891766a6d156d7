using BenchmarkDotNet.Attributes;
using IopClinic.Domain.Measures;

namespace IopClinic.Benchmarks.Micro;

/// <summary>What a finished questionnaire costs: the score of each that is shipped, every question answered with its second option.</summary>
[MemoryDiagnoser]
public class ScoringBenchmark
{
    private (Instrument Instrument, AnswerSheet Sheet)[] _sheets = [];

    [GlobalSetup]
    public void Read() => _sheets =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Measures", "Instruments"), "*.json").Where(file => Path.GetFileName(file) != "examples.json")
            .Select(file => InstrumentFile.Read(Path.GetFileName(file), File.ReadAllBytes(file)).Instrument!)
            .Select(instrument => (instrument, new AnswerSheet(instrument, instrument.Items.Select(item => KeyValuePair.Create(item.Id, (int?)1))))),
    ];

    [Benchmark]
    public decimal? ScoreAll()
    {
        decimal? sum = 0;
        foreach (var (instrument, sheet) in _sheets)
        {
            sum += instrument.Score(sheet).Total ?? 0;
        }

        return sum;
    }
}
