using IopClinic.Domain.Access;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Seed.Load;

/// <summary>Somebody in treatment, and what the story has to remember of them.</summary>
internal sealed class Treated(LoadStay stay, InCare care, Chance chance)
{
    private readonly Queue<bool> _came = [];

    public LoadStay Stay { get; } = stay;

    public InCare Care { get; } = care;

    public Patient Patient => Care.Patient;

    public Episode Episode => Care.Episode;

    public Chance Chance { get; } = chance;

    public List<CareTeamMember> Team { get; } = [];

    /// <summary>The plan in force.</summary>
    public TreatmentPlan? Plan { get; set; }

    public List<Objective> Objectives { get; } = [];

    /// <summary>The last signature of their chain.</summary>
    public ChainLink? Head { get; private set; }

    /// <summary>How bad it is at the beginning, and how much better it gets in a week, for each questionnaire.</summary>
    public Dictionary<string, (double Worst, double Gain)> Course { get; } = [];

    /// <summary>Notes so far.</summary>
    public int Notes { get; set; }

    /// <summary>Of the last days on which they were expected, those on which they did not come.</summary>
    public int Missed => _came.Count(came => !came);

    /// <summary>How today goes; null while nobody expected them today.</summary>
    public DayOut? Today { get; set; }

    public void Remember(bool came)
    {
        _came.Enqueue(came);
        if (_came.Count > ShowRates.Remembered)
        {
            _came.Dequeue();
        }
    }

    public Signature Chain(Signature signature)
    {
        Head = new ChainLink(signature.Sequence, signature.Hash);
        return signature;
    }
}

/// <summary>How a patient's day goes: it is kept or missed as a whole.</summary>
/// <param name="Missed">What is written down where it is missed.</param>
/// <param name="LateBy">Minutes by which they are late for the first group; 0 for in time.</param>
/// <param name="EarlyBy">Minutes by which they leave the last group early; 0 where they stay.</param>
internal sealed record DayOut(Domain.Sessions.Presence? Missed, int LateBy, int EarlyBy);
