using BenchmarkDotNet.Attributes;
using IopClinic.Domain.Notes;

namespace IopClinic.Benchmarks.Micro;

/// <summary>What an autosave asks of a group: its notes printed, and each compared with every other.</summary>
[MemoryDiagnoser]
public class CloneMeterBenchmark
{
    private const string Deeds = "Described an evening when a cousin arrived with beer and was sent home again; brought the diary and read the second page aloud. ";
    private const string Plans = "Will ring the sponsor before shopping, tries paced breathing twice a day, and shows the safety plan to a roommate before Friday. ";

    private string[] _notes = [];

    [Params(12, 40)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Write() => _notes = [.. Enumerable.Range(0, Members).Select(member =>
        string.Join(' ', (Deeds + Plans + Deeds).Split(' ').Select((word, at) => (at + member) % 5 == 0 ? $"{word}{member}" : word)))];

    [Benchmark]
    public int CompareAll()
    {
        var meter = new CloneMeter(["What helps in the first minutes"], ["Ada Abbott", "Bo Berg"]);
        var prints = _notes.Select(meter.Print).ToList();
        var alike = 0;
        for (var one = 0; one < prints.Count; one++)
        {
            for (var other = one + 1; other < prints.Count; other++)
            {
                alike += CloneMeter.Percent(prints[one], prints[other]) >= CloneMeter.Alike ? 1 : 0;
            }
        }

        return alike;
    }
}
