using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Earlier versions of the drafts: each row lists its own, and puts one back.</summary>
public sealed partial class LogPage
{
    /// <summary>As much of a version is shown as tells it from the others.</summary>
    private const int Beginning = 120;

    /// <summary>Whose versions are listed in the page.</summary>
    [BindProperty(SupportsGet = true, Name = "versions")]
    public Id<Patient>? VersionsOf { get; set; }

    /// <summary>The versions of that patient's note; empty while none are listed.</summary>
    public IReadOnlyList<VersionView> Versions { get; private set; } = [];

    /// <summary>The versions of one patient's draft, as a fragment.</summary>
    /// <param name="versions">Whose, under the name of the button that asks for them.</param>
    /// <param name="row">Which row of the form it is.</param>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnGetVersionsAsync(Id<Patient> versions, int row)
    {
        if (await db.SessionOnAsync(Date, Id) is not { } session || !await db.MayOpenAsync(session) || session.Roster.All(place => place.PatientId != versions))
        {
            return Missing();
        }

        var zone = (await db.HouseAsync()).Sites[session.SiteId].Zone;
        IReadOnlyList<VersionView> listed = await VersionsAsync(session, versions, zone, await NamesAsync());
        db.RecordRead(versions, "Versions");
        return Partial("_Versions", (row, listed));
    }

    /// <summary>Keeps what was typed, and lists the versions of one row: what a browser without script sends.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public Task<IActionResult> OnPostVersionsAsync() => SaveAndGoToAsync(VersionsOf, keepsList: true);

    /// <summary>Keeps what was typed, and puts a version in its place: what a browser without script sends.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public Task<IActionResult> OnPostRestoreAsync() => SaveAndGoToAsync(Form.Rows.Find(row => row.Restore is not null)?.PatientId, keepsList: false);

    private async Task<IActionResult> SaveAndGoToAsync(Id<Patient>? whose, bool keepsList)
    {
        var saved = await new SaveLog(db, clock).RunAsync(Date, Id, Form, everyRow: false, SignedIn);
        if (saved is null)
        {
            return Missing();
        }

        if (Refuse(saved) is { } refused)
        {
            return await refused;
        }

        if (!keepsList && whose is not null)
        {
            Toast("The version is restored. What stood there is a version now.");
        }

        return RedirectToPage("/Sessions/Log", null, new { date = Show.Iso(Date), id = Id, versions = keepsList ? whose : null }, whose is { } patient ? $"note-{patient}" : null);
    }

    private async Task ShowVersionsAsync(Session session, TimeZoneInfo zone, IReadOnlyDictionary<Id<StaffMember>, string> names)
    {
        if (MayWrite && VersionsOf is { } patient && Rows.Any(row => row.PatientId == patient && !row.IsSigned))
        {
            Versions = await VersionsAsync(session, patient, zone, names);
            db.RecordRead(patient, "Versions");
        }
    }

    private async Task<List<VersionView>> VersionsAsync(Session session, Id<Patient> patient, TimeZoneInfo zone, IReadOnlyDictionary<Id<StaffMember>, string> names)
    {
        if (session.LiveNoteOf(patient) is not { IsSigned: false } note)
        {
            return [];
        }

        return
        [
            .. (await db.Set<NoteDraft>().AsNoTracking().Where(kept => kept.NoteId == note.Id).ToListAsync())
                .OrderByDescending(kept => kept.WrittenAt).ThenByDescending(kept => kept.Id.Value)
                .Select(kept => new VersionView(
                    kept.Id,
                    names.GetValueOrDefault(kept.AuthorId, "Somebody else"),
                    $"{Show.Day(ClinicClock.DateIn(zone, kept.WrittenAt))}, {Show.Time(ClinicClock.TimeIn(zone, kept.WrittenAt))}",
                    NoteVersions.WordsIn(kept.Text),
                    kept.Text.Length <= Beginning ? kept.Text : kept.Text[..Beginning].TrimEnd() + " …",
                    kept.InTheirWords,
                    kept.Says(note.Text, note.InTheirWords))),
        ];
    }

    /// <param name="Id">Its key.</param>
    /// <param name="By">Who typed it.</param>
    /// <param name="At">When.</param>
    /// <param name="Words">How many words it has.</param>
    /// <param name="Begins">How it begins.</param>
    /// <param name="InTheirWords">What of the patient it quotes.</param>
    /// <param name="Stands">Whether it is what stands in the note now.</param>
    public sealed record VersionView(Id<NoteDraft> Id, string By, string At, int Words, string Begins, string? InTheirWords, bool Stands);
}
