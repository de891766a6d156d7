using IopClinic.Domain.Billing;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Billing;

/// <summary>What was delivered becomes lines: codes by minutes, days of the program, and what stands against a line.</summary>
public sealed class ServiceLinesTests
{
    private const string Psychotherapy = "90832 from 16, 90834 from 38, 90837 from 53";

    private static readonly DateOnly Monday = Timetable.Monday;

    private static readonly ServiceBilling OneToOne = new(BilledBy.Session, Psychotherapy, null, "95", BesideDay: false, NeedsAuthorization: false);

    private static readonly ServiceBilling OfFamilies = new(BilledBy.Session, "90847 from 26", "90846 from 26", null, BesideDay: false, NeedsAuthorization: false);

    private static readonly ServiceBilling InTheDay = new(BilledBy.Day, "S9480 from 180", null, "95", BesideDay: false, NeedsAuthorization: true);

    private static readonly Id<Service> Skills = Id<Service>.New();

    private readonly Timetable _clinic = new();
    private readonly Episode _episode;

    public ServiceLinesTests() => _episode = _clinic.Admitted();

    [Theory]
    [InlineData(15, "90832", 0)]
    [InlineData(16, "90832", 1)]
    [InlineData(37, "90832", 1)]
    [InlineData(38, "90834", 1)]
    [InlineData(52, "90834", 1)]
    [InlineData(53, "90837", 1)]
    [InlineData(120, "90837", 1)]
    public void Psychotherapy_has_one_code_by_its_minutes(int minutes, string code, int units)
    {
        var line = Only(Session(OneToOne, minutes));
        Assert.Equal((code, units, minutes), (line.Code, line.Units, line.Minutes));
        Assert.Equal(units == 0 ? [HeldFor.TooFewMinutes] : [], line.Held);
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    [InlineData(22, 1)]
    [InlineData(23, 2)]
    [InlineData(60, 4)]
    public void Quarters_of_an_hour_are_counted_of_each_session(int minutes, int units) =>
        Assert.Equal(units, Only(Session(new(BilledBy.QuarterHours, "H0038", null, null, true, false), minutes)).Units);

    [Fact]
    public void A_group_is_one_unit_whatever_it_lasted() =>
        Assert.Equal(("90853", 1), (Only(Session(OneToOne with { Codes = "90853" }, 20)).Code, Only(Session(OneToOne with { Codes = "90853" }, 20)).Units));

    [Fact]
    public void A_family_session_is_billed_by_who_came()
    {
        var both = Session(OfFamilies, 50, SessionKind.Family) with { FamilyCame = true };
        var alone = both with { Status = AttendanceStatus.ExcusedAbsence, Attended = 0 };
        Assert.Equal(("90847", 50), (Only(both with { Booked = 60 }).Code, Only(both with { Booked = 60 }).Minutes));
        // Without the patient the minutes are the session's.
        Assert.Equal(("90846", 60, 1), (Only(alone with { Booked = 60 }).Code, Only(alone with { Booked = 60 }).Minutes, Only(alone).Units));
        Assert.Equal([HeldFor.TooFewMinutes], Only(alone with { Booked = 25 }).Held);
        Assert.Equal([HeldFor.NoFamily], Only(both with { FamilyCame = false }).Held);
        Assert.Empty(Lines([], alone with { FamilyCame = false }));
        Assert.Empty(Lines([], alone with { Billing = OfFamilies with { WithoutPatient = null } }));
    }

    [Fact]
    public void A_day_of_the_program_is_one_line_of_its_attended_minutes()
    {
        var of = Approved(AuthorizedUnit.Days);
        var line = Only([Use(of)], Session(InTheDay, 90), Session(InTheDay, 90) with { Status = AttendanceStatus.Late, Attended = 90 }, Session(InTheDay, 60) with { Status = AttendanceStatus.UnexcusedAbsence, Attended = 0 });
        Assert.Equal((true, "H0015", 1, 180, 2), (line.IsDay, line.Code, line.Units, line.Minutes, line.Sessions.Count));
        Assert.Equal((of, true), (line.Authorization, line.IsReady));
        var less = Only([Use(of)], Session(InTheDay, 90), Session(InTheDay, 89));
        Assert.Equal((0, 179, 180), (less.Units, less.Minutes, less.Needed));
        Assert.Equal([HeldFor.TooFewMinutes], less.Held);
    }

    [Fact]
    public void Without_an_approval_the_day_has_the_code_of_the_clinic_and_is_held()
    {
        var line = Only(Session(InTheDay, 180));
        Assert.Equal(("S9480", 1, 180), (line.Code, line.Units, line.Needed));
        Assert.Equal([HeldFor.NoAuthorization], line.Held);
        Assert.Empty(Only(Session(InTheDay with { NeedsAuthorization = false }, 180)).Held);
    }

    [Fact]
    public void A_day_includes_its_other_sessions_but_for_those_that_are_billed_beside_it()
    {
        var beside = Session(OneToOne with { Codes = "99213 from 20", BesideDay = true }, 25) with { Counts = false };
        var lines = Lines([Use(Approved(AuthorizedUnit.Days))], Session(InTheDay, 130), Session(OneToOne, 50), beside);
        Assert.Equal(["H0015", "99213"], lines.Select(line => line.Code));
        Assert.Equal((1, 180, 2), (lines[0].Units, lines[0].Minutes, lines[0].Sessions.Count));

        // Of a day that is too short they stand by themselves.
        lines = Lines([Use(Approved(AuthorizedUnit.Days))], Session(InTheDay, 100), Session(OneToOne, 50));
        Assert.Equal([("H0015", 0, 100), ("90834", 1, 50)], lines.Select(line => (line.Code, line.Units, line.Minutes)));
        Assert.Null(lines[1].Authorization);
    }

    [Fact]
    public void What_does_not_count_toward_the_hours_is_a_part_of_the_day_all_the_same_and_fills_none()
    {
        var other = Session(OneToOne, 50) with { Counts = false };
        var day = Only([Use(Approved(AuthorizedUnit.Days))], Session(InTheDay, 180), other);
        Assert.Equal(("H0015", 1, 180, 2), (day.Code, day.Units, day.Minutes, day.Sessions.Count));
        Assert.Equal([("H0015", 0), ("90834", 1)], Lines([Use(Approved(AuthorizedUnit.Days))], Session(InTheDay, 150), other).Select(line => (line.Code, line.Units)));
    }

    [Fact]
    public void A_day_is_billed_once_whatever_approvals_its_sessions_fall_under()
    {
        var (whole, ofOne) = (Approved(AuthorizedUnit.Days), Approved(AuthorizedUnit.Days, of: Skills));
        var other = Session(InTheDay, 120) with { ServiceId = Id<Service>.New() };
        foreach (var minutes in new[] { 60, 200 })
        {
            var day = Only([Use(ofOne), Use(whole)], Session(InTheDay, minutes), other);
            Assert.Equal((whole, 1, 120 + minutes), (day.Authorization, day.Units, day.Minutes));
        }
    }

    [Fact]
    public void A_payer_who_counts_sessions_or_quarters_gets_no_days()
    {
        var lines = Lines([Use(Approved(AuthorizedUnit.Sessions))], Session(InTheDay, 90), Session(InTheDay, 90));
        Assert.Equal([("H0015", 1, false), ("H0015", 1, false)], lines.Select(line => (line.Code, line.Units, line.IsDay)));
        Assert.Equal(6, Only([Use(Approved(AuthorizedUnit.QuarterHours))], Session(InTheDay, 90)).Units);
    }

    [Fact]
    public void What_stands_against_a_line_is_named()
    {
        var session = Session(OneToOne with { NeedsAuthorization = true }, 50);
        Assert.Equal([HeldFor.Unsigned, HeldFor.NoDiagnosis, HeldFor.NoAuthorization], Only(session with { IsSigned = false, Diagnosis = null }).Held);
        Assert.Equal([HeldFor.NotCoSigned, HeldFor.NoAuthorization], Only(session with { AwaitsCoSignature = true }).Held);
        Assert.Equal([HeldFor.NotRecorded, HeldFor.Unsigned, HeldFor.NoAuthorization], Only(session with { Status = null, Attended = 0, IsSigned = false }).Held);
        Assert.Equal([HeldFor.Unsigned], Only([Use(Approved(AuthorizedUnit.Days))], Session(InTheDay, 100), Session(InTheDay, 90) with { IsSigned = false }).Held);
    }

    [Fact]
    public void A_missing_plan_certification_or_credential_holds_a_session_and_the_day_that_includes_it()
    {
        var session = Session(OneToOne, 50);
        Assert.Equal([HeldFor.NoPlan], Only(session with { HasPlan = false }).Held);
        Assert.Equal([HeldFor.NotCertified], Only(session with { IsCertified = false }).Held);
        Assert.Equal([HeldFor.NoCredential], Only(session with { HasCredential = false }).Held);
        Assert.Equal([HeldFor.NoCredential], Only([Use(Approved(AuthorizedUnit.Days))], Session(InTheDay, 180), session with { HasCredential = false }).Held);
    }

    [Fact]
    public void Of_a_day_on_which_an_approval_runs_out_only_what_is_beyond_it_is_held()
    {
        var early = Session(InTheDay, 60);
        var late = Session(InTheDay, 60) with { StartsAt = early.StartsAt.AddHours(2) };
        var use = Use(Approved(AuthorizedUnit.Sessions), Monday) with { RunsOutAt = late.StartsAt };
        Assert.Equal([[], [HeldFor.UsedUp]], Lines([use], late, early).Select(line => line.Held));
        // What is beyond it falls under another one that has units left.
        Assert.All(Lines([use, Use(Approved(AuthorizedUnit.Sessions))], late, early), line => Assert.True(line.IsReady));
        Assert.Equal([HeldFor.UsedUp], Only([Use(Approved(AuthorizedUnit.Days), Monday)], Session(InTheDay, 90), Session(InTheDay, 90)).Held);
        Assert.Equal([HeldFor.UsedUp], Only([use], early with { Date = Monday.AddDays(1) }).Held);
    }

    [Fact]
    public void An_approval_that_is_over_taken_back_or_used_up_carries_nothing()
    {
        var session = Session(OneToOne with { NeedsAuthorization = true }, 50);
        var own = Approved(AuthorizedUnit.Sessions, Skills);
        Assert.Equal(own, Only([Use(Approved(AuthorizedUnit.Sessions)), Use(own)], session).Authorization);
        Assert.Equal([HeldFor.UsedUp], Only([Use(own, runsOutOn: Monday)], session).Held);
        Assert.Empty(Only([Use(own, runsOutOn: Monday.AddDays(1))], session).Held);
        // One that has units left comes before one that has none.
        Assert.Empty(Only([Use(own, runsOutOn: Monday), Use(Approved(AuthorizedUnit.Sessions, Skills))], session).Held);
        Assert.Equal([HeldFor.NoAuthorization], Only([Use(own)], session with { Date = Monday.AddDays(28) }).Held);
        Assert.Equal([HeldFor.NoAuthorization], Only([Use(own)], session with { ServiceId = Id<Service>.New() }).Held);
        own.Void("Entered twice", Timetable.Now);
        Assert.Equal([HeldFor.NoAuthorization], Only([Use(own)], session).Held);
    }

    [Fact]
    public void Days_and_patients_are_kept_apart_and_what_is_not_billed_is_left_out()
    {
        var other = Session(InTheDay, 90) with { PatientId = Id<Patient>.New(), EpisodeId = null };
        Assert.Equal(3, Lines([], Session(InTheDay, 90), Session(InTheDay, 90) with { Date = Monday.AddDays(1) }, other).Count);
        Assert.Empty(Lines([], Session(ServiceBilling.None, 60), Session(OneToOne, 0) with { Status = AttendanceStatus.ExcusedAbsence }));
    }

    [Fact]
    public void Telehealth_carries_the_modifier_of_its_service()
    {
        Assert.Equal("95", Only(Session(OneToOne, 50) with { Mode = SessionMode.Telehealth }).Modifier);
        Assert.Null(Only(Session(OneToOne, 50)).Modifier);
        Assert.Null(Only([], Session(InTheDay, 100), Session(InTheDay, 100) with { Mode = SessionMode.Telehealth }).Modifier);
    }

    [Theory]
    [InlineData(" 90834 FROM 38,90832 from 16 ", "90832 from 16, 90834 from 38")]
    [InlineData("h0038", "H0038")]
    [InlineData("90791 from 1", "90791")]
    public void Codes_are_kept_in_one_way_of_writing(string typed, string kept) => Assert.Equal(kept, (OneToOne with { Codes = typed }).Checked().Codes);

    [Theory]
    [InlineData(BilledBy.Session, "", null, "95", false, "Codes")]
    [InlineData(BilledBy.Session, "90832 at 16", null, "95", false, "Codes")]
    [InlineData(BilledBy.Session, "90832 from", null, "95", false, "Codes")]
    [InlineData(BilledBy.Session, "90832 from -1", null, "95", false, "Codes")]
    [InlineData(BilledBy.Session, "90832 from 481", null, "95", false, "Codes")]
    [InlineData(BilledBy.Session, "90832 from 16, 90834 from 16", null, "95", false, "Codes")]
    [InlineData(BilledBy.Session, "<b>", null, "95", false, "Codes")]
    [InlineData(BilledBy.Day, "S9480 from 180, H0015 from 200", null, "95", false, "Codes")]
    [InlineData(BilledBy.Day, "S9480", "90846", "95", false, "WithoutPatient")]
    [InlineData(BilledBy.Session, "90847", "?", "95", false, "WithoutPatient")]
    [InlineData(BilledBy.Session, "90847", null, "9", false, "TelehealthModifier")]
    [InlineData(BilledBy.Day, "S9480", null, "95", true, "BesideDay")]
    public void What_makes_no_sense_is_refused(BilledBy by, string codes, string? without, string? modifier, bool beside, string field) =>
        Assert.Equal(field, Assert.Throws<RuleViolation>(() => new ServiceBilling(by, codes, without, modifier, beside, false).Checked()).Field);

    [Fact]
    public void Only_family_sessions_have_a_code_without_the_patient()
    {
        Assert.Equal("WithoutPatient", Assert.Throws<RuleViolation>(() => _clinic.Service.Bill(OfFamilies)).Field);
        new Service("Family", SessionKind.Family, 50, true).Bill(OfFamilies);
    }

    private static ServiceLine Only(params BillableSession[] sessions) => Assert.Single(ServiceLines.Of(sessions, NoApprovals([])));

    private ServiceLine Only(IEnumerable<AuthorizationUse> approvals, params BillableSession[] sessions) => Assert.Single(Lines(approvals, sessions));

    private IReadOnlyList<ServiceLine> Lines(IEnumerable<AuthorizationUse> approvals, params BillableSession[] sessions) =>
        ServiceLines.Of(sessions, approvals.ToLookup(_ => _episode.Id));

    private static ILookup<Id<Episode>, AuthorizationUse> NoApprovals(IEnumerable<AuthorizationUse> none) => none.ToLookup(use => use.Authorization.EpisodeId);

    private PayerAuthorization Approved(AuthorizedUnit unit, Id<Service>? of = null) => new(
        _episode, new AuthorizedCare("Blue Heron", "A-1", "H0015", of, unit, 20, 180, Monday, Monday.AddDays(27)), _clinic.Leader, Timetable.Now);

    private static AuthorizationUse Use(PayerAuthorization of, DateOnly? runsOutOn = null) => new(of, 0, 0, runsOutOn);

    private BillableSession Session(ServiceBilling billing, int minutes, SessionKind kind = SessionKind.Individual) => new(
        Id<Session>.New(), _episode.PatientId, _episode.Id, Monday, Timetable.Now, Skills, "Service", kind, billing, Counts: true, SessionMode.OnSite, minutes,
        AttendanceStatus.Present, minutes, FamilyCame: false, IsSigned: true, AwaitsCoSignature: false, Id<StaffMember>.New(), "F32.1");
}
