using IopClinic.Domain.Notes;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Seed.Load;

/// <summary>What is written of a meeting: once for the group, and of each patient with the objective that it was about.</summary>
internal sealed class LoadNotes(Chance chance, TimeZoneInfo zone)
{
    private static readonly NoObjectiveReason[] Reasons = [NoObjectiveReason.Administrative, NoObjectiveReason.NewConcern, NoObjectiveReason.ReferralOrMedical];

    private readonly NoteWriter _writer = new(chance);

    public Topic TopicOf(Service service) => chance.Of(TopicStock.ByService[service.Name]);

    public static SharedText Shared(Topic topic, Service service) =>
        new(topic.Title, topic.Material, [.. service.Modalities.Take(2)], topic.Interventions, topic.Process, topic.Homework);

    public Deck<string> MembersOf(Topic topic) => _writer.MembersOf(topic);

    public NoteText ForGroup(Treated treated, Deck<string> members, Session session, Attendance attendance) =>
        Linked(_writer.ForGroup(treated.Care, members, attendance, zone, more: 3 + chance.Next(6)), treated, session);

    public NoteText Alone(Treated treated, Session session) => Linked(_writer.ForIndividual(treated.Care), treated, session);

    public void Forget(Treated treated) => _writer.Forget(treated.Patient.Id);

    private static NoteText Linked(NoteText text, Treated treated, Session session)
    {
        var number = treated.Notes++;
        var place = session.Roster.First(one => one.PatientId == treated.Patient.Id);
        var workedOn = treated.Objectives.FindAll(objective => session.IsWorkedOn(objective, place));
        if (workedOn.Count == 0)
        {
            return text;
        }

        if (treated.Chance.Next(16) == 0)
        {
            return text with
            {
                WithoutObjective = treated.Chance.Of(Reasons),
            };
        }

        var progress = Math.Clamp(2 + (number / 30) + treated.Chance.Next(-1, 2), (int)ObjectiveProgress.Setback, (int)ObjectiveProgress.GoodProgress);
        return text with
        {
            Objectives = [new ObjectiveLink(workedOn[number % workedOn.Count].Id, treated.Chance.Next(6) == 0 ? null : (ObjectiveProgress)progress)],
        };
    }
}
