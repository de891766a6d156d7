using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Seed;

/// <summary>The referral board of the demo clinic: somebody in every state, and the times that are kept for assessments.</summary>
internal sealed class DemoReferrals(DemoHouse house, DemoStaff staff, DateTimeOffset now)
{
    private readonly DateOnly _today = ClinicClock.DateIn(house.Site.Zone, now);

    private StaffMember Intake => staff.Intake;

    /// <summary>Two or three assessments on every day of the week.</summary>
    public IEnumerable<AssessmentTime> Times()
    {
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            yield return Keep(staff.Supervisor, day, new TimeOnly(9, 0), 2);
            yield return Keep(staff.Whitehorse, day, new TimeOnly(12, 30), 3);
            if (day is DayOfWeek.Tuesday or DayOfWeek.Thursday)
            {
                yield return Keep(staff.Baptiste, day, new TimeOnly(17, 15), null);
            }
        }
    }

    /// <summary>What the callers told; <paramref name="callers"/> are registered already, in the order of <see cref="DemoPeople.Callers"/>.</summary>
    public IReadOnlyList<Referral> Take(IReadOnlyList<Patient> callers)
    {
        var hospital = Open(callers[0], 30, new ReferralCall
        {
            Source = ReferralSource.Inpatient,
            CallerName = "Dana Whitfield",
            CallerRelationship = "Discharge planner",
            CallerPhone = "555 010 0177",
            Facility = "Bayside Hospital, unit 4 West",
            FacilityDischarge = _today.AddDays(1),
            Urgency = Urgency.Urgent,
            Concern = "Ten days inpatient after an overdose of prescribed tablets. Stable, no intent now, wife at home. Needs a program from Monday on.",
            Payer = "Harbor Mutual",
            MemberNumber = "HM 4471 0032",
            Availability = [PartOfDay.Morning, PartOfDay.Afternoon],
            MayContact = true,
        });
        hospital.Try(ContactWay.Phone, ContactResult.LeftMessage, "Unit clerk will pass it on.", Intake, now.AddHours(-27));
        hospital.Receive(new HandOff(_today.AddDays(-1), null, null, null), _today);

        var court = Open(callers[1], 76, new ReferralCall
        {
            Source = ReferralSource.Court,
            CallerName = "Officer L. Grant",
            CallerRelationship = "Probation officer",
            CallerPhone = "555 010 0178",
            Facility = "Circuit court, drug docket",
            Concern = "Ordered to an assessment within two weeks after a second DUI. Says he drinks “only on weekends, but all of them”.",
            Urgency = Urgency.Soon,
            Payer = "Self-pay",
            Availability = [PartOfDay.Evening],
            Constraints = [Constraint.Work, Constraint.Transport],
            ConstraintDetails = "No licence; works until 4 pm.",
            MayContact = true,
        });
        court.Try(ContactWay.Phone, ContactResult.NoAnswer, null, Intake, now.AddHours(-70));
        court.Try(ContactWay.Phone, ContactResult.Reached, "Agreed to come in the evening; will take the bus.", Intake, now.AddHours(-50));
        court.WaitFor(house.DualDiagnosis, house.Evening, WaitPriority.Usual, "Call about the next free evening seat", _today.AddDays(2), _today, now.AddHours(-49));

        var school = Open(callers[2], 5, new ReferralCall
        {
            Source = ReferralSource.School,
            CallerName = "Nadia Osei",
            CallerRelationship = "College counselor",
            Facility = "Tidewater Community College",
            Concern = "Panic attacks before every lecture since September, left two exams. Sleeps three hours a night.",
            Availability = [PartOfDay.Afternoon],
            Constraints = [Constraint.School],
            Payer = "Parent’s plan",
            PolicyHolder = "Mother",
            MayContact = true,
        });
        school.ScreenFor(house.YoungAdult, house.YoungAdult.Criteria.Select((criterion, i) => new CriterionAnswer(criterion, i == 0 ? Fit.Yes : Fit.Unknown)));

        var elsewhere = Open(callers[3], 160, new ReferralCall
        {
            Source = ReferralSource.Physician,
            CallerName = "Dr. R. Almeida",
            CallerRelationship = "Family physician",
            Concern = "Daily drinking with morning shakes, asks for help for the first time.",
            Urgency = Urgency.Soon,
            MayContact = true,
        });
        elsewhere.Try(ContactWay.Phone, ContactResult.Reached, "Withdrawal signs on the telephone.", Intake, now.AddHours(-158));
        elsewhere.Close(
            ReferralOutcome.ReferredOut, "Needs a managed withdrawal first; asked to call again afterwards.", "Bayside Hospital, detox unit", Intake.Id,
            now.AddHours(-157));

        return [hospital, court, school, elsewhere];
    }

    /// <summary>A referral whose assessment is about to be booked.</summary>
    public Referral TakeToBook(Patient caller)
    {
        var self = Open(caller, 3, new ReferralCall
        {
            Source = ReferralSource.Self,
            Concern = "“I stopped going to work and I stopped opening the mail.” Low for four months, no plans to hurt herself.",
            Availability = [PartOfDay.Morning, PartOfDay.Afternoon],
            Constraints = [Constraint.Children],
            ConstraintDetails = "Son is at school until 2 pm.",
            Payer = "State Medicaid",
            MayContact = true,
        });
        self.Try(ContactWay.Phone, ContactResult.Reached, "Took the first free time.", Intake, now.AddHours(-2));
        return self;
    }

    private Referral Open(Patient caller, int hoursAgo, ReferralCall call) => new(caller, call, Intake, _today, now.AddHours(-hoursAgo));

    private AssessmentTime Keep(StaffMember clinician, DayOfWeek day, TimeOnly at, int? room) =>
        new(house.Site, clinician, room is { } number ? house.SmallRooms[number] : null, day, at, 90);
}
