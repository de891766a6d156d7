using System.Globalization;
using System.Text.RegularExpressions;

namespace IopClinic.Domain.Measures;

/// <summary>The sentences of an instrument's file, word by word. A sentence that is not fully understood is refused.</summary>
internal sealed partial class Words
{
    private readonly List<string> _words;
    private int _at;

    public Words(string text)
    {
        Text = text;
        _words = [.. Pattern().Matches(text).Select(match => match.Value)];
    }

    public string Text { get; }

    public bool AtEnd => _at == _words.Count;

    private string? Next => _at < _words.Count ? _words[_at] : null;

    /// <summary>Passes over <paramref name="words"/> if they come next, all of them.</summary>
    public bool Take(params string[] words)
    {
        if (_at + words.Length > _words.Count
            || words.Where((word, index) => !string.Equals(_words[_at + index], word, StringComparison.OrdinalIgnoreCase)).Any())
        {
            return false;
        }

        _at += words.Length;
        return true;
    }

    public void Expect(params string[] words)
    {
        if (!Take(words))
        {
            throw Refusal($"expected “{string.Join(' ', words)}”");
        }
    }

    public decimal Number() => TryNumber() ?? throw Refusal("expected a number");

    public decimal? TryNumber()
    {
        if (!decimal.TryParse(Next, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        _at++;
        return number;
    }

    public int Whole()
    {
        var number = Number();
        return number == decimal.Truncate(number) && number is >= 0 and <= 10_000 ? (int)number : throw Refusal("expected a whole number");
    }

    public string Name()
    {
        if (Next is not { } name || !char.IsAsciiLetter(name[0]))
        {
            throw Refusal("expected a name");
        }

        _at++;
        return name;
    }

    public Comparator Comparator()
    {
        var comparator = Next is { } sign ? Comparators.Find(sign) : null;
        _at++;
        return comparator ?? throw Refusal("expected one of = != < <= > >=", back: 1);
    }

    /// <summary>Passes over a remark in parentheses that ends the sentence.</summary>
    public void TakeRemark()
    {
        if (Next == "(" && _words[^1] == ")")
        {
            _at = _words.Count;
        }
    }

    public void ExpectEnd()
    {
        if (!AtEnd)
        {
            throw Refusal("expected nothing more");
        }
    }

    public int Mark() => _at;

    public void Return(int mark) => _at = mark;

    /// <summary>The text of the words from <paramref name="mark"/> to here.</summary>
    public string Since(int mark) => string.Join(' ', _words[mark.._at]);

    public WordsRefused Refusal(string what, int back = 0)
    {
        var at = Math.Max(0, _at - back);
        var where = at < _words.Count ? $"at “{_words[at]}”" : "at the end";
        return new WordsRefused($"“{Text}” cannot be read: {what} {where}.");
    }

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*|-?\d+(?:\.\d+)?|<=|>=|!=|\S")]
    private static partial Regex Pattern();
}

/// <summary>A sentence of a file that this program cannot read; it is reported with its place and never guessed at.</summary>
internal sealed class WordsRefused(string sentence) : Exception(sentence);
