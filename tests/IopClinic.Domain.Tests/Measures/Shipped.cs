using IopClinic.Domain.Measures;

namespace IopClinic.Domain.Tests.Measures;

/// <summary>The instruments that are shipped, read from their files.</summary>
internal static class Shipped
{
    private static readonly Dictionary<string, Instrument> ByCode = Directory
        .EnumerateFiles(Folder, "*.json").Where(file => Path.GetFileName(file) != "examples.json")
        .Select(file => InstrumentFile.Read(Path.GetFileName(file), File.ReadAllBytes(file)).Instrument!)
        .ToDictionary(instrument => instrument.Code);

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Measures", "Instruments");

    public static IReadOnlyCollection<Instrument> All => ByCode.Values;

    public static Instrument Instrument(string code) => ByCode[code];

    public static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>Answers in the order of the items: a digit is the place of an option, a hyphen a question without an answer.</summary>
    public static AnswerSheet Sheet(this Instrument instrument, string answers) => new(
        instrument,
        instrument.Items.Zip(answers, (item, answer) => KeyValuePair.Create(item.Id, answer == '-' ? (int?)null : answer - '0')));
}
