using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Sessions;

/// <summary>
/// Saves what was entered on the roll-call grid, row by row: a part that somebody else changed since it was shown is not overwritten
/// but reported with both texts, everything else is saved. A text that does not become the note is kept as a draft beside it.
/// </summary>
public sealed class SaveLog(ClinicDb db, ClinicClock clock)
{
    private const int Attempts = 3;

    /// <param name="date">The clinic date of the session.</param>
    /// <param name="id">The session.</param>
    /// <param name="form">The rows that were sent.</param>
    /// <param name="everyRow">True when the whole roll is meant, also the rows left as they opened: present.</param>
    /// <param name="by">Who writes.</param>
    /// <returns>What became of each row; null when there is no such session.</returns>
    public async Task<Saved?> RunAsync(DateOnly date, Id<Session> id, LogForm form, bool everyRow, StaffMember by)
    {
        for (var attempt = 1; ; attempt++)
        {
            var session = await db.SessionOnAsync(date, id);
            if (session is null || !await db.MayOpenAsync(session))
            {
                return null;
            }

            var zone = (await db.Sites.AsNoTracking().SingleAsync(s => s.Id == session.SiteId)).Zone;
            var saved = await ApplyAsync(session, form, everyRow, by, zone);
            try
            {
                await db.SaveChangesAsync();
                return saved;
            }
            catch (DbUpdateException race) when (attempt < Attempts && IsRace(race))
            {
                // Somebody saved the same row between our reading and writing: read theirs and judge again.
                db.ChangeTracker.Clear();
            }
        }
    }

    private static bool IsRace(DbUpdateException exception) => exception is DbUpdateConcurrencyException
        || exception.InnerException is PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation,
            ConstraintName: "pk_attendance" or "ix_progress_notes_one" or "pk_shared_parts",
        };

    private async Task<Saved> ApplyAsync(Session session, LogForm form, bool everyRow, StaffMember by, TimeZoneInfo zone)
    {
        var rows = form.Rows.Select(row => Apply(session, row, everyRow, by, zone)).ToList();
        var shared = session is GroupSession group && form.Shared is { } typed ? Apply(group, typed, by) : null;
        if (session is FamilySession family && everyRow)
        {
            var chosen = form.Supporters.ToHashSet();
            family.TakePart(await db.Set<SupportPerson>()
                .Where(s => s.PatientId == family.Roster[0].PatientId && chosen.Contains(s.Id))
                .ToListAsync());
        }

        return new Saved(session, rows, shared);
    }

    private SavedRow Apply(Session session, LogForm.Row row, bool everyRow, StaffMember by, TimeZoneInfo zone)
    {
        var result = new SavedRow(row.PatientId);
        try
        {
            ApplyAttendance(session, row, everyRow, by, zone, result);
        }
        catch (RuleViolation refused)
        {
            result.Refused = refused.Message;
            result.RefusedField = refused.Field;
        }

        try
        {
            ApplyNote(session, row, by, result);
        }
        catch (RuleViolation refused)
        {
            result.Refused ??= refused.Message;
            result.RefusedField ??= refused.Field ?? nameof(LogForm.Row.Text);
        }

        var attendance = session.Attendances.FirstOrDefault(a => a.PatientId == row.PatientId);
        result.Minutes = attendance?.Minutes;
        result.AttendanceIs = Fingerprint.Of(attendance);
        result.NoteIs = Fingerprint.Of(session.LiveNoteOf(row.PatientId));
        return result;
    }

    private void ApplyAttendance(Session session, LogForm.Row row, bool everyRow, StaffMember by, TimeZoneInfo zone, SavedRow result)
    {
        var recorded = session.Attendances.FirstOrDefault(a => a.PatientId == row.PatientId);
        var seen = row.Seen(ClinicClock.TimeIn(zone, session.StartsAt), ClinicClock.TimeIn(zone, session.EndsAt));
        var typed = Fingerprint.Of(session, seen, zone);
        var current = Fingerprint.Of(recorded);
        var was = row.AttendanceWas ?? Fingerprint.Nothing;
        var untouched = typed == was || (was == Fingerprint.Nothing && seen == new Presence(AttendanceStatus.Present));
        if (typed == current || (untouched && !(recorded is null && everyRow)))
        {
            return;
        }

        if (was != current && recorded is not null && session.LiveNoteOf(row.PatientId) is not { IsSigned: true })
        {
            result.AttendanceConflict = true;
            return;
        }

        session.Record(row.PatientId, seen, zone, by, clock.Now);
    }

    private void ApplyNote(Session session, LogForm.Row row, StaffMember by, SavedRow result)
    {
        var typed = row.Note;
        var note = session.LiveNoteOf(row.PatientId);
        var current = Fingerprint.Of(note);
        var was = row.NoteWas ?? Fingerprint.Nothing;
        if (Fingerprint.Of(typed) == current || Fingerprint.Of(typed) == was)
        {
            return;
        }

        if (was != current && note is { IsSigned: false })
        {
            result.NoteConflict = true;
            // Kept even if the writer closes the page without choosing.
            if (typed.Text is not null && note.Drafts.All(d => d.Text != typed.Text))
            {
                note.KeepDraft(typed.Text, by.Id, clock.Now);
            }

            return;
        }

        if (note is { Text: not null, IsSigned: false } && note.WrittenById != by.Id && note.Text != typed.Text)
        {
            note.KeepDraft(note.Text, note.WrittenById, note.WrittenAt);
        }

        session.Write(row.PatientId, typed, by, clock.Now);
    }

    private SavedShared Apply(GroupSession session, LogForm.SharedRow typed, StaffMember by)
    {
        var result = new SavedShared();
        var current = Fingerprint.Of(session.Shared);
        var wanted = Fingerprint.Of(typed.Text);
        var was = typed.Was ?? Fingerprint.Of(SharedText.Empty);
        if (wanted != current && wanted != was)
        {
            if (was != current)
            {
                result.Conflict = true;
            }
            else
            {
                try
                {
                    session.WriteShared(typed.Text, by, clock.Now);
                }
                catch (RuleViolation refused)
                {
                    result.Refused = refused.Message;
                }
            }
        }

        result.Is = Fingerprint.Of(session.Shared);
        return result;
    }
}

