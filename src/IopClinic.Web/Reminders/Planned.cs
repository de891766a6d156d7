using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Reminders;

/// <summary>Somebody who is to be reminded of what is planned for them on a day.</summary>
/// <param name="Patient">Who, with how they want to be reached.</param>
/// <param name="Sessions">What is planned, by the clock.</param>
/// <param name="Tries">What has been tried, the last one first.</param>
public sealed record ToRemind(Patient Patient, IReadOnlyList<ToRemind.Session> Sessions, IReadOnlyList<ToRemind.Try> Tries)
{
    public string Name => $"{Patient.PreferredName ?? Patient.Name.Given} {Patient.Name.Family}";

    public bool IsDone => Tries.Any(one => one.Outcome is not ReminderOutcome.NoAnswer);

    /// <summary>The ways to which they agreed, each with where it leads.</summary>
    public IReadOnlyList<string> Ways =>
    [
        .. Patient.AgreedWays.Select(way => way switch
        {
            ContactMethod.Call => $"Call {Phones}" + (Patient.MayLeaveVoicemail ? "; a neutral voicemail may be left" : "; leave no message"),
            ContactMethod.Text => $"Text {Phones}, in neutral words",
            ContactMethod.Email => $"E-mail {Patient.Email}, in neutral words",
            _ => "Neutral letter",
        }),
    ];

    public bool TakesLetter => Patient.AgreedWays.Contains(ContactMethod.Mail);

    private string Phones => string.Join(" or ", new[] { Patient.Phone, Patient.OtherPhone }.OfType<string>());

    public sealed record Session(string Title, TimeOnly Starts, TimeOnly Ends, string Where)
    {
        public string Times => Show.Times(Starts, Ends);
    }

    public sealed record Try(ReminderOutcome Outcome, string By, DateTimeOffset At);
}

/// <summary>Who is to be reminded.</summary>
internal static class RemindQueries
{
    /// <summary>The next day after this one on which somebody comes; the day after where nothing is planned.</summary>
    public static async Task<DateOnly> NextClinicDayAsync(this ClinicDb db, Id<Site> site, DateOnly today, CancellationToken stop) =>
        await db.Sessions.Where(s => s.SiteId == site && s.ClinicDate > today && s.CancelledAt == null && db.SessionCounts.Any(c => c.SessionId == s.Id && c.Places > 0))
            .MinAsync(s => (DateOnly?)s.ClinicDate, stop) ?? today.AddDays(1);

    /// <summary>Everybody whom the reader may know of and who comes on that day, by name.</summary>
    public static async Task<IReadOnlyList<ToRemind>> ToRemindAsync(this ClinicDb db, Site site, DateOnly date, CancellationToken stop)
    {
        var planned = await (
            from session in db.Sessions.AsNoTracking()
            where session.SiteId == site.Id && session.ClinicDate == date && session.CancelledAt == null
            join place in db.RosterPlaces on session.Id equals place.SessionId
            join patient in db.Patients.AsNoTracking() on place.PatientId equals patient.Id
            orderby session.StartsAt, session.Id
            select new
            {
                Patient = patient,
                session.Title,
                session.StartsAt,
                session.EndsAt,
                session.Mode,
                Room = db.Rooms.Where(room => room.Id == session.RoomId).Select(room => room.Name).FirstOrDefault(),
            }).ToListAsync(stop);
        var tries = (await (
            from reminder in db.Reminders.AsNoTracking()
            where reminder.SiteId == site.Id && reminder.ClinicDate == date
            join person in db.Staff on reminder.ById equals person.Id
            orderby reminder.At descending
            select new { reminder.PatientId, reminder.Outcome, reminder.At, person.Name }).ToListAsync(stop)).ToLookup(t => t.PatientId);
        return
        [
            .. planned.GroupBy(p => p.Patient.Id)
                .Select(of => new ToRemind(
                    of.First().Patient,
                    [.. of.Select(p => new ToRemind.Session(
                        p.Title, ClinicClock.TimeIn(site.Zone, p.StartsAt), ClinicClock.TimeIn(site.Zone, p.EndsAt), p.Room ?? Show.Words(p.Mode)))],
                    [.. tries[of.Key].Select(t => new ToRemind.Try(t.Outcome, t.Name.Full, t.At))]))
                .OrderBy(one => one.Patient.Name.Family, StringComparer.CurrentCulture).ThenBy(one => one.Patient.Name.Given, StringComparer.CurrentCulture),
        ];
    }
}
