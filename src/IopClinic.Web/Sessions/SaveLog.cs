using IopClinic.Database;
using IopClinic.Database.Reading;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Outreach;
using IopClinic.Web.Skills;
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
    /// <param name="writer">Who writes.</param>
    /// <returns>What became of each row; null when there is no such session.</returns>
    /// <param name="onPurpose">True when somebody saved, false when it was saved while they wrote.</param>
    /// <param name="along">What the caller wants to know too; asked together with the session, each time it is read.</param>
    public async Task<Saved?> RunAsync(
        DateOnly date, Id<Session> id, LogForm form, bool everyRow, Id<StaffMember> writer, bool onPurpose = false, Func<Task>? along = null)
    {
        var house = await db.HouseAsync();
        for (var attempt = 1; ; attempt++)
        {
            Session? session = null;
            var beside = new Beside();
            await db.TogetherAsync(
                async () => session = await db.SessionOnAsync(date, id),
                () => ReadAsync(date, id, form, everyRow, beside),
                along ?? (() => Task.CompletedTask));
            if (session is null || !await db.MayOpenAsync(session))
            {
                return null;
            }

            await ReadAsync(session, form, house, beside);
            var saved = await ApplyAsync(session, form, everyRow, house.Staff[writer], house.Sites[session.SiteId].Zone, beside);
            if (onPurpose)
            {
                foreach (var note in saved.Rows.Where(row => !row.NoteConflict).Select(row => session.LiveNoteOf(row.PatientId)).OfType<ProgressNote>())
                {
                    note.Save(clock.Now);
                }
            }

            try
            {
                await db.SaveChangesAsync();
                saved.TellVersions();
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
            ConstraintName: "pk_attendance" or "ix_progress_notes_one" or "pk_note_objectives" or "pk_shared_parts"
                or "pk_session_skills" or "pk_family_participants" or "ix_skill_practices_once" or "ix_outreach_tasks_one_open",
        };

    private async Task<Saved> ApplyAsync(Session session, LogForm form, bool everyRow, StaffMember by, TimeZoneInfo zone, Beside beside)
    {
        var before = session.Attendances.ToDictionary(a => a.PatientId, a => a.Status);
        var rows = form.Rows.Select(row => Apply(session, row, everyRow, by, zone, beside)).ToList();
        var shared = session is GroupSession group && form.Shared is { } typed ? Apply(group, typed, by) : null;
        if (session is FamilySession family && form.SupportersWas is not null)
        {
            family.TakePart(beside.Family.Where(s => s.PatientId == family.Roster[0].PatientId));
        }

        if (session is GroupSession meeting && beside.Families is { } wanted)
        {
            ApplyFamilies(meeting, wanted, beside, rows);
        }

        // The skills first: what is taught today may be followed up today.
        var skills = form.Skills is null ? null : Teach(session, beside.Skills, by);
        FollowUp(session, Changed(form), beside, rows, by);
        await new FollowAbsences(db, clock).RunAsync(session, before, zone, beside.Outreach);
        return new Saved(session, rows, shared, skills, zone);
    }

    /// <summary>What the rows that were sent need beside the session, whatever stands in it.</summary>
    private async Task ReadAsync(DateOnly date, Id<Session> id, LogForm form, bool everyRow, Beside found)
    {
        var sent = form.Rows.ConvertAll(row => row.PatientId);
        var linking = form.Rows.Where(row => row.Note.Objectives.Count > 0).Select(row => row.PatientId).ToList();
        var followed = Changed(form).Select(one => one.Patient).Distinct().ToList();
        await db.TogetherAsync(
            () => db.WithNewestDraftsAsync(date, id, sent),
            async () => found.Objectives = linking.Count == 0 ? [] : await db.ObjectivesAsync(linking, []),
            async () => found.Practices = followed.Count == 0 ? [] : await db.SkillPractices.Where(practice => practice.SessionId == id && followed.Contains(practice.PatientId)).ToListAsync(),
            async () => found.Taught = followed.Count == 0
                ? []
                : (await db.TaughtTo(followed).Select(one => new { one.PatientId, one.SkillId }).Distinct().ToListAsync()).Select(one => (one.PatientId, one.SkillId)).ToHashSet(),
            // Who writes into one row seldom changes who was there.
            async () => found.Outreach = everyRow ? await FollowAbsences.OpenOf(db, sent).ToListAsync() : null);
    }

    /// <summary>What they need beside what stands in it.</summary>
    private async Task ReadAsync(Session session, LogForm form, House house, Beside found)
    {
        var restored = form.Rows.Where(row => row.Restore is not null).Select(row => session.LiveNoteOf(row.PatientId)?.Id).OfType<Id<ProgressNote>>().ToList();
        var taught = form.Skills?.PutTo(session.Skills.Select(tag => tag.SkillId)) ?? [];
        var standing = session.Participants.ToLookup(p => p.PatientId, p => p.SupportPersonId);
        var told = session is GroupSession ? form.Rows.Where(row => row.FamilyWas is not null).ToList() : [];
        var families = told.Count == 0 ? null : told.ToDictionary(row => row.PatientId, row => Ticks.PutTo(standing[row.PatientId], row.Family, row.FamilyWas));
        // Whose row was not sent keeps who stands there.
        var kin = (families, session, form.SupportersWas) switch
        {
            ({ } wanted, _, _) => session.Participants.Where(p => !wanted.ContainsKey(p.PatientId)).Select(p => p.SupportPersonId).Concat(wanted.Values.SelectMany(ids => ids)).ToHashSet(),
            (_, FamilySession, { } shown) => Ticks.PutTo(session.Participants.Select(p => p.SupportPersonId), form.Supporters, shown),
            _ => [],
        };
        var roll = session.Roster.Select(place => place.PatientId).ToList();
        found.Families = families;
        found.Service = families is null ? null : house.Services[session.ServiceId];
        found.Skills = [.. house.Skills.Where(skill => taught.Contains(skill.Id))];
        await db.TogetherAsync(
            async () => found.Versions = restored.Count == 0 ? [] : await db.Set<NoteDraft>().Where(kept => restored.Contains(kept.NoteId)).ToDictionaryAsync(kept => kept.Id),
            async () => found.Family = kin.Count == 0 ? [] : await db.Set<SupportPerson>().Where(s => kin.Contains(s.Id) && roll.Contains(s.PatientId)).ToListAsync());
    }

    private static void ApplyFamilies(GroupSession session, Dictionary<Id<Patient>, HashSet<Id<SupportPerson>>> wanted, Beside beside, List<SavedRow> rows)
    {
        try
        {
            session.TakePart(beside.Family.Where(s => !wanted.TryGetValue(s.PatientId, out var ids) || ids.Contains(s.Id)), beside.Service!);
        }
        catch (RuleViolation refused)
        {
            var row = rows.First(row => wanted.ContainsKey(row.PatientId));
            row.Refused ??= refused.Message;
            row.RefusedField ??= nameof(LogForm.Row.Text);
        }

        foreach (var row in rows)
        {
            row.FamilyIs = Ticks.PrintAlways(session.Participants.Where(p => p.PatientId == row.PatientId).Select(p => p.SupportPersonId));
        }
    }

    private SavedSkills Teach(Session session, List<Skill> taught, StaffMember by)
    {
        var result = new SavedSkills();
        try
        {
            session.Teach(taught, by, clock.Now);
        }
        catch (RuleViolation refused)
        {
            result.Refused = refused.Message;
        }

        result.Is = LogForm.SkillsRow.Print(session.Skills.Select(tag => tag.SkillId));
        return result;
    }

    private static List<(Id<Patient> Patient, LogForm.PracticeRow Said)> Changed(LogForm form) =>
        [.. form.Rows.SelectMany(row => row.Practices.Where(practice => practice.Step != practice.Was).Select(practice => (row.PatientId, practice)))];

    private void FollowUp(Session session, List<(Id<Patient> Patient, LogForm.PracticeRow Said)> changed, Beside beside, List<SavedRow> rows, StaffMember by)
    {
        var standing = beside.Practices;
        foreach (var (patient, said) in changed)
        {
            try
            {
                var practice = standing.Find(known => known.PatientId == patient && known.SkillId == said.SkillId);
                if (practice is not null)
                {
                    if (practice.Step != said.Step)
                    {
                        practice.Say(session, said.Step, by, clock.Now);
                    }

                    continue;
                }

                RuleViolation.Unless(
                    beside.Taught.Contains((patient, said.SkillId)) || session.Skills.Any(tag => tag.SkillId == said.SkillId), "This skill was not taught yet.");
                practice = new SkillPractice(session, patient, said.SkillId, said.Step, by, clock.Now);
                standing.Add(practice);
                db.SkillPractices.Add(practice);
            }
            catch (RuleViolation refused)
            {
                var row = rows.First(row => row.PatientId == patient);
                row.Refused ??= refused.Message;
                row.RefusedField ??= nameof(LogForm.Row.Text);
            }
        }
    }

    private SavedRow Apply(Session session, LogForm.Row row, bool everyRow, StaffMember by, TimeZoneInfo zone, Beside beside)
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
            ApplyNote(session, row, by, beside.Objectives, result);
            // Beside what was refused the row is shown again as it was typed: a version would not be seen there, and be lost with the next save.
            if (row.Restore is { } version && !result.NoteConflict && result.Refused is null)
            {
                result.Restored = session.Restore(row.PatientId, beside.Versions.GetValueOrDefault(version) ?? throw new RuleViolation("There is no such version of this note."), by, clock.Now);
            }
        }
        catch (RuleViolation refused)
        {
            result.Refused ??= refused.Message;
            result.RefusedField ??= refused.Field ?? nameof(LogForm.Row.Text);
        }

        var attendance = session.Attendances.FirstOrDefault(a => a.PatientId == row.PatientId);
        result.Minutes = attendance?.Minutes;
        // Whoever left alone what somebody else changed meanwhile has not seen that: what they write next must meet it, and not replace it.
        result.AttendanceIs = result.AttendanceUnseen ? row.AttendanceWas ?? Fingerprint.Nothing : Fingerprint.Of(attendance);
        result.NoteIs = result.NoteUnseen ? row.NoteWas ?? Fingerprint.Nothing : Fingerprint.Of(session.LiveNoteOf(row.PatientId));
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
            result.AttendanceUnseen = typed != current && was != current;
            return;
        }

        if (was != current && recorded is not null && session.LiveNoteOf(row.PatientId) is not { IsSigned: true })
        {
            result.AttendanceConflict = true;
            return;
        }

        session.Record(row.PatientId, seen, zone, by, clock.Now);
    }

    private void ApplyNote(Session session, LogForm.Row row, StaffMember by, List<Objective> objectives, SavedRow result)
    {
        var typed = row.Note;
        var note = session.LiveNoteOf(row.PatientId);
        var current = Fingerprint.Of(note);
        var was = row.NoteWas ?? Fingerprint.Nothing;
        var written = Fingerprint.Of(typed);
        if (written == current || (written == was && row.Restore is null))
        {
            result.NoteUnseen = written != current;
            return;
        }

        if (was != current && note is { IsSigned: false })
        {
            result.NoteConflict = true;
            // Kept even if the writer closes the page without choosing.
            if ((typed.Text ?? typed.InTheirWords) is not null && note.Drafts.All(kept => !kept.Says(typed.Text, typed.InTheirWords)))
            {
                note.KeepDraft(typed.Text, by.Id, clock.Now, typed.InTheirWords);
            }

            return;
        }

        session.Write(row.PatientId, typed, by, clock.Now, objectives);
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

    private sealed class Beside
    {
        /// <summary>Who took part of the family of those whose rows told it; null where none did.</summary>
        public Dictionary<Id<Patient>, HashSet<Id<SupportPerson>>>? Families { get; set; }

        public List<SupportPerson> Family { get; set; } = [];

        public Service? Service { get; set; }

        public List<Objective> Objectives { get; set; } = [];

        /// <summary>The versions that are wanted back, with all others of their notes.</summary>
        public Dictionary<Id<NoteDraft>, NoteDraft> Versions { get; set; } = [];

        /// <summary>What the session teaches once it is saved.</summary>
        public List<Skill> Skills { get; set; } = [];

        public List<SkillPractice> Practices { get; set; } = [];

        public HashSet<(Id<Patient> Patient, Id<Skill> Skill)> Taught { get; set; } = [];

        /// <summary>The outreach that is open for those whose rows were sent; null where it is looked up once it is needed.</summary>
        public List<OutreachTask>? Outreach { get; set; }
    }
}

