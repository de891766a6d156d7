using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;
using Group = IopClinic.Domain.Schedule.Group;

namespace IopClinic.Web.History;

/// <summary>An audit row in words.</summary>
/// <param name="What">What was done: "Signed a note".</param>
/// <param name="Changes">Field by field, from what to what; values only for those who may read them.</param>
public sealed record Told(AuditEvent Event, string What, IReadOnlyList<ToldChange> Changes, string? PatientMrn)
{
    /// <summary>What the actor was at the clinic then.</summary>
    public string Roles => Telling.Roles(Event.ActorRoles);

    /// <summary>The changes in one line, as the export has them.</summary>
    public string InOneLine => string.Join("; ", Changes.Select(c => c.IsShown ? $"{c.Field}: {c.Before ?? "nothing"} → {c.After ?? "nothing"}" : c.Field));
}

/// <summary>One changed field.</summary>
/// <param name="IsShown">False where the value is clinical and the reader reads no charts, or where it is kept elsewhere.</param>
public sealed record ToldChange(string Field, bool IsShown, string? Before, string? After);

/// <summary>Tells audit rows in the words of the clinic.</summary>
public static partial class Telling
{
    /// <summary>A place in one session, booked to make up for others; other places come with their enrollment.</summary>
    public const string PlaceForMakeUp = "PlaceForMakeUp";

    /// <summary>Fields that name, reach or place somebody; whoever may find a patient may read them. Everything else counts as clinical.</summary>
    private static readonly Dictionary<string, HashSet<string>> Administrative = new(StringComparer.Ordinal)
    {
        [nameof(Patient)] =
        [
            "Name.Given", "Name.Middle", "Name.Family", "Name.Suffix", "PreferredName", "Pronouns", "BirthDate", "Gender", "BirthSex", "Races",
            "Ethnicity", "Language", "NeedsInterpreter", "Phone", "OtherPhone", "Email", "Address.Line1", "Address.Line2", "Address.City",
            "Address.State", "Address.PostalCode", "PreferredContact", "MayLeaveVoicemail", "ContactWishes", "EmergencyContact.Name",
            "EmergencyContact.Relationship", "EmergencyContact.Phone", "DeceasedOn",
        ],
        [nameof(Episode)] = ["TrackId", "ProgramId", "PrimaryClinicianId", "AssessmentId", "WaiverId", "AdmittedOn", "PlannedWeeks", "DischargedOn", "DischargedById"],
        [nameof(Domain.Access.CareTeamMember)] = ["*"],
        [nameof(Enrollment)] = ["From", "Until", "GroupId", "Weekdays"],
        [nameof(TrackPlace)] = ["*"],
        [nameof(AlumniPlace)] = ["*"],
        [nameof(AlumniPresence)] = ["*"],
        [nameof(PatientConstraint)] = ["*"],
        [nameof(TelehealthConsent)] = ["*"],
        [nameof(HomeVisit)] = ["*"],
        [nameof(Curriculum)] = ["*"],
        [nameof(ClashWaiver)] = ["*"],
        [nameof(Group)] = ["*"],
        [nameof(Site)] = ["*"],
        [nameof(Room)] = ["*"],
        [nameof(Closure)] = ["*"],
        [nameof(Leave)] = ["*"],
        [nameof(LeaveCover)] = ["*"],
        [nameof(ScheduleFeed)] = ["*"],
        [nameof(Reminder)] = ["*"],
        [nameof(StaffMember)] = ["*"],
        [nameof(Domain.Services.Service)] = ["*"],
        [nameof(Program)] = ["*"],
        [nameof(Track)] = ["*"],
        [nameof(Cadence)] = ["*"],
        [nameof(ProblemArea)] = ["*"],
        [nameof(Skill)] = ["*"],
        [nameof(GroupSession)] = ["*"],
        [nameof(IndividualSession)] = ["*"],
        [nameof(FamilySession)] = ["*"],
    };

