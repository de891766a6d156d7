using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Access;

/// <summary>What somebody wants with a patient's record.</summary>
public enum PatientAction
{
    /// <summary>Know who this is: the name, how to reach them, the schedule, attendance and hours.</summary>
    SeeName,

    /// <summary>Read what care has written.</summary>
    ReadChart,

    /// <summary>Read the results of questionnaires, which intake does not.</summary>
    ReadMeasures,

    /// <summary>Read the safety plan: a crisis may come up in a group, too.</summary>
    ReadSafetyPlan,

    /// <summary>Write in the chart.</summary>
    WriteChart,

    /// <summary>Read and write the assessment by which care begins.</summary>
    Assess,

    /// <summary>Change who this is and how to reach them.</summary>
    Describe,

    /// <summary>Take the patient into a program.</summary>
    Admit,

    /// <summary>End the patient's time in a program.</summary>
    Discharge,

    /// <summary>Say who belongs to the care team.</summary>
    AppointTeam,

    /// <summary>Read who has seen and changed the record.</summary>
    ReadHistory,

    /// <summary>Keep notes for oneself. Which of them somebody reads is decided note by note.</summary>
    KeepPrivateNotes,
}

/// <summary>What of a patient decides who may come near.</summary>
/// <param name="Id">Who.</param>
/// <param name="Site">Where they are, or are to be, treated.</param>
/// <param name="InTreatment">A program treats them now.</param>
/// <param name="IsExpected">They are to be taken in: what intake writes and reads of them ends with the admission.</param>
public readonly record struct PatientState(Id<Patient> Id, Id<Site> Site, bool InTreatment, bool IsExpected);

/// <summary>Why somebody may or may not.</summary>
public enum AccessReason
{
    CareTeam,
    Emergency,
    Roster,
    SiteOffice,
    Intake,

    /// <summary>Refused: the patient is treated where this person does not work.</summary>
    OtherSite,

    /// <summary>Refused: nothing connects this person with this patient.</summary>
    Stranger,
}

/// <summary>Allowed or not, and why.</summary>
public readonly record struct AccessDecision(bool IsAllowed, AccessReason Reason);

/// <summary>
/// The one decision who may do what with whose record. Whether it is a role's work at all is said by the permission of the page;
/// here it is decided whether this patient is theirs. The lists of patients, the pages and the policies of the database answer the
/// same question in their own way, and a test holds them to this one.
/// </summary>
public static class PatientAccess
{
    public static AccessDecision Decide(Reach reach, PatientState patient, PatientAction action)
    {
        ArgumentNullException.ThrowIfNull(reach);
        if (!reach.Sites.Contains(patient.Site))
        {
            return new AccessDecision(false, AccessReason.OtherSite);
        }

        if (reach.Charts.Contains(patient.Id) && action is not PatientAction.Admit)
        {
            return new AccessDecision(true, reach.Glass.Contains(patient.Id) ? AccessReason.Emergency : AccessReason.CareTeam);
        }

        if (reach.TakesIn
            && ((patient.IsExpected && action is (PatientAction.ReadChart or PatientAction.Assess or PatientAction.ReadSafetyPlan))
                || (!patient.InTreatment && action is (PatientAction.SeeName or PatientAction.Describe or PatientAction.Admit))))
        {
            return new AccessDecision(true, AccessReason.Intake);
        }

        if (reach.SeesNamesOfSite && action is (PatientAction.SeeName or PatientAction.AppointTeam or PatientAction.ReadHistory))
        {
            return new AccessDecision(true, AccessReason.SiteOffice);
        }

        return action is (PatientAction.SeeName or PatientAction.KeepPrivateNotes or PatientAction.ReadSafetyPlan) && reach.Rosters.Contains(patient.Id)
            ? new AccessDecision(true, AccessReason.Roster)
            : new AccessDecision(false, AccessReason.Stranger);
    }
}