/// <summary>What became of a save.</summary>
public sealed record Saved(Session Session, IReadOnlyList<SavedRow> Rows, SavedShared? Shared, SavedSkills? Skills, TimeZoneInfo Zone)
{
    public bool HasConflict => Shared?.Conflict == true || Rows.Any(r => r.AttendanceConflict || r.NoteConflict);

    /// <summary>Says which versions of the rows the page now shows, once they are saved.</summary>
    public void TellVersions()
    {
        foreach (var row in Rows.Where(row => row is { AttendanceUnseen: false, NoteUnseen: false, AttendanceConflict: false, NoteConflict: false, Refused: null }))
        {
            row.Version = RollWriters.VersionOf(Session.Attendances.FirstOrDefault(a => a.PatientId == row.PatientId), Session.LiveNoteOf(row.PatientId));
        }

        if (Shared is { Conflict: false, Refused: null })
        {
            Shared.Version = RollWriters.VersionOf((Session as GroupSession)?.Shared);
        }
    }

    public bool IsRefused => Shared?.Refused is not null || Skills?.Refused is not null || Rows.Any(r => r.Refused is not null);
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

    /// <summary>The version of the row that the page now shows; null where something else stands.</summary>
    public string? Version { get; set; }

    /// <summary>Who of the family now stands as present.</summary>
    public string? FamilyIs { get; set; }

