using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Sessions;

/// <summary>Sessions to log, made with the clinic's own verbs.</summary>
internal static class Given
{
    public static readonly IReadOnlyDictionary<Id<Patient>, ChainLink> NoChains = new Dictionary<Id<Patient>, ChainLink>();

    /// <summary>A group of 75 minutes at nine with these members on its roster.</summary>
    public static GroupSession AGroupSession(this Timetable clinic, IEnumerable<Episode> members, int breakAfter = 0, int breakMinutes = 0, int week = 0)
    {
        var monday = Timetable.Monday.AddDays(7 * week);
        var session = clinic.Group(Timetable.Nine(75, breakAfter, breakMinutes), monday, monday).PlanSessions(clinic.Site).Single();
        foreach (var member in members)
        {
            session.Seat(member);
        }

        return session;
    }

    public static IndividualSession AnIndividualSession(this Timetable clinic, Episode episode) =>
        new(clinic.ABooking(SessionKind.Individual), episode);

    public static FamilySession AFamilySession(this Timetable clinic, Episode episode, params SupportPerson[] supporters) =>
        new(clinic.ABooking(SessionKind.Family), episode, supporters);

    public static Attendance Saw(this Timetable clinic, Session session, Id<Patient> patient, Presence presence) =>
        session.Record(patient, presence, clinic.Site.Zone, clinic.Leader, session.EndsAt);

    /// <summary>Everybody was present and has a note, and the topic is written.</summary>
    public static void LogWhole(this Timetable clinic, Session session)
    {
        foreach (var place in session.Roster)
        {
            clinic.Saw(session, place.PatientId, new Presence(AttendanceStatus.Present));
            session.Write(place.PatientId, new NoteText("Took part.", Participation.Active), clinic.Leader, session.EndsAt);
        }

        (session as GroupSession)?.WriteShared(SharedText.Empty with { Topic = "Saying no" }, clinic.Leader, session.EndsAt);
    }

    /// <summary>Objectives with these words, of a plan of this episode that was set on its first day.</summary>
    public static IReadOnlyList<Objective> Objectives(this Timetable clinic, Episode episode, params string[] texts) =>
        clinic.PlanOf(episode, texts).SetObjectives([], episode.AdmittedOn);

    public static TreatmentPlan PlanOf(this Timetable clinic, Episode episode, params string[] texts)
    {
        var plan = TreatmentPlan.Begin(episode, null, PlanKind.Comprehensive, null, null, clinic.Leader, episode.AdmittedOn, Timetable.Now);
        plan.Write(
            new PlanContent
            {
                Lines =
                [
                    Line(PlanLevel.Problem, "Drinks to get through the evening") with { Side = PlanSide.SubstanceUse },
                    Line(PlanLevel.Goal, "I want my evenings back"),
                    .. texts.Select(text => Line(PlanLevel.Objective, text)),
                ],
            },
            new HashSet<Guid>(),
            null,
            clinic.Leader,
            Timetable.Now);
        return plan;
    }

    private static PlanLine Line(PlanLevel level, string text) => new()
    {
        Key = Guid.CreateVersion7(),
        Level = level,
        Text = text,
    };

    private static Booking ABooking(this Timetable clinic, SessionKind kind) => new(
        clinic.Site,
        new Service($"{kind} session", kind, 50, countsTowardHours: true),
        Timetable.Monday,
        new TimeOnly(13, 0),
        50,
        clinic.Leader,
        clinic.Room,
        IopClinic.Domain.Schedule.SessionMode.OnSite);
}
