using DiffPlex;
using DiffPlex.Chunkers;

namespace IopClinic.Web.Treatment;

/// <summary>A run of words that stands in both texts, only in the later one, or only in the earlier one.</summary>
/// <param name="Text">The words.</param>
/// <param name="Kind">0 in both, 1 added, -1 taken out.</param>
public sealed record WordRun(string Text, int Kind);

/// <summary>Compares two texts word by word.</summary>
public static class WordDiff
{
    /// <summary>
    /// The runs in reading order: those of both and the added ones make the later text, those of both and the ones taken out the earlier.
    /// </summary>
    public static IReadOnlyList<WordRun> Between(string before, string after)
    {
        var found = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, new WordChunker());
        var runs = new List<WordRun>();
        var at = 0;
        foreach (var block in found.DiffBlocks)
        {
            Add(found.PiecesNew.Skip(at).Take(block.InsertStartB - at), 0);
            Add(found.PiecesOld.Skip(block.DeleteStartA).Take(block.DeleteCountA), -1);
            Add(found.PiecesNew.Skip(block.InsertStartB).Take(block.InsertCountB), 1);
            at = block.InsertStartB + block.InsertCountB;
        }

        Add(found.PiecesNew.Skip(at), 0);
        return runs;

        void Add(IEnumerable<string> words, int kind)
        {
            if (string.Concat(words) is { Length: > 0 } text)
            {
                runs.Add(new WordRun(text, kind));
            }
        }
    }
}
