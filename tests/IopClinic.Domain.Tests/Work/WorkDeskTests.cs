using IopClinic.Domain.Staff;
using IopClinic.Domain.Work;

namespace IopClinic.Domain.Tests.Work;

/// <summary>Whose work it is after everything that was handed over and put off, and in which order it stands.</summary>
public sealed class WorkDeskTests
{
    private static readonly DateOnly Today = new(2026, 11, 27);
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 15, 0, 0, TimeSpan.Zero);

    private readonly Id<StaffMember> _ana = Id<StaffMember>.New();
    private readonly Id<StaffMember> _ben = Id<StaffMember>.New();
    private readonly Id<StaffMember> _cem = Id<StaffMember>.New();

    [Fact]
    public void What_is_handed_on_and_on_is_with_the_last_one()
    {
        var item = Item(WorkKind.Plan);
        var first = Give(item, _ana, _ben, Now.AddHours(-2));
        var second = Give(item, _ben, _cem, Now.AddHours(-1));

        var line = Assert.Single(WorkDesk.Lay([item], [second, first], [], Today, Now));

        Assert.Equal([_cem], line.Owners);
        Assert.Same(second, line.HandedOver);
    }

    [Fact]
    public void Of_two_owners_the_other_keeps_it_and_nobody_has_it_twice()
    {
        var item = Item(WorkKind.Note, owners: [_ana, _ben]);

        var line = Assert.Single(WorkDesk.Lay([item], [Give(item, _ana, _ben, Now.AddHours(-1))], [], Today, Now));

        Assert.Equal([_ben], line.Owners);
    }

    [Fact]
    public void What_comes_back_to_its_first_owner_is_theirs()
    {
        var item = Item(WorkKind.Plan);

        var line = Assert.Single(WorkDesk.Lay([item], [Give(item, _ana, _ben, Now.AddHours(-2)), Give(item, _ben, _ana, Now.AddHours(-1))], [], Today, Now));

        Assert.Equal([_ana], line.Owners);
    }

    [Fact]
    public void A_hand_over_of_something_else_changes_nothing()
    {
        var item = Item(WorkKind.Plan);
        var other = Item(WorkKind.Measure, subject: item.Subject);

        var line = Assert.Single(WorkDesk.Lay([item], [Give(other, _ana, _ben, Now)], [], Today, Now));

        Assert.Equal([_ana], line.Owners);
        Assert.Null(line.HandedOver);
    }

    [Fact]
    public void It_is_put_off_until_the_day_begins_and_for_the_one_who_said_so()
    {
        var item = Item(WorkKind.Note, owners: [_ana, _ben]);
        var snooze = WorkSnooze.PutOff(item, _ana, Today.AddDays(2), "  After the team meeting ", _ana, Today, Now);

        var line = Assert.Single(WorkDesk.Lay([item], [], [snooze], Today.AddDays(1), Now));
        Assert.Equal("After the team meeting", line.SnoozeOf(_ana)!.Reason);
        Assert.Null(line.SnoozeOf(_ben));
        Assert.True(line.IsOpen);
        Assert.Null(Assert.Single(WorkDesk.Lay([item], [], [snooze], Today.AddDays(2), Now)).SnoozeOf(_ana));
    }

    [Fact]
    public void The_last_word_counts()
    {
        var item = Item(WorkKind.Plan);
        var off = WorkSnooze.PutOff(item, _ana, Today.AddDays(5), "Waits for the lab", _ana, Today, Now);
        var back = WorkSnooze.TakeBack(item, _ana, _ana, Today, Now.AddMinutes(1));

        Assert.True(Assert.Single(WorkDesk.Lay([item], [], [back, off], Today, Now)).IsOpen);
        Assert.False(Assert.Single(WorkDesk.Lay([item], [], [off], Today, Now)).IsOpen);
    }

    [Fact]
    public void Who_got_it_is_not_bound_by_what_the_one_before_put_off()
    {
        var item = Item(WorkKind.Plan);
        var off = WorkSnooze.PutOff(item, _ana, Today.AddDays(5), "Waits for the lab", _ana, Today, Now);

        Assert.Empty(Assert.Single(WorkDesk.Lay([item], [Give(item, _ana, _ben, Now)], [off], Today, Now)).PutOff);
    }

    [Fact]
    public void Danger_comes_first_then_what_is_overdue_then_what_is_due_soonest_then_what_waits_longest()
    {
        var danger = Item(WorkKind.SafetyPlan, due: Today);
        var late = Item(WorkKind.Papers, due: Today.AddDays(-1));
        var hours = Item(WorkKind.Note, due: Today) with { DueAt = Now.AddHours(-1) };
        var today = Item(WorkKind.Plan, due: Today);
        var soon = Item(WorkKind.Outreach, due: Today) with { DueAt = Now.AddHours(1) };
        var old = Item(WorkKind.Assessment) with { Since = Today.AddDays(-9) };
        var fresh = Item(WorkKind.Assessment);

        Assert.Equal(
            [danger, late, hours, soon, today, old, fresh],
            WorkDesk.Lay([fresh, old, today, soon, hours, late, danger], [], [], Today, Now).Select(line => line.Item));
    }

    [Fact]
    public void A_patient_in_danger_is_not_put_off_and_what_one_person_alone_can_do_is_not_handed_over()
    {
        var refused = Assert.Throws<RuleViolation>(() => WorkSnooze.PutOff(Item(WorkKind.CriticalAnswer), _ana, Today.AddDays(1), "Later", _ana, Today, Now));
        Assert.Contains("danger", refused.Message, StringComparison.Ordinal);
        Assert.Throws<RuleViolation>(() => Give(Item(WorkKind.CoSignature), _ana, _ben, Now));
        Assert.Throws<RuleViolation>(() => Give(Item(WorkKind.Credential), _ana, _ben, Now));
    }

    [Theory]
    [InlineData(0, "Reason", "Until")]
    [InlineData(-1, "Reason", "Until")]
    [InlineData(15, "Reason", "Until")]
    [InlineData(1, " ", "Reason")]
    public void A_day_that_is_over_or_far_away_and_no_reason_are_refused(int days, string reason, string field) =>
        Assert.Equal(field, Assert.Throws<RuleViolation>(() => WorkSnooze.PutOff(Item(WorkKind.Plan), _ana, Today.AddDays(days), reason, _ana, Today, Now)).Field);

    [Fact]
    public void Nobody_hands_it_to_themselves_or_to_somebody_who_has_no_way_to_it()
    {
        var item = Item(WorkKind.Plan);
        foreach (var to in new Id<StaffMember>?[] { null, _ana, _cem })
        {
            Assert.Equal("To", Assert.Throws<RuleViolation>(() => new WorkHandOver(item, _ana, to, [_ana, _ben], "Leave", _ana, Now)).Field);
        }

        Assert.Equal("Reason", Assert.Throws<RuleViolation>(() => new WorkHandOver(item, _ana, _ben, [_ben], "", _ana, Now)).Field);
    }

    private WorkItem Item(WorkKind kind, string? subject = null, Id<StaffMember>[]? owners = null, DateOnly? due = null) =>
        new(kind, subject ?? $"{Guid.CreateVersion7()}", "What", "/Work", owners ?? [_ana], Today) { DueOn = due };

    private static WorkHandOver Give(WorkItem item, Id<StaffMember> from, Id<StaffMember> to, DateTimeOffset at) => new(item, from, to, [to], "On leave", from, at);
}