    /// <summary>Somebody else recorded another attendance meanwhile, and this row leaves it alone.</summary>
    public bool AttendanceUnseen { get; set; }

    /// <summary>Somebody else wrote another note meanwhile, and this row leaves it alone.</summary>
    public bool NoteUnseen { get; set; }

    /// <summary>Somebody else recorded another attendance meanwhile; theirs stands.</summary>
    public bool AttendanceConflict { get; set; }

    /// <summary>Somebody else wrote another note meanwhile; theirs stands, what was typed is kept as a draft.</summary>
    public bool NoteConflict { get; set; }

    /// <summary>The note with the version that was wanted back; null where none was.</summary>
    public ProgressNote? Restored { get; set; }

    /// <summary>The sentence of the rule that refused a part of the row.</summary>
    public string? Refused { get; set; }

    public string? RefusedField { get; set; }
}

/// <summary>What became of the shared part.</summary>
public sealed class SavedShared
{
    public string Is { get; set; } = "";

    /// <summary>The version that the page now shows; null where something else stands.</summary>
    public string? Version { get; set; }

    public bool Conflict { get; set; }

    public string? Refused { get; set; }
}

/// <summary>What became of the skills that are taught.</summary>
public sealed class SavedSkills
{
    /// <summary>The skills that now stand.</summary>
    public string Is { get; set; } = "";

    public string? Refused { get; set; }
}