    public static async Task<IReadOnlyList<Told>> TellAsync(this ClinicDb db, IReadOnlyList<AuditEvent> events, bool readsCharts)
    {
        var parsed = events.Select(e => (Event: e, Changes: Parse(e.Changes))).ToList();
        var names = await db.NamesAsync(parsed.SelectMany(p => p.Changes).SelectMany(c => new[] { c.Before, c.After }));
        var patientIds = events.Select(e => e.PatientId).OfType<Id<Patient>>().Distinct().ToList();
        var mrns = await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Mrn);
        return parsed.Select(p => new Told(
            p.Event,
            What(p.Event, p.Changes),
            p.Changes.Select(c => Tell(p.Event.ObjectType, c, readsCharts, names)).ToList(),
            p.Event.PatientId is { } id ? mrns.GetValueOrDefault(id) : null)).ToList();
    }

    /// <summary>The roles of an event as they are called.</summary>
    public static string Roles(string roles) => string.Join(", ", roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Show.Words));

    /// <summary>An action as the filter offers it.</summary>
    public static string Of(AuditAction action) => action switch
    {
        AuditAction.Read => "Opened",
        AuditAction.Create => "Added",
        AuditAction.Change => "Changed",
        AuditAction.Remove => "Removed",
        AuditAction.SignIn => "Signed in",
        AuditAction.SignOut => "Signed out",
        AuditAction.Refuse => "Was refused",
        AuditAction.Alert => "To be looked at",
        _ => Show.Words(action),
    };

    private static string What(AuditEvent row, IReadOnlyList<Change> changes) => (row.Action, row.ObjectType) switch
    {
        (AuditAction.Alert, _) => "Opened the charts of unusually many patients within ten minutes",
        (AuditAction.Read, "Chart") => "Opened the chart",
        (AuditAction.Read, "Banner") => "Opened the contact page",
        (AuditAction.Read, "History") => "Read the history",
        (AuditAction.Read, "HistoryExport") => "Exported the history",
        (AuditAction.Read, "Accounting") => "Read who has seen the record",
        (AuditAction.Read, "AccountingExport") => "Exported who has seen the record",
        (AuditAction.Read, "Session") => "Opened the session",
        (AuditAction.Read, "Review") => "Reviewed the session before signing",
        (AuditAction.Read, "Authorizations") => "Opened the authorizations",
        (AuditAction.Read, "AuthorizationsExport") => "Exported the authorizations",
        (AuditAction.Read, "Billing lines") => "Read what is billed, with the principal diagnosis",
        (AuditAction.Read, "Billing export") => "Exported what is billed, with the principal diagnosis",
        (AuditAction.Read, "Hours") => "Opened the hours",
        (AuditAction.Read, "HoursEvidence") => "Looked through the hours of a week to sign it off",
        (AuditAction.Read, "HoursExport") => "Exported the hours of a program",
        (AuditAction.Read, "Last note") => "Opened the last note",
        (AuditAction.Read, "Versions") => "Opened earlier versions of a note",
        (AuditAction.Read, "Measures") => "Opened the questionnaires",
        (AuditAction.Read, "SafetyPlan") => "Opened the safety plan",
        (AuditAction.Create, nameof(SafetyPlan)) => "Wrote the safety plan, or went through it",
        (AuditAction.Read, "TreatmentPlan") => "Opened the treatment plan",
        (AuditAction.Create, nameof(TreatmentPlan)) => "Began a version of the treatment plan",
        (AuditAction.Change, nameof(TreatmentPlan)) when Touches(changes, "SignedAt") => "Signed the treatment plan",
        (AuditAction.Change, nameof(TreatmentPlan)) when Touches(changes, "CoSignedAt") => "Co-signed the treatment plan",
        (AuditAction.Change, nameof(TreatmentPlan)) when Touches(changes, "CertifiedAt") => "Certified the treatment plan",
        (AuditAction.Change, nameof(TreatmentPlan)) when Touches(changes, "EndedAt") => "Ended a version of the treatment plan",
        (AuditAction.Change, nameof(TreatmentPlan)) => "Wrote in the treatment plan",
        (AuditAction.Create, nameof(PlanAcknowledgement)) => "Wrote down a signature on the treatment plan",
        (AuditAction.Read, "Questionnaires") => "Opened the questionnaires of a session",
        (AuditAction.Read, "Kiosk") => "Saw the questions of one questionnaire",
        (AuditAction.Read, "PrivateNotes") => "Opened the private notes",
        (AuditAction.Read, "PrivateNotesClosed") => "Came to the private notes, which stayed closed",
        (AuditAction.Read, "List" or "Part") => $"Saw {PageNames.Of(row.Page)}",
        (AuditAction.Read, var part) => $"Opened {Noun(part)}",
        (AuditAction.Remove, HistoryMonths.Noun) => "Put a month of the history into the archive",
        (AuditAction.Create, HistoryMonths.Noun) => "Brought a month of the history back from the archive",
        (AuditAction.Create, nameof(Patient)) => "Registered the patient",
        (AuditAction.Create, nameof(Referral)) => "Took a referral of the patient",
        (AuditAction.Create, nameof(ContactAttempt)) => "Noted a try to reach the patient",
        (AuditAction.Change, nameof(Referral)) when Touches(changes, "ClosedAt") => "Closed a referral, or opened it again",
        (AuditAction.Change, nameof(Referral)) when Touches(changes, "AssessmentId") => "Booked the intake assessment",
        (AuditAction.Create, nameof(OutreachTask)) => "Opened an outreach: the patient stayed away",
        (AuditAction.Create, nameof(OutreachAttempt)) => "Noted a try to reach the patient",
        (AuditAction.Change, nameof(OutreachTask)) when Touches(changes, "ClosedAt") => "Closed an outreach",
        (AuditAction.Change, nameof(OutreachTask)) when Touches(changes, "OwnerId") => "Handed an outreach over",
        (AuditAction.Create, nameof(Episode)) => "Admitted the patient",
        (AuditAction.Create, nameof(AdmissionPaper)) => "Wrote down a consent or notice",
        (AuditAction.Create, nameof(AdmissionWaiver)) => "Asked to admit before the assessment is signed",
        (AuditAction.Change, nameof(AdmissionWaiver)) => "Decided about an admission before the assessment is signed",
        (AuditAction.Change, nameof(Episode)) when Touches(changes, "DischargedOn") => "Discharged the patient",
        (AuditAction.Create, PlaceForMakeUp) => "Booked a make-up seat",
        (AuditAction.Remove, PlaceForMakeUp) => "Gave back a make-up seat",
        (AuditAction.Create, nameof(TrackPlace)) => "Put the patient into a track",
        (AuditAction.Change, nameof(TrackPlace)) => "Changed the days of a place in a track",
        (AuditAction.Create, nameof(PatientConstraint)) => "Wrote down when the patient cannot come",
        (AuditAction.Change, nameof(PatientConstraint)) => "Ended a time at which the patient cannot come",
        (AuditAction.Create, nameof(Reminder)) => "Reminded the patient of their sessions, or tried to",
        (AuditAction.Create, nameof(HomeVisit)) => "Noted where a visit at home is",
        (AuditAction.Create, nameof(VisitStamp)) => "Recorded when a visit at home began or ended",
        (AuditAction.Create, nameof(TelehealthConsent)) => "Recorded the consent to telehealth",
        (AuditAction.Change, nameof(TelehealthConsent)) => "Recorded that the consent to telehealth was withdrawn",
        (AuditAction.Create, nameof(AlumniPlace)) => "Gave the former patient a place among a group’s alumni",
        (AuditAction.Change, nameof(AlumniPlace)) => "Ended a place among a group’s alumni",
        (AuditAction.Create, nameof(AlumniPresence)) => "Wrote down that the former patient came to a group",
        (AuditAction.Remove, nameof(AlumniPresence)) => "Took back that the former patient came to a group",
        (AuditAction.Create, nameof(Enrollment)) => "Enrolled the patient in a group",
        (AuditAction.Change, nameof(Enrollment)) => "Changed an enrollment",
        (AuditAction.Create, nameof(Signature)) => "Signed a note",
        (AuditAction.Create, nameof(Addendum)) => "Added an addendum to a note",
        (AuditAction.Create, nameof(ProgressNote)) => "Began a note",
        (AuditAction.Change, nameof(ProgressNote)) when Touches(changes, "StruckAt") => "Struck a note",
        (AuditAction.Change, nameof(ProgressNote)) when Touches(changes, "SignedAt") => "Closed a note by signing",
        (AuditAction.Create, nameof(PrivateNote)) => "Wrote a private note",
        (AuditAction.Change, nameof(PrivateNote)) when Touches(changes, "DiscardedAt") => "Discarded a private note",
        (AuditAction.Change, nameof(PrivateNote)) => "Changed a private note",
        (AuditAction.Create, nameof(PrivateNoteOpening)) => "Gave a reason to open the private notes",
        (AuditAction.Create, nameof(SessionSkill)) => "Noted a skill as taught in a session",
        (AuditAction.Remove, nameof(SessionSkill)) => "Took a skill off a session",
        (AuditAction.Create or AuditAction.Change, nameof(SkillPractice)) => "Followed up a skill with the patient",
        (AuditAction.Create, nameof(MeasureAlert)) => "Raised an alert by a critical answer",
        (AuditAction.Change, nameof(MeasureAlert)) => "Wrote down what was done about an alert",
        (AuditAction.Create, nameof(KioskLink)) => "Handed a questionnaire over to the patient",
        (AuditAction.Change, nameof(KioskLink)) when Touches(changes, "EndedAt") => "Ended the patient’s time with a questionnaire",
        (AuditAction.Change, nameof(KioskLink)) => "Opened the link to a questionnaire",
        (AuditAction.Create, nameof(MeasureAdministration)) => "Began a questionnaire",
        (AuditAction.Change, nameof(MeasureAdministration)) when Touches(changes, "WithdrawnAt") => "Withdrew a questionnaire",
        (AuditAction.Change, nameof(MeasureAdministration)) when Touches(changes, "CompletedAt") => "Finished a questionnaire",
        (AuditAction.Change, nameof(MeasureAdministration)) => "Entered answers to a questionnaire",
        (AuditAction.Create, nameof(Attendance)) => "Recorded attendance",
        (AuditAction.Change, nameof(Patient)) when Touches(changes, "Risk") => "Judged the risk",
        (AuditAction.Change, nameof(Patient)) when Touches(changes, "RiskAssessedAt") => "Judged the risk again",
        (AuditAction.Change, nameof(Patient)) when Touches(changes, "DeceasedOn") => "Recorded the death",
        (AuditAction.Change, nameof(Patient)) => "Changed the patient’s details",
        (AuditAction.Change, nameof(Allergy)) when Touches(changes, "WithdrawnAt") =>
            changes.Single(c => c.Field == "WithdrawnAt").After is null ? "Put an allergy back" : "Withdrew an allergy",
        (AuditAction.Change, nameof(SupportPerson)) when Touches(changes, "EndedAt") =>
            changes.Single(c => c.Field == "EndedAt").After is null ? "Took a support person back" : "Ended a support person’s part",
        (AuditAction.SignIn, _) => "Signed in",
        (AuditAction.SignOut, _) => "Signed out",
        (AuditAction.Refuse, "Password") => $"Gave a wrong password on {PageNames.Of(row.Page)}",
        (AuditAction.Refuse, "Permission") => $"Was refused {PageNames.Of(row.Page)}: not allowed",
        (AuditAction.Refuse, "Missing") => $"Was refused {PageNames.Of(row.Page)}: nothing there for this person",
        (AuditAction.Refuse, "TooMany") => $"Was refused {PageNames.Of(row.Page)}: too many requests",
        (AuditAction.Refuse, "FurtherRefusals") => "Was refused many more things within a minute",
        (AuditAction.Refuse, _) => $"Was refused: {Show.Words(row.ObjectType).ToLowerInvariant()}",
        (var action, var type) => $"{Of(action)} {Noun(type)}",
    };

    private static string Noun(string type) => type switch
    {
        nameof(ProgressNote) => "a note",
        nameof(Referral) => "the referral",
        nameof(Cadence) => "when a program gives a questionnaire",
        nameof(QuickPhrase) => "a quick phrase",
        nameof(WeekSignOff) => "the sign-off of a week",
        nameof(SignedHours) => "their hours to the sign-off of a week",
        nameof(PayerAuthorization) => "an authorization of a payer",
        nameof(ContactAttempt) or nameof(OutreachAttempt) => "a try to reach them",
        "Outreach" or nameof(OutreachTask) => "an outreach",
        "Outreach list" => "the list of outreach",
        "Outreach export" => "the export of the list of outreach",
        "Early warnings" => "the early warnings",
        nameof(LeaveCover) => "who leads a session during a leave",
        nameof(ScheduleFeed) => "a calendar feed",
        nameof(AssessmentTime) => "a time for assessments",
        "Papers" => "the consents and notices",
        "Admission" => "the question of an admission",
        "Referrals" => "the referral board",
        "ReferralsExport" => "the export of the referral board",
        "Waitlist" => "the waitlist",
        "WaitlistExport" => "the export of the waitlist",
        nameof(NoteDraft) or nameof(PlanDraft) => "a kept draft",
        nameof(Objective) => "an objective of the plan",
        "Plans due" => "the plans that are due",
        nameof(NoteObjective) => "the objective of a note",
        nameof(Signature) => "a signature",
        nameof(SharedPart) => "the shared part of a session",
        nameof(HistoryCondition) => "a condition from elsewhere",
        nameof(PatientIdentifier) => "a number from elsewhere",
        nameof(SupportPerson) => "a support person",
        "SupportPeople" => "the support people",
        nameof(Diagnosis) => "a diagnosis",
        "Diagnoses" => "the diagnoses",
        nameof(Allergy) => "an allergy",
        nameof(GroupSession) => "a group session",
        nameof(IndividualSession) => "a one-to-one session",
        "StaffAccount" => "an account",
        "Passkey" => "a passkey",
        "Authenticator" => "an authenticator app",
        "RecoveryCode" => "a recovery code by using it",
        "RecoveryCodes" => "recovery codes",
        "Invitation" => "a link to sign in",
        "FactorReset" => "a request to reset a second factor",
        "SecondFactors" => "the second factors of an account",
        nameof(FamilySession) => "a family session",
        nameof(FamilyParticipant) => "who of the family took part",
        nameof(HomeVisit) => "a visit at home",
        nameof(StaffMember) => "a member of staff",
        nameof(Attendance) => "attendance",
        nameof(Patient) => "the patient",
        nameof(Episode) => "an episode of care",
        _ => $"{(type.EndsWith('s') ? "the" : "AEIOU".Contains(type[..1], StringComparison.Ordinal) ? "an" : "a")} {Show.Words(type).ToLowerInvariant()}",
    };

    private static bool Touches(IReadOnlyList<Change> changes, string field) => changes.Any(c => c.Field == field);

    private static ToldChange Tell(string type, Change change, bool readsCharts, Dictionary<Guid, string> names)
    {
        var open = Administrative.TryGetValue(type, out var fields) && (fields.Contains("*") || fields.Contains(change.Field));
        return new ToldChange(
            FieldName(change.Field),
            change.HasValues && (readsCharts || open),
            Value(change.Before, names),
            Value(change.After, names));
    }

    private static string FieldName(string field) => field switch
    {
        "Name.Given" => "Given name",
        "Name.Family" => "Family name",
        "Name.Middle" => "Middle name",
        "Name.Suffix" => "Suffix",
        "SealedText" => "Text",
        "Story.CulturalBackground" => "Cultural background",
        _ when field.StartsWith("EmergencyContact.", StringComparison.Ordinal) =>
            $"Emergency contact: {Show.Words(field["EmergencyContact.".Length..]).ToLowerInvariant()}",
        _ => Show.Words(WithoutId().Replace(field[(field.LastIndexOf('.') + 1)..], "")),
    };

    private static string? Value(string? stored, Dictionary<Guid, string> names)
    {
        if (stored is null or "")
        {
            return null;
        }

        if (Guid.TryParseExact(stored, "D", out var id))
        {
            return names.GetValueOrDefault(id, "something since removed");
        }

        if (DateOnly.TryParseExact(stored, ["MM/dd/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return Show.Date(date);
        }

        return stored switch
        {
            "True" => "yes",
            "False" => "no",
            _ when EnumName().IsMatch(stored) => Show.Words(stored),
            _ => stored,
        };
    }

    /// <summary>What a change says: the field and, unless its content is kept elsewhere, before and after.</summary>
    private sealed record Change(string Field, bool HasValues, string? Before, string? After);

    private static List<Change> Parse(string? changes) => changes is null
        ? []
        : JsonSerializer.Deserialize<Dictionary<string, string?[]>>(changes)!
            .Select(c => new Change(c.Key, c.Value.Length == 2, c.Value.ElementAtOrDefault(0), c.Value.ElementAtOrDefault(1)))
            .ToList();

    /// <summary>The names behind the keys that stand in changes.</summary>
    private static async Task<Dictionary<Guid, string>> NamesAsync(this ClinicDb db, IEnumerable<string?> values)
    {
        var keys = values.Select(v => Guid.TryParseExact(v, "D", out var id) ? id : (Guid?)null).OfType<Guid>().Distinct().ToList();
        var names = new Dictionary<Guid, string>();
        if (keys.Count == 0)
        {
            return names;
        }

        var staff = keys.ConvertAll(k => new Id<StaffMember>(k));
        foreach (var member in await db.Staff.AsNoTracking().Where(s => staff.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync())
        {
            names[member.Id.Value] = member.Name.Full;
        }

        var tracks = keys.ConvertAll(k => new Id<Track>(k));
        foreach (var track in await db.Tracks.AsNoTracking().Where(t => tracks.Contains(t.Id)).ToListAsync())
        {
            names[track.Id.Value] = track.Name;
        }

        var programs = keys.ConvertAll(k => new Id<Program>(k));
        foreach (var program in await db.Programs.AsNoTracking().Where(p => programs.Contains(p.Id)).ToListAsync())
        {
            names[program.Id.Value] = program.Name;
        }

        var rooms = keys.ConvertAll(k => new Id<Room>(k));
        foreach (var room in await db.Rooms.AsNoTracking().Where(r => rooms.Contains(r.Id)).ToListAsync())
        {
            names[room.Id.Value] = room.Name;
        }

        var sites = keys.ConvertAll(k => new Id<Site>(k));
        foreach (var site in await db.Sites.AsNoTracking().Where(s => sites.Contains(s.Id)).ToListAsync())
        {
            names[site.Id.Value] = site.Name;
        }

        return names;
    }

    [GeneratedRegex("Id$")]
    private static partial Regex WithoutId();

    /// <summary>The name of a choice: letters alone, with a capital inside.</summary>
    [GeneratedRegex("^[A-Z][a-z]+([A-Z][a-z]+)+$")]
    private static partial Regex EnumName();
}
