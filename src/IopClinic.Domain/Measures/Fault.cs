namespace IopClinic.Domain.Measures;

/// <summary>What is wrong with a file of instruments or examples: in which file, at which place in it, and a sentence.</summary>
public sealed record Fault(string File, string Place, string Sentence)
{
    public override string ToString() => Place.Length == 0 ? $"{File}: {Sentence}" : $"{File}, {Place}: {Sentence}";
}