/// <summary>What became of a save.</summary>
public sealed record Saved(Session Session, IReadOnlyList<SavedRow> Rows, SavedShared? Shared)
{
    public bool HasConflict => Shared?.Conflict == true || Rows.Any(r => r.AttendanceConflict || r.NoteConflict);

    public bool IsRefused => Shared?.Refused is not null || Rows.Any(r => r.Refused is not null);
}

/// <summary>What became of one row.</summary>
public sealed class SavedRow(Id<Patient> patientId)
{
    public Id<Patient> PatientId { get; } = patientId;

    /// <summary>Minutes that now stand recorded; null while nothing is.</summary>
    public int? Minutes { get; set; }

    /// <summary>Fingerprint of the attendance that now stands.</summary>
    public string AttendanceIs { get; set; } = Fingerprint.Nothing;

    /// <summary>Fingerprint of the note that now stands.</summary>
    public string NoteIs { get; set; } = Fingerprint.Nothing;

    /// <summary>Somebody else recorded another attendance meanwhile; theirs stands.</summary>
    public bool AttendanceConflict { get; set; }

    /// <summary>Somebody else wrote another note meanwhile; theirs stands, what was typed is kept as a draft.</summary>
    public bool NoteConflict { get; set; }

    /// <summary>The sentence of the rule that refused a part of the row.</summary>
    public string? Refused { get; set; }

    public string? RefusedField { get; set; }
}

/// <summary>What became of the shared part.</summary>
public sealed class SavedShared
{
    public string Is { get; set; } = "";

    public bool Conflict { get; set; }

    public string? Refused { get; set; }
}
