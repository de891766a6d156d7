using IopClinic.Domain.Billing;
using IopClinic.Domain.Services;

namespace IopClinic.Web.Seed;

/// <summary>
/// The services an intensive outpatient program usually offers. A new clinic starts from this list and changes it to its own:
/// lengths, prompts and modalities are its data from then on.
/// </summary>
internal static class StandardServices
{
    public const string GroupTherapy = "Group therapy";
    public const string Psychoeducation = "Psychoeducation";
    public const string SkillsWorkshop = "Skills workshop";
    public const string DbtSkills = "DBT skills";
    public const string CbtGroup = "CBT group";
    public const string RelapsePrevention = "Relapse prevention";
    public const string Art = "Art therapy";
    public const string Yoga = "Yoga and movement";
    public const string Mindfulness = "Mindfulness";
    public const string PeerSupport = "Peer support";
    public const string MultiFamily = "Multi-family group";
    public const string Individual = "Individual therapy";
    public const string Family = "Family session";
    public const string InHome = "In-home session";
    public const string Telehealth = "Telehealth session";
    public const string MedicationManagement = "Medication management";
    public const string Crisis = "Crisis session";
    public const string Intake = "Intake assessment";

    /// <summary>The list, made anew: the caller stores it.</summary>
    public static IReadOnlyList<Service> Create() =>
    [
        Offer(
            GroupTherapy,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: what this person said and did in the work of today; a few of their own words.
            Assessment: how it bears on their objectives; what helped, what got in the way; change since last time; risk.
            Plan: what they try before the next group, and what we watch for.
            """,
            "Process",
            "Interpersonal",
            "Motivational interviewing",
            "CBT"),
        Offer(
            Psychoeducation,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: what they asked, answered or recognised in themselves.
            Assessment: how well it was understood; how it fits their own story.
            Plan: how they use it, and whom they tell about it.
            """,
            "Psychoeducation",
            "CBT",
            "Motivational interviewing"),
        Offer(
            SkillsWorkshop,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: which skill was practised, how often, with how much help.
            Assessment: what they can do alone by now; what still needs a coach.
            Plan: where and when the skill is used before the next workshop.
            """,
            "Skills training",
            "CBT",
            "Problem solving"),
        Offer(
            DbtSkills,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: homework and diary card; today's skill; what they tried in the room.
            Assessment: effective or not, urges and how strong, what the chain looked like.
            Plan: the skill of the week and the situation it is meant for.
            """,
            "DBT",
            "Mindfulness",
            "Skills training"),
        Offer(
            CbtGroup,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: the situation, the thought, the feeling, what they did.
            Assessment: belief before and after; the pattern behind it.
            Plan: the experiment or the record until next time.
            """,
            "CBT",
            "Behavioral activation",
            "Exposure"),
        Offer(
            RelapsePrevention,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: use or urges since the last group, triggers met, supports called.
            Assessment: stage of change, confidence, warning signs.
            Plan: next high-risk moment and what is ready for it.
            """,
            "Relapse prevention",
            "Motivational interviewing",
            "CBT"),
        Offer(
            Art,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: material and theme chosen, how they worked, what they said about the piece.
            Assessment: feeling made visible, tolerance of the unfinished, contact with others.
            Plan: what the piece is used for next.
            """,
            "Art therapy",
            "Expressive arts"),
        Offer(
            Yoga,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: what they took part in, adaptations, breath and tension before and after.
            Assessment: body awareness, self-regulation, limits respected.
            Plan: the practice they take home.
            """,
            "Yoga",
            "Mindfulness",
            "Expressive arts"),
        Offer(
            Mindfulness,
            SessionKind.Group,
            60,
            counts: true,
            """
            Data: the practice and how long; what they noticed.
            Assessment: how they met distraction and discomfort; use outside the room.
            Plan: practice, time and place until next group.
            """,
            "Mindfulness",
            "DBT",
            "Acceptance and commitment"),
        Offer(
            PeerSupport,
            SessionKind.Group,
            60,
            counts: false,
            """
            Data: what was shared, what was offered to others.
            Assessment: connection, hope, willingness to ask for help.
            Plan: contact with others before the next meeting.
            """,
            "Peer support",
            "Recovery community"),
        Offer(
            Individual,
            SessionKind.Individual,
            50,
            counts: true,
            """
            Data: what has happened since we last met; focus of today; their words.
            Assessment: mental status in brief, progress on each objective touched, risk today.
            Plan: homework, next step, next appointment.
            """,
            "CBT",
            "DBT",
            "Motivational interviewing",
            "EMDR",
            "Acceptance and commitment"),
        Offer(
            Family,
            SessionKind.Family,
            50,
            counts: true,
            """
            Data: who took part and under which agreement; theme; what each side asked for.
            Assessment: patterns seen, support and strain, what shifted.
            Plan: agreements in plain words, who does what by when.
            """,
            "Family systems",
            "CRAFT",
            "Psychoeducation"),
        Offer(
            MultiFamily,
            SessionKind.Group,
            75,
            counts: true,
            """
            Data: who came with this person; what each side said and heard.
            Assessment: what other families made visible; support and strain at home.
            Plan: one agreement for the week, in plain words.
            """,
            "Family systems",
            "Psychoeducation",
            "CRAFT"),
        Offer(
            InHome,
            SessionKind.Individual,
            60,
            counts: true,
            """
            Data: who was at home, what was practised where it happens.
            Assessment: surroundings as help or hindrance; safety of the visit.
            Plan: what stays in place until the next visit.
            """,
            "Skills training",
            "Case management",
            "Motivational interviewing"),
        Offer(
            Telehealth,
            SessionKind.Individual,
            45,
            counts: true,
            """
            Data: where the person is, privacy and a number to call back; focus of today.
            Assessment: progress, risk, whether this medium is enough.
            Plan: next step and the way we meet.
            """,
            "CBT",
            "DBT",
            "Motivational interviewing"),
        Offer(
            MedicationManagement,
            SessionKind.Individual,
            25,
            counts: false,
            """
            Data: target symptoms, taking as agreed, effects wanted and unwanted, use of substances.
            Assessment: response, interactions, monitoring due.
            Plan: change or continue and why; what to report at once; next visit.
            """,
            "Medication management",
            "Motivational interviewing"),
        Offer(
            Crisis,
            SessionKind.Individual,
            60,
            counts: false,
            """
            Data: what happened, thoughts, plan, means, protective factors, who was told.
            Assessment: level of risk and why; level of care that fits tonight.
            Plan: safety plan, means made safe, who stays near, next contact by when.
            """,
            "Crisis intervention",
            "Safety planning"),
        Offer(
            Intake,
            SessionKind.Individual,
            90,
            counts: false,
            """
            Data: what brings them, history in their own words, what they want from us.
            Assessment: needs by area, strengths, risk, level of care that fits.
            Plan: admission or referral, first objectives, what is still to be asked.
            """,
            "Assessment",
            "Motivational interviewing"),
    ];

