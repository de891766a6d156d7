using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Notes;

/// <summary>A name on the roll of a session: a patient's, or that of somebody around a patient.</summary>
/// <param name="Of">Whose record may hold it.</param>
/// <param name="Parts">Each name they are known by; one that has several words is looked for word by word.</param>
public sealed record NameOnRoll(Id<Patient> Of, params IReadOnlyList<string?> Parts);

/// <summary>
/// Finds the names of others in what is written about one patient of a group, or about the whole group. A name that is an ordinary word as well
/// (Will, Grace, May) is judged by how it stands there.
/// </summary>
public sealed class NameGuard
{
    /// <summary>A shorter name is looked for as it is spelled only.</summary>
    private const int ShortName = 3;

    private static readonly HashSet<string> Months = ["may", "june", "april", "august"];

    private static readonly HashSet<string> BeforeMonth =
        ["in", "of", "since", "until", "till", "by", "next", "last", "early", "late", "mid", "this", "every", "through", "from", "to", "before", "after", "during"];

    private static readonly HashSet<string> Verbs =
        ["said", "told", "felt", "spoke", "came", "left", "took", "gave", "did", "had", "has", "does", "says", "feels", "thinks", "wants", "knew", "kept", "made", "went", "sat", "brought", "and"];

    /// <summary>English given and family names that are words of every day.</summary>
    private static readonly HashSet<string> Ordinary =
    [
        .. ("angel april art august autumn baker banks best bill black bond bright brown bush carol carpenter carter case chance chase chip christian church clay cliff "
            + "cook cross crystal dawn day dean destiny drew earl early english faith farmer field fields fisher flowers fox frank french gene grace grant gray green guy "
            + "harmony heath hill hope hunter ivy jack jay joy june king lance lily long love major mark mason max may miles miller moody nick norm page park parker pat "
            + "patience pearl penny person price ray rich rivers rob rose ruby sandy self serenity short singer skip small star stone strong sue summer sunny swift trinity "
            + "little good wise bell love joyce mercy sonny buddy bishop wright rush case drake reed pope cash turner van violet wade walker ward waters weaver white will winter winters wolf wood woods young").Split(' '),
    ];

    /// <summary>What people around a patient are called instead of by a name.</summary>
    private static readonly HashSet<string> Kin =
    [
        .. ("mom mum mommy dad daddy mother father parent sister brother wife husband partner son daughter child aunt uncle cousin niece nephew grandma grandpa grandmother "
            + "grandfather friend neighbor sponsor").Split(' '),
    ];

    /// <summary>Who is called so, and how it is spelled on the roll.</summary>
    private readonly ILookup<string, (Id<Patient> Of, string Shown)> _names;

    public NameGuard(IEnumerable<NameOnRoll> roll)
    {
        _names = (
            from entry in roll
            from part in entry.Parts.OfType<string>()
            from name in part.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            from word in NoteWords.Of(name)
            where word.Text.Length > 1 && !Kin.Contains(word.Plain)
            select (entry.Of, name, word.Plain)).ToLookup(name => name.Plain, name => (name.Of, name.name), StringComparer.Ordinal);
    }

    /// <summary>The names of others, as they are spelled on the roll and each once.</summary>
    /// <param name="text">What is written.</param>
    /// <param name="about">Whom it is about; null where it is about the whole group.</param>
    public IReadOnlyList<string> Others(string? text, Id<Patient>? about)
    {
        var words = NoteWords.Of(text ?? "");
        var others = new List<string>();
        for (var at = 0; at < words.Count; at++)
        {
            // What the patient is called too names nobody else.
            if (_names.Contains(words[at].Plain) && _names[words[at].Plain] is var so && so.All(name => name.Of != about) && IsName(words, at)
                && so.First().Shown is var shown && !others.Contains(shown))
            {
                others.Add(shown);
            }
        }

        return others;
    }

    private static bool IsOrdinary(NoteWord word) => Ordinary.Contains(word.Plain) || NoteWords.Small.Contains(word.Plain);

    private static bool IsName(IReadOnlyList<NoteWord> words, int at)
    {
        var word = words[at];
        if (!IsOrdinary(word))
        {
            return word.Plain.Length > ShortName || word.IsCapital;
        }

        if (!word.IsCapital)
        {
            return false;
        }

        var before = at > 0 ? words[at - 1].Plain : "";
        var next = at + 1 < words.Count && !words[at + 1].BeginsSentence ? words[at + 1] : default;
        if (word.BeginsSentence)
        {
            // "Will attended" is somebody, "Will attend" is a plan.
            return next.Text is not null && (Verbs.Contains(next.Plain) || (next.Plain.Length > 4 && next.Plain.EndsWith("ed", StringComparison.Ordinal))
                || (next.IsCapital && !IsOrdinary(next)) || word.Text.Contains('\'') || word.Text.Contains('’'));
        }

        return !Months.Contains(word.Plain) || !(BeforeMonth.Contains(before) || char.IsDigit(before.FirstOrDefault()) || (next.Text is not null && char.IsDigit(next.Text[0])));
    }
}
