namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>What was noticed while one resource was read: notes about what is kept differently, and reasons not to take it.</summary>
internal sealed class Findings
{
    private const int Most = 20;

    private readonly List<string> _notes = [];
    private readonly List<string> _refusals = [];

    public IReadOnlyList<string> Notes => _notes;

    public IReadOnlyList<string> Refusals => _refusals;

    public bool Refused => _refusals.Count > 0;

    public void Note(string sentence) => Keep(_notes, sentence);

    public void Refuse(string sentence) => Keep(_refusals, sentence);

    private static void Keep(List<string> sentences, string sentence)
    {
        if (sentences.Count < Most && !sentences.Contains(sentence))
        {
            sentences.Add(sentence);
        }
    }
}
