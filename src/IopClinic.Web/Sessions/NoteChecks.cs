using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>A note that says much of what another one says.</summary>
/// <param name="Percent">How much, from <see cref="NoteRules.Alike"/> to 100.</param>
/// <param name="Than">Which other one.</param>
/// <param name="Text">What it says.</param>
/// <param name="Repeated">Where what it says stands in the other one too: from a first to behind a last character.</param>
public sealed record Likeness(int Percent, string Than, string Text, IReadOnlyList<(int Start, int End)> Repeated)
{
    /// <summary>The text in its order, what is repeated apart from the rest.</summary>
    public IEnumerable<(string Text, bool Repeated)> Parts()
    {
        var at = 0;
        foreach (var (start, end) in Repeated)
        {
            yield return (Text[at..start], false);
            yield return (Text[start..end], true);
            at = end;
        }

        yield return (Text[at..], false);
    }
}

/// <summary>What a payer or another patient would stumble over in the notes of a session: copies, and the names of others.</summary>
internal sealed class NoteChecks(ClinicDb db)
{
    /// <summary>How many earlier notes of a patient are compared.</summary>
    private const int Earlier = 5;

    private readonly Dictionary<Id<Patient>, Likeness> _alike = [];
    private readonly Dictionary<Id<Patient>, IReadOnlyList<string>> _others = [];
    private Dictionary<Id<Patient>, NoteRules> _rules = [];
    private NameGuard _guard = new([]);

    /// <summary>The names of patients, and of people around them, in the part that is written for the whole group.</summary>
    public IReadOnlyList<string> NamesInShared { get; private set; } = [];

    public Likeness? LikenessOf(Id<Patient> patient) => _alike.GetValueOrDefault(patient);

    public IReadOnlyList<string> OthersIn(Id<Patient> patient) => _others.GetValueOrDefault(patient, []);

    /// <summary>The names of others in what is said beside a note, or beside the part for the whole group.</summary>
    public IReadOnlyList<string> OthersIn(string? text, Id<Patient>? about) => _guard.Others(text, about);

    /// <summary>Whether the note is not signed before it is changed or a reason is given.</summary>
    public bool Marks(Id<Patient> patient) => _alike.ContainsKey(patient) || OthersIn(patient).Count > 0;

    /// <summary>What the program of the patient demands of the note.</summary>
    public NoteRules RulesOf(Id<Patient> patient) => _rules.GetValueOrDefault(patient, NoteRules.Usual);

    /// <param name="session">With its notes.</param>
    public async Task<NoteChecks> ReadAsync(Session session)
    {
        var keys = session.Roster.Select(place => place.PatientId).ToList();
        var places = session.Roster.Select(place => place.EpisodeId).OfType<Id<Episode>>().ToList();
        var (people, supporters, rules, earlier) = await db.TogetherAsync(
            () => db.Patients.AsNoTracking().Where(p => keys.Contains(p.Id)).Select(p => new { p.Id, p.Name, p.PreferredName }).ToListAsync(),
            () => db.Set<SupportPerson>().AsNoTracking().Where(s => keys.Contains(s.PatientId)).Select(s => new { s.PatientId, s.Name }).ToListAsync(),
            () => (
                from episode in db.Episodes.AsNoTracking()
                where places.Contains(episode.Id)
                join program in db.Programs on episode.ProgramId equals program.Id
                select new { episode.PatientId, program.Notes }).ToDictionaryAsync(rules => rules.PatientId, rules => rules.Notes),
            () => EarlierAsync(session, keys));
        _rules = rules;
        List<NameOnRoll> roll =
        [
            .. people.Select(person => new NameOnRoll(person.Id, person.Name.Given, person.Name.Family, person.PreferredName)),
            .. supporters.Select(supporter => new NameOnRoll(supporter.PatientId, supporter.Name)),
        ];
        var shared = session is GroupSession group ? Fingerprint.TextOf(group.Shared) : null;
        string?[] said = shared is null ? [] : [shared.Topic, shared.Material, shared.Interventions, shared.Process, shared.Homework, .. shared.Modalities];
        Compare(session, [.. people.Select(person => (person.Id, person.Name.Called(person.PreferredName)))], earlier, new CloneMeter(said, roll.SelectMany(entry => entry.Parts).OfType<string>()));

        _guard = new NameGuard(roll);
        NamesInShared = _guard.Others(string.Join('\n', said.OfType<string>()), about: null);
        foreach (var key in people.Select(person => person.Id))
        {
            _others[key] = _guard.Others(session.LiveNoteOf(key)?.Whole, key);
        }

        return this;
    }

    private void Compare(Session session, IReadOnlyCollection<(Id<Patient> Id, string Called)> people, ILookup<Id<Patient>, (string Than, string? Text, string? Words)> earlier, CloneMeter meter)
    {
        var nothing = meter.Print("");
        (string Than, NotePrint Print, NotePrint Words) Print(string than, string? text, string? words) =>
            (than, meter.Print(NoteText.WholeOf(text, words) ?? ""), words is null ? nothing : meter.Print(words));
        var written = people.Select(person => (person.Id, Note: session.LiveNoteOf(person.Id), Than: $"the note of {person.Called}"))
            .Select(one => (one.Id, Text: one.Note?.Whole ?? "", As: Print(one.Than, one.Note?.Text, one.Note?.InTheirWords))).ToList();
        foreach (var note in written)
        {
            var closest = written.Where(other => other.Id != note.Id).Select(other => other.As)
                .Concat(earlier[note.Id].Select(before => Print(before.Than, before.Text, before.Words)))
                // No two people say the same: their words are compared by themselves too, where a long text around them would hide it.
                .SelectMany(other => new[]
                {
                    (other.Than, other.Print, Percent: CloneMeter.Percent(note.As.Print, other.Print)),
                    (Than: $"the patient's words in {other.Than}", other.Print, Percent: CloneMeter.Percent(note.As.Words, other.Words)),
                })
                .DefaultIfEmpty().MaxBy(other => other.Percent);
            if (closest.Print is not null && closest.Percent >= RulesOf(note.Id).Alike)
            {
                _alike[note.Id] = new Likeness(closest.Percent, closest.Than, note.Text, CloneMeter.Repeated(note.As.Print, closest.Print));
            }
        }
    }

    private async Task<ILookup<Id<Patient>, (string Than, string? Text, string? Words)>> EarlierAsync(Session session, List<Id<Patient>> keys)
    {
        var notes = await (
            from patient in db.Patients.Where(p => keys.Contains(p.Id))
            from note in db.Notes
                .Where(n => n.PatientId == patient.Id && n.SessionId != session.Id && n.SignedAt != null && n.StruckAt == null && n.Text != null && n.ClinicDate <= session.ClinicDate
                    // A question for each patient, answered from the index: see SessionQueries.LastNotesBefore.
                    && n.ClinicDate >= patient.BirthDate)
                .OrderByDescending(n => n.ClinicDate).ThenByDescending(n => n.Id).Take(Earlier)
            select new { patient.Id, note.ClinicDate, note.Text, note.InTheirWords }).ToListAsync();
        return notes.ToLookup(note => note.Id, note => ($"their note of {Show.Day(note.ClinicDate)}", (string?)note.Text, (string?)note.InTheirWords));
    }
}
