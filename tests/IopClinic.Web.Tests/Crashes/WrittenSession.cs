using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Crashes;

/// <summary>What one patient's row holds: how late they came, and the note.</summary>
internal sealed record WrittenRow(int MinutesLate, string Note);

/// <summary>Everything that one session holds: attendance and notes by patient, the shared part, and whether it is signed.</summary>
internal sealed record Content(IReadOnlyDictionary<Id<Patient>, WrittenRow> Rows, string? Topic, bool IsSigned)
{
    public static readonly Content Empty = new(new Dictionary<Id<Patient>, WrittenRow>(), null, false);

    public Content With(IEnumerable<KeyValuePair<Id<Patient>, WrittenRow>> rows, string? topic = null)
    {
        var all = Rows.ToDictionary();
        foreach (var (patient, row) in rows)
        {
            all[patient] = row;
        }

        return this with { Rows = all, Topic = topic ?? Topic };
    }

    public override string ToString() => string.Join("\n", Rows.OrderBy(row => row.Key)
        .Select(row => string.Create(CultureInfo.InvariantCulture, $"  {row.Key}: {row.Value.MinutesLate} min late, \"{row.Value.Note}\""))
        .Append($"  topic \"{Topic}\", {(IsSigned ? "signed" : "not signed")}"));
}

/// <summary>One group session and the two things its writer knows of it: what was acknowledged, and what may also have arrived.</summary>
internal sealed class WrittenSession(DateOnly date, Id<Session> id, IReadOnlyList<Id<Patient>> patients)
{
    public DateOnly Date => date;

    public Id<Session> Id => id;

    public IReadOnlyList<Id<Patient>> Patients => patients;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"/Sessions/{date:yyyy-MM-dd}/{id}");

    /// <summary>What the clinic said it had saved.</summary>
    public Content Acknowledged { get; set; } = Content.Empty;

    /// <summary>What was sent and not answered: it is there whole, or not at all.</summary>
    public Content? Unanswered { get; set; }

    /// <summary>What is wrong with the session as the database has it; null when nothing is missing and nothing is half there.</summary>
    public async Task<string?> FaultAsync(ClinicDb db)
    {
        var session = await db.SessionOnAsync(date, id);
        db.ChangeTracker.Clear();
        if (session is null)
        {
            return $"The session {id} is gone.";
        }

        var signatures = await db.Signatures.AsNoTracking()
            .Where(signature => signature.ClinicDate == date && signature.NoteId != null && session.Notes.Select(note => note.Id).Contains(signature.NoteId.Value)).ToListAsync();
        if (signatures.Count != 0 && signatures.Count != patients.Count)
        {
            return $"The session {id} is half signed: {signatures.Count} of {patients.Count} notes.";
        }

        if (session.Notes.Any(note => note.IsSigned != (signatures.Count > 0)))
        {
            return $"The notes and the signatures of session {id} disagree.";
        }

        foreach (var signature in signatures)
        {
            var note = session.Notes.Single(note => note.Id == signature.NoteId);
            if (!signature.Covers(note.Content(session, session.Attendances.Single(attendance => attendance.PatientId == note.PatientId))))
            {
                return $"A signature of session {id} does not cover what stands.";
            }
        }

        var found = ContentOf(session, signatures.Count > 0).ToString();
        return found == Acknowledged.ToString() || found == Unanswered?.ToString()
            ? null
            : $"Session {id} holds\n{found}\nand was acknowledged as\n{Acknowledged}\n{(Unanswered is null ? "" : $"or, unanswered,\n{Unanswered}")}";
    }

    private static Content ContentOf(Session session, bool isSigned) => new(
        session.Attendances.Select(attendance => attendance.PatientId).Union(session.Notes.Select(note => note.PatientId))
            .ToDictionary(patient => patient, patient => RowOf(session, patient)),
        (session as GroupSession)?.Shared?.Topic,
        isSigned);

    /// <summary>A row of which one half is missing equals nothing that was ever sent.</summary>
    private static WrittenRow RowOf(Session session, Id<Patient> patient) => new(
        session.Attendances.FirstOrDefault(attendance => attendance.PatientId == patient) is { } attendance
            ? (int)((attendance.ArrivedAt ?? session.StartsAt) - session.StartsAt).TotalMinutes
            : -1,
        session.Notes.FirstOrDefault(note => note.PatientId == patient)?.Text ?? "(no note)");
}
