using IopClinic.Domain.Billing;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Billing;

/// <summary>Whether a plan and a certification stood on a day, and whether a credential did.</summary>
public sealed class BillablePlansTests
{
    private static readonly DateOnly Admitted = new(2026, 9, 7);

    [Theory]
    // In time: the days since the admission are covered.
    [InlineData(24, 1, 0, true)]
    [InlineData(25, 2, 0, true)]
    [InlineData(24, 0, 0, true)]
    // Late: the days before are not.
    [InlineData(24, 2, 0, false)]
    [InlineData(24, 2, 1, false)]
    [InlineData(24, 2, 2, true)]
    [InlineData(24, 2, 400, true)]
    [InlineData(24, 0, -1, false)]
    public void A_first_plan_in_time_covers_the_days_since_the_admission(int hours, int signed, int day, bool stands) =>
        Assert.Equal(stands, (Plans(new BillablePlan(Admitted.AddDays(signed), null, null)) with { Rules = PlanRules.Usual with { InitialHours = hours } }).AreInForceOn(Admitted.AddDays(day)));

    [Fact]
    public void No_plan_stands_before_the_first_or_after_the_last_one_ended()
    {
        Assert.False(Plans().AreInForceOn(Admitted));
        var plans = Plans(new BillablePlan(Admitted, Admitted.AddDays(10), null), new(Admitted.AddDays(10), Admitted.AddDays(20), null));
        Assert.All([0, 9, 10, 11, 20], day => Assert.True(plans.AreInForceOn(Admitted.AddDays(day))));
        Assert.False(plans.AreInForceOn(Admitted.AddDays(21)));
    }

    [Theory]
    [InlineData(null, 500, true)]
    [InlineData(60, 4, false)]
    [InlineData(60, 5, true)]
    [InlineData(60, 65, true)]
    [InlineData(60, 66, false)]
    public void A_certification_covers_as_many_days_as_the_program_says(int? days, int day, bool stands)
    {
        // It stands although the version that it was given for has ended.
        var plans = Plans(new BillablePlan(Admitted, Admitted.AddDays(20), Admitted.AddDays(5)), new(Admitted.AddDays(20), null, null));
        Assert.Equal(stands, (plans with { Rules = plans.Rules with { CertificationDays = days } }).AreCertifiedOn(Admitted.AddDays(day)));
    }

    /// <summary>A plan can be certified only once it is signed: in time, that covers the first day too.</summary>
    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(2, 2, true)]
    public void A_certification_in_time_covers_the_days_since_the_admission(int certified, int day, bool stands)
    {
        var plans = Plans(new BillablePlan(Admitted.AddDays(1), null, Admitted.AddDays(certified)));
        Assert.Equal(stands, (plans with { Rules = plans.Rules with { CertificationDays = 60 } }).AreCertifiedOn(Admitted.AddDays(day)));
    }

    [Fact]
    public void A_credential_goes_with_the_service_and_with_the_day()
    {
        var service = new Service("Visit", SessionKind.Individual, 25, false);
        var person = new StaffMember(new PersonName("Ana", "Ruiz"), "ana@house.example", new Site("House", "America/New_York").Id, [Role.Clinician]);
        // Peers hold none.
        Assert.True(service.IsRenderedBy(person, Admitted));
        person.Hold([new("LPC", null, Admitted, Admitted.AddDays(2)), new("LPC", null, Admitted.AddDays(4), null)]);
        Assert.Equal([true, true, true, false, true], Enumerable.Range(0, 5).Select(day => service.IsRenderedBy(person, Admitted.AddDays(day))));
        service.Demand(["MD", "PMHNP"]);
        Assert.False(service.IsRenderedBy(person, Admitted));
        person.Hold([new("PMHNP", null, Admitted, null)]);
        Assert.True(service.IsRenderedBy(person, Admitted));
    }

    private static BillablePlans Plans(params BillablePlan[] plans) => new(Admitted, PlanRules.Usual, plans);
}