    private static Service Offer(string name, SessionKind kind, int minutes, bool counts, string prompts, params string[] modalities)
    {
        var service = new Service(name, kind, minutes, counts);
        service.Describe(name, minutes, counts, prompts, modalities);
        service.OfferBeforeAdmission(name == Intake);
        service.InviteFamilies(name == MultiFamily);
        service.ExpectWords(kind is SessionKind.Group ? new WordGoal(40, 150) : null);
        service.Demand(name == MedicationManagement ? ["MD", "DO", "PMHNP", "APRN", "PA"] : []);
        service.Bill(BillingOf(name, kind));
        return service;
    }

    /// <summary>Codes and minutes as many payers have them; what another one asks for is changed on the page of the service.</summary>
    private static ServiceBilling BillingOf(string name, SessionKind kind) => name switch
    {
        Individual or InHome or Telehealth => new(BilledBy.Session, "90832 from 16, 90834 from 38, 90837 from 53", null, "95", BesideDay: false, NeedsAuthorization: true),
        Family => new(BilledBy.Session, "90847 from 26", "90846 from 26", "95", BesideDay: false, NeedsAuthorization: true),
        MedicationManagement => new(BilledBy.Session, "99212 from 10, 99213 from 20, 99214 from 30, 99215 from 40", null, "95", BesideDay: true, NeedsAuthorization: false),
        Crisis => new(BilledBy.Session, "90839 from 30", null, "95", BesideDay: true, NeedsAuthorization: false),
        Intake => new(BilledBy.Session, "90791", null, "95", BesideDay: true, NeedsAuthorization: false),
        PeerSupport => new(BilledBy.QuarterHours, "H0038", null, "95", BesideDay: true, NeedsAuthorization: false),
        _ when kind is SessionKind.Group => new(BilledBy.Day, "S9480 from 180", null, "95", BesideDay: false, NeedsAuthorization: true),
        _ => ServiceBilling.None,
    };
}
