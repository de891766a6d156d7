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
    private List<Person> _people = [];
    private List<NameOnRoll> _roll = [];
    private ILookup<Id<Patient>, (string Than, string? Text, string? Words)> _earlier = Array.Empty<(string, string?, string?)>().ToLookup(_ => default(Id<Patient>));
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

    /// <summary>Reads what the notes of a session are compared with. It needs nothing of the session itself, and may be asked together with it.</summary>
    /// <param name="date">The clinic date of the session.</param>
    /// <param name="id">The session.</param>
    public async Task<NoteChecks> AskAsync(DateOnly date, Id<Session> id)
    {
        var keys = db.OnRollOf(date, id);
        (_people, var supporters, _rules, _earlier) = await db.TogetherAsync(
            () => db.Patients.AsNoTracking().Where(p => keys.Contains(p.Id)).Select(p => new Person(p.Id, p.Name, p.PreferredName)).ToListAsync(),
            () => db.Set<SupportPerson>().AsNoTracking().Where(s => keys.Contains(s.PatientId)).Select(s => new { s.PatientId, s.Name }).ToListAsync(),
            () => (
                from place in db.RosterPlaces.AsNoTracking()
                where place.SessionId == id && place.ClinicDate == date
                join episode in db.Episodes on place.EpisodeId equals episode.Id
                join program in db.Programs on episode.ProgramId equals program.Id
                select new { episode.PatientId, program.Notes }).ToDictionaryAsync(rules => rules.PatientId, rules => rules.Notes),
            () => EarlierAsync(date, id));
        _roll =
        [
            .. _people.Select(person => new NameOnRoll(person.Id, person.Name.Given, person.Name.Family, person.PreferredName)),
            .. supporters.Select(supporter => new NameOnRoll(supporter.PatientId, supporter.Name)),
        ];
        return this;
    }

    /// <summary>Looks through what the notes of the session say now.</summary>
    /// <param name="session">With its notes.</param>
    public NoteChecks Of(Session session)
    {
        var shared = session is GroupSession group ? Fingerprint.TextOf(group.Shared) : null;
        string?[] said = shared is null ? [] : [shared.Topic, shared.Material, shared.Interventions, shared.Process, shared.Homework, .. shared.Modalities];
        Compare(session, new CloneMeter(said, _roll.SelectMany(entry => entry.Parts).OfType<string>()));

        _guard = new NameGuard(_roll);
        NamesInShared = _guard.Others(string.Join('\n', said.OfType<string>()), about: null);
        foreach (var key in _people.Select(person => person.Id))
        {
            _others[key] = _guard.Others(session.LiveNoteOf(key)?.Whole, key);
        }

        return this;
    }

    private void Compare(Session session, CloneMeter meter)
    {
        var nothing = meter.Print("");
        Compared Print(string than, string? text, string? words) =>
            new(than, meter.Print(NoteText.WholeOf(text, words) ?? ""), words is null ? nothing : meter.Print(words));
        var written = _people.Select(person => (person.Id, Note: session.LiveNoteOf(person.Id), Than: $"the note of {person.Name.Called(person.PreferredName)}"))
            .Select(one => (one.Id, Text: one.Note?.Whole ?? "", As: Print(one.Than, one.Note?.Text, one.Note?.InTheirWords))).ToList();
        // Most notes are not written yet while somebody writes, and what says nothing is like nothing.
        foreach (var note in written.Where(note => note.As.Print.SaysEnough || note.As.Words.SaysEnough))
        {
            (Compared? Other, int Percent, bool InWords) closest = default;
            foreach (var other in written.Where(other => other.Id != note.Id).Select(other => other.As)
                .Concat(_earlier[note.Id].Select(before => Print(before.Than, before.Text, before.Words))))
            {
                // No two people say the same: their words are compared by themselves too, where a long text around them would hide it.
                var (all, words) = (CloneMeter.Percent(note.As.Print, other.Print), CloneMeter.Percent(note.As.Words, other.Words));
                if (closest.Other is null || Math.Max(all, words) > closest.Percent)
                {
                    closest = words > all ? (other, words, true) : (other, all, false);
                }
            }

            if (closest.Other is { } found && closest.Percent >= RulesOf(note.Id).Alike)
            {
                _alike[note.Id] = new Likeness(
                    closest.Percent, closest.InWords ? $"the patient's words in {found.Than}" : found.Than, note.Text, CloneMeter.Repeated(note.As.Print, found.Print));
            }
        }
    }

    private async Task<ILookup<Id<Patient>, (string Than, string? Text, string? Words)>> EarlierAsync(DateOnly date, Id<Session> id)
    {
        var keys = db.OnRollOf(date, id);
        var notes = await (
            from patient in db.Patients.Where(p => keys.Contains(p.Id))
            from note in db.Notes
                .Where(n => n.PatientId == patient.Id && n.SessionId != id && n.SignedAt != null && n.StruckAt == null && n.Text != null && n.ClinicDate <= date
                    // A question for each patient, answered from the index: see SessionQueries.LastNotesBefore.
                    && n.ClinicDate >= patient.BirthDate)
                .OrderByDescending(n => n.ClinicDate).ThenByDescending(n => n.Id).Take(Earlier)
            select new { patient.Id, note.ClinicDate, note.Text, note.InTheirWords }).ToListAsync();
        return notes.ToLookup(note => note.Id, note => ($"their note of {Show.Day(note.ClinicDate)}", (string?)note.Text, (string?)note.InTheirWords));
    }

    private sealed record Person(Id<Patient> Id, PersonName Name, string? PreferredName);

    /// <summary>A note as others are compared with it: all that it says, and the patient's words alone.</summary>
    private sealed record Compared(string Than, NotePrint Print, NotePrint Words);
}
