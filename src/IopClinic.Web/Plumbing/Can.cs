namespace IopClinic.Web.Plumbing;

/// <summary>
/// Everything a staff member can be allowed to do. A page names exactly one of these: <c>[Authorize(Can.ReadCharts)]</c>.
/// Who may is decided in <see cref="Permissions"/>.
/// </summary>
public static class Can
{
    /// <summary>See one's own day.</summary>
    public const string UseToday = nameof(UseToday);

    /// <summary>See what waits, for oneself and for one's team.</summary>
    public const string SeeWork = nameof(SeeWork);

    /// <summary>Find people by name, number, phone or birth date, and see the banner.</summary>
    public const string FindPatients = nameof(FindPatients);

    /// <summary>Read the clinical content of a chart.</summary>
    public const string ReadCharts = nameof(ReadCharts);

    /// <summary>Read progress notes.</summary>
    public const string ReadNotes = nameof(ReadNotes);

    /// <summary>Read answers to questionnaires, and their results.</summary>
    public const string ReadMeasures = nameof(ReadMeasures);

    /// <summary>Give questionnaires, enter their answers, withdraw mistaken ones.</summary>
    public const string GiveMeasures = nameof(GiveMeasures);

    /// <summary>Write notes for oneself that stand outside the record.</summary>
    public const string KeepPrivateNotes = nameof(KeepPrivateNotes);

    /// <summary>Read and write the assessment by which care begins.</summary>
    public const string Assess = nameof(Assess);

    /// <summary>Read safety plans. Who writes them: <see cref="Assess"/>.</summary>
    public const string ReadSafetyPlans = nameof(ReadSafetyPlans);

    /// <summary>Write, sign and review treatment plans.</summary>
    public const string WritePlans = nameof(WritePlans);

    public const string RegisterPatients = nameof(RegisterPatients);

    /// <summary>Change who a patient is and how to reach them.</summary>
    public const string DescribePatients = nameof(DescribePatients);

    /// <summary>Take referrals, keep the board and the waitlist.</summary>
    public const string TakeReferrals = nameof(TakeReferrals);

    /// <summary>Say when intake assessments can take place.</summary>
    public const string KeepAssessmentTimes = nameof(KeepAssessmentTimes);

    /// <summary>Admit to a program and track.</summary>
    public const string AdmitPatients = nameof(AdmitPatients);

    /// <summary>Decide whether somebody is admitted before the assessment is signed.</summary>
    public const string DecideAdmissions = nameof(DecideAdmissions);

    /// <summary>Keep a patient's consents and notices.</summary>
    public const string KeepPapers = nameof(KeepPapers);

    /// <summary>End a patient's time in a program.</summary>
    public const string DischargePatients = nameof(DischargePatients);

    /// <summary>Say who belongs to a patient's care team.</summary>
    public const string AppointTeams = nameof(AppointTeams);

    /// <summary>Open the record of a patient who is not theirs, in an emergency.</summary>
    public const string BreakGlass = nameof(BreakGlass);

    /// <summary>Work through the records that were opened in an emergency.</summary>
    public const string ReviewGlass = nameof(ReviewGlass);

    public const string ImportPatients = nameof(ImportPatients);

    public const string ReadSchedule = nameof(ReadSchedule);

    /// <summary>Build groups, and enroll into them.</summary>
    public const string ManageGroups = nameof(ManageGroups);

    /// <summary>Book one-to-one and family sessions.</summary>
    public const string BookSessions = nameof(BookSessions);

    /// <summary>Take attendance, write notes and sign them.</summary>
    public const string LogSessions = nameof(LogSessions);

    public const string ReadAttendance = nameof(ReadAttendance);

    /// <summary>Read what those signed whose work they answer for, and stand by it or return it.</summary>
    public const string CoSign = nameof(CoSign);

    /// <summary>See the census and the figures of attendance.</summary>
    public const string ReadInsight = nameof(ReadInsight);

    /// <summary>Keep the quick phrases of the whole site.</summary>
    public const string SharePhrases = nameof(SharePhrases);

    /// <summary>Write down what payers approved.</summary>
    public const string KeepAuthorizations = nameof(KeepAuthorizations);

    /// <summary>Read what is billed of the sessions that were delivered: code, units, clinician and the principal diagnosis, and nothing else of the record.</summary>
    public const string BillServices = nameof(BillServices);

    /// <summary>Vouch for the hours of a program's week. It covers every patient of the program, so it is for whoever sees all of them.</summary>
    public const string SignOffWeeks = nameof(SignOffWeeks);

    /// <summary>Sites, rooms, staff, programs, tracks and session services.</summary>
    public const string SetUpClinic = nameof(SetUpClinic);

    /// <summary>Who read and who changed what.</summary>
    public const string ReadHistory = nameof(ReadHistory);

    /// <summary>One's own password and sessions.</summary>
    public const string OwnAccount = nameof(OwnAccount);
}
