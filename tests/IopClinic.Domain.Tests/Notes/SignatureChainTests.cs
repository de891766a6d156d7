using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Tests.Sessions;

namespace IopClinic.Domain.Tests.Notes;

/// <summary>The chain of one patient's signatures over histories of signing, adding, striking and writing again.</summary>
public sealed class SignatureChainTests
{
    private static readonly Gen<int[]> Histories = Gen.Choose(0, 299).ArrayOf(12);

    [Fact]
    public void Every_history_verifies() =>
        Prop.ForAll(Histories.ToArbitrary(), acts => Lived(acts).Faults().Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_changed_field_is_found() =>
        Prop.ForAll(
                Gen.Zip(Histories, Gen.Choose(0, Forgeries.Count - 1)).ToArbitrary(),
                drawn =>
                {
                    var history = Lived(drawn.Item1);
                    Forgeries[drawn.Item2].Forge(history);
                    return history.Faults().Count > 0;
                })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Each_forgery_is_found_at_least_once()
    {
        foreach (var (name, forge) in Forgeries)
        {
            var history = Lived([0, 100, 0]);
            forge(history);
            Assert.True(history.Faults().Count > 0, $"A changed {name} was not noticed.");
        }
    }

    [Fact]
    public void Every_link_taken_out_of_the_middle_is_found() =>
        Prop.ForAll(
                Gen.Zip(Histories, Gen.Choose(0, 1000)).ToArbitrary(),
                drawn =>
                {
                    var history = Lived(drawn.Item1);
                    if (history.Links.Count < 2)
                    {
                        return true;
                    }

                    history.Links.RemoveAt(drawn.Item2 % (history.Links.Count - 1));
                    return history.Faults().Count > 0;
                })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Two_links_that_change_places_are_found()
    {
        var history = Lived([0, 0, 0]);
        (history.Links[0], history.Links[1]) = (history.Links[1], history.Links[0]);

        Assert.NotEmpty(history.Faults());
    }

    private sealed record Link(Signature Signature, ProgressNote Note, Func<CanonicalContent> Content, Addendum? Addendum, GroupSession Session);

    private sealed class History
    {
        public List<Link> Links { get; } = [];

        public ChainLink? Head => Links.Count == 0 ? null : new ChainLink(Links[^1].Signature.Sequence, Links[^1].Signature.Hash);

        /// <summary>The places at which the chain is broken.</summary>
        public List<int> Faults()
        {
            var faults = new List<int>();
            for (var i = 0; i < Links.Count; i++)
            {
                var (signature, _, content, _, _) = Links[i];
                if (signature.Sequence != i + 1
                    || signature.PreviousHash != (i == 0 ? null : Links[i - 1].Signature.Hash)
                    || !signature.Covers(content()))
                {
                    faults.Add(i);
                }
            }

            return faults;
        }

        public Link AnAuthored => Links.First(l => l.Addendum is null);
    }

    /// <summary>What falsifiers may do to a row. Whatever the history was, its first link signs a note.</summary>
    private static readonly IReadOnlyList<(string Name, Action<History> Forge)> Forgeries =
    [
        ("text", h => Set(h.AnAuthored.Note, nameof(ProgressNote.Text), "Forged.")),
        ("absent text", h => Set(h.AnAuthored.Note, nameof(ProgressNote.Text), null)),
        ("participation", h => Set(h.AnAuthored.Note, nameof(ProgressNote.Participation), Participation.Withdrawn)),
        ("affect", h => Set(h.AnAuthored.Note, nameof(ProgressNote.Affect), Affect.Labile)),
        ("response", h => Set(h.AnAuthored.Note, nameof(ProgressNote.Response), Response.Resistant)),
        ("status", h => Set(h.AnAuthored.Session.Attendances[0], nameof(Attendance.Status), AttendanceStatus.UnexcusedAbsence)),
        ("minutes", h => Set(h.AnAuthored.Session.Attendances[0], nameof(Attendance.Minutes), 1)),
        ("arrival", h => Set(h.AnAuthored.Session.Attendances[0], nameof(Attendance.ArrivedAt), Timetable.Now)),
        ("departure", h => Set(h.AnAuthored.Session.Attendances[0], nameof(Attendance.LeftAt), Timetable.Now)),
        ("reason", h => Set(h.AnAuthored.Session.Attendances[0], nameof(Attendance.Reason), "Forged.")),
        ("topic", h => Set(h.AnAuthored.Session.Shared!, nameof(SharedPart.Topic), "Forged.")),
        ("material", h => Set(h.AnAuthored.Session.Shared!, nameof(SharedPart.Material), "Forged.")),
        ("interventions", h => Set(h.AnAuthored.Session.Shared!, nameof(SharedPart.Interventions), "Forged.")),
        ("process", h => Set(h.AnAuthored.Session.Shared!, nameof(SharedPart.Process), "Forged.")),
        ("homework", h => Set(h.AnAuthored.Session.Shared!, nameof(SharedPart.Homework), "Forged.")),
        ("start", h => Set(h.AnAuthored.Session, nameof(Session.StartsAt), Timetable.Now.AddMinutes(1))),
        ("end", h => Set(h.AnAuthored.Session, nameof(Session.EndsAt), Timetable.Now.AddMinutes(1))),
        ("date", h => Set(h.AnAuthored.Session, nameof(Session.ClinicDate), Timetable.Monday.AddDays(-1))),
        ("service", h => Set(h.AnAuthored.Session, nameof(Session.ServiceId), Id<Service>.New())),
        ("patient of the note", h => Set(h.AnAuthored.Note, nameof(ProgressNote.PatientId), Id<Patient>.New())),
        ("patient", h => Set(h.Links[^1].Signature, nameof(Signature.PatientId), Id<Patient>.New())),
        ("signed note", h => Set(h.Links[^1].Signature, nameof(Signature.NoteId), Id<ProgressNote>.New())),
        ("meaning", h => Set(h.Links[0].Signature, nameof(Signature.Meaning), SignatureMeaning.Addendum)),
        ("signer", h => Set(h.Links[^1].Signature, nameof(Signature.SignerId), Id<StaffMember>.New())),
        ("signer's name", h => Set(h.Links[^1].Signature, nameof(Signature.SignerName), "Somebody Else")),
        ("credential", h => Set(h.Links[^1].Signature, nameof(Signature.Credential), "MD")),
        ("instant", h => Set(h.Links[^1].Signature, nameof(Signature.SignedAt), Timetable.Now.AddYears(1))),
        ("number", h => Set(h.Links[^1].Signature, nameof(Signature.Sequence), 99)),
        ("previous hash", h => Set(h.Links[0].Signature, nameof(Signature.PreviousHash), new string('0', 64))),
        ("hash", h => Set(h.Links[0].Signature, nameof(Signature.Hash), new string('0', 64))),
        ("addendum", h => Set<object>(h.Links.Find(l => l.Addendum is not null) is { } added ? added.Addendum! : h.AnAuthored.Note, nameof(Addendum.Text), "Forged.")),
    ];

    /// <summary>
    /// What happened to one patient: 0-99 a session is signed, 100-199 an addendum is added, 200-299 a note is struck and written
    /// again. Where there is nothing to add to or strike yet, a session is signed.
    /// </summary>
    private static History Lived(int[] acts)
    {
        var clinic = new Timetable();
        var member = clinic.Admitted();
        var history = new History();
        for (var i = 0; i < acts.Length; i++)
        {
            var standing = history.Links.Where(l => l.Addendum is null && !l.Note.IsStruck).ToList();
            var chosen = standing.Count == 0 ? null : standing[acts[i] % standing.Count];
            switch (acts[i] / 100)
            {
                case 1 when chosen is not null:
                    Add(history, clinic, chosen, i);
                    break;
                case 2 when chosen is not null:
                    chosen.Note.Strike("Other patient", clinic.Leader, chosen.Content(), null, Timetable.Now.AddDays(i));
                    chosen.Session.Write(member.PatientId, new NoteText($"Right one {i}.", Participation.Active), clinic.Leader, Timetable.Now);
                    Sign(history, clinic, chosen.Session, i);
                    break;
                default:
                    var session = clinic.AGroupSession([member]);
                    clinic.LogWhole(session);
                    Sign(history, clinic, session, i);
                    break;
            }
        }

        return history;
    }

    private static void Add(History history, Timetable clinic, Link to, int day)
    {
        var signature = to.Note.Append($"More {day}.", "Late", clinic.Leader, history.Head, Timetable.Now.AddDays(day));
        var addendum = to.Note.Addenda.Single(a => a.Id == signature.AddendumId);
        history.Links.Add(new Link(signature, to.Note, addendum.Content, addendum, to.Session));
    }

    private static void Sign(History history, Timetable clinic, GroupSession session, int day)
    {
        var heads = new Dictionary<Id<Patient>, ChainLink>();
        if (history.Head is { } head)
        {
            heads[session.Roster[0].PatientId] = head;
        }

        var signature = session.Sign(clinic.Leader, heads, [], session.EndsAt.AddDays(day)).Single();
        var note = session.LiveNoteOf(signature.PatientId)!;
        history.Links.Add(new Link(signature, note, () => note.Content(session, session.Attendances[0]), null, session));
    }

    private static void Set<T>(T row, string property, object? value)
        where T : class
    {
        var known = row.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!;
        known.DeclaringType!.GetProperty(property)!.SetValue(row, value);
    }
}
