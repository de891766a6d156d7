using IopClinic.Domain;
using IopClinic.Domain.Outreach;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;

namespace IopClinic.Web.Seed;

/// <summary>
/// The outreach of the last weeks, as the rolls opened it: somebody called an hour or two later, whoever came back was asked why, and of
/// those who stay away still one waits to be called, one was left a message and one is to be decided about.
/// </summary>
internal sealed class DemoOutreach(TimeZoneInfo zone)
{
    private const int Days = 28;

    private readonly List<(OutreachTask Task, InCare Care, DateTimeOffset At)> _over = [];

    /// <summary>One of each patient who stayed away, with every try; none is closed yet.</summary>
    public IReadOnlyList<OutreachTask> Open(IEnumerable<InCare> inCare, IEnumerable<Session> past, DateOnly today)
    {
        var rolls = past.SelectMany(session => session.Attendances.Select(seen => (
            seen.PatientId, Entry: new RollEntry(session.Id, session.ClinicDate, session.StartsAt, session.EndsAt, seen.Status)))).ToLookup(one => one.PatientId, one => one.Entry);
        return [.. inCare.Where(care => care.Episode.IsOpen).Select(care => OfOne(care, [.. rolls[care.Patient.Id].OrderBy(entry => entry.StartsAt)], today)).OfType<OutreachTask>()];
    }

    /// <summary>Closes what is over, once it is stored.</summary>
    public void Close()
    {
        foreach (var (task, care, at) in _over)
        {
            OutreachDecision? decision = task.NeedsDecision ? OutreachDecision.ReEngagement : null;
            task.Close(
                OutreachOutcome.ReachedAndReturning,
                decision,
                decision is null ? null : "A later start on Mondays while the bus does not run; the sister drives on Fridays.",
                care.Episode,
                care.Clinician,
                at);
        }
    }

    private OutreachTask? OfOne(InCare care, List<RollEntry> roll, DateOnly today)
    {
        var last = roll.FindLastIndex(entry => entry.IsUnexcused);
        if (last < 0 || roll[last].On < today.AddDays(-Days))
        {
            return null;
        }

        OutreachTask? task = null;
        foreach (var entry in AbsenceRun.Longest(roll.Take(last + 1), roll[last].StartsAt))
        {
            var written = entry.EndsAt.AddMinutes(2);
            var known = roll.TakeWhile(other => other != entry).Append(entry).ToList();
            if (task is null)
            {
                task = new OutreachTask(care.Episode, entry, AbsenceRun.Longest(known, entry.StartsAt), care.Clinician, care.Patient.Risk, zone, written);
                continue;
            }

            var before = task.Level;
            task.Follow(known, entry, care.Clinician, care.Patient.Risk, zone, written);
            if (task.Level > before)
            {
                // Of the day before, while nobody came again.
                task.Try(
                    OutreachWay.Telephone,
                    task.Tries == 0 ? OutreachResult.NoAnswer : OutreachResult.LeftMessage,
                    task.Tries == 0 ? "Rang out twice." : "Left the neutral message with the number of the house.",
                    written.AddMinutes(50), care.Clinician, written.AddMinutes(50));
            }
        }

        if (roll.Skip(last).FirstOrDefault(entry => entry.Came) is { } back)
        {
            task!.Try(OutreachWay.Telephone, OutreachResult.Reached, "Safe at home. Overslept, and was ashamed to come late.", roll[last].EndsAt.AddHours(1), care.Clinician, roll[last].EndsAt.AddHours(1));
            _over.Add((task, care, back.EndsAt));
        }

        return task;
    }
}
