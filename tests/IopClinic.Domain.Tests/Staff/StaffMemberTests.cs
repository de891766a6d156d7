using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Staff;

public sealed class StaffMemberTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);
    private static readonly Id<StaffMember> SomebodyElse = Id<StaffMember>.New();

    private static StaffMember Ana(params Role[] roles) =>
        new(new PersonName("Ana", "Reyes"), "ana@clinic.example", Id<Site>.New(), roles.Length == 0 ? [Role.Clinician] : roles);

    [Fact]
    public void Everybody_has_at_least_one_role()
    {
        Assert.Equal("Roles", Assert.Throws<RuleViolation>(() => Ana().Appoint([])).Field);
        Assert.Equal([Role.Clinician, Role.Intake], Ana(Role.Intake, Role.Clinician, Role.Intake).Roles);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ana")]
    public void They_sign_in_with_an_e_mail_address(string email) =>
        Assert.Equal("Email", Assert.Throws<RuleViolation>(() => Ana().Describe(new PersonName("Ana", "Reyes"), email, Id<Site>.New())).Field);

    [Theory]
    [InlineData(Role.Clinician, true)]
    [InlineData(Role.Supervisor, true)]
    [InlineData(Role.Prescriber, true)]
    [InlineData(Role.Intake, false)]
    [InlineData(Role.Administrator, false)]
    [InlineData(Role.Auditor, false)]
    public void Some_roles_make_a_clinician(Role role, bool clinician) => Assert.Equal(clinician, Ana(role).IsClinician);

    [Fact]
    public void A_signature_carries_the_credentials_valid_on_that_day()
    {
        var ana = Ana();
        ana.Hold(
        [
            new("LPC-A", null, new(2022, 1, 1), new(2024, 6, 30)),
            new(" LPC ", " 4711 ", new(2024, 7, 1), null),
            new("CSAC", null, new(2025, 1, 1), null),
        ]);

        Assert.Equal("", ana.CredentialOn(new(2021, 12, 31)));
        Assert.Equal("LPC-A", ana.CredentialOn(new(2024, 6, 30)));
        Assert.Equal("LPC", ana.CredentialOn(new(2024, 7, 1)));
        Assert.Equal("LPC, CSAC", ana.CredentialOn(new(2026, 1, 1)));
        Assert.Equal("4711", ana.Credentials[1].Licence);
    }

    [Fact]
    public void A_credential_has_a_name_and_does_not_end_before_it_begins()
    {
        Assert.Equal("Credentials", Assert.Throws<RuleViolation>(() => Ana().Hold([new("", null, new(2024, 1, 1), null)])).Field);
        Assert.Equal(
            "LPC ends before it begins.",
            Assert.Throws<RuleViolation>(() => Ana().Hold([new("LPC", null, new(2024, 1, 2), new(2024, 1, 1))])).Message);
    }

    [Fact]
    public void Nobody_supervises_themselves_and_a_co_signature_needs_a_supervisor()
    {
        var ana = Ana();

        Assert.Equal("SupervisorId", Assert.Throws<RuleViolation>(() => ana.WorkUnder(ana.Id, false)).Field);
        Assert.Equal("SupervisorId", Assert.Throws<RuleViolation>(() => ana.WorkUnder(null, true)).Field);
        ana.WorkUnder(SomebodyElse, true);
        Assert.Equal((SomebodyElse, true), (ana.SupervisorId!.Value, ana.NeedsCoSignature));
    }

    [Fact]
    public void Nobody_deactivates_themselves()
    {
        var ana = Ana();

        Assert.Throws<RuleViolation>(() => ana.Deactivate(ana.Id, otherAdministrators: 3, Now));

        Assert.True(ana.IsActive);
    }

    [Fact]
    public void The_last_administrator_is_neither_deactivated_nor_relieved()
    {
        var ana = Ana(Role.Administrator, Role.Clinician);

        Assert.Throws<RuleViolation>(() => ana.Deactivate(SomebodyElse, otherAdministrators: 0, Now));
        Assert.Equal("Roles", Assert.Throws<RuleViolation>(() => ana.Appoint([Role.Clinician], otherAdministrators: 0)).Field);
        Assert.Contains(Role.Administrator, ana.Roles);

        ana.Appoint([Role.Administrator], otherAdministrators: 0);
        ana.Deactivate(SomebodyElse, otherAdministrators: 1, Now);
        Assert.Equal(Now, ana.DeactivatedAt);
    }

    [Fact]
    public void Who_has_left_may_lose_the_role_and_come_back_without_it()
    {
        var ana = Ana(Role.Administrator);
        ana.Deactivate(SomebodyElse, otherAdministrators: 1, Now);

        ana.Appoint([Role.Intake], otherAdministrators: 0);
        ana.Reactivate();

        Assert.True(ana.IsActive);
        Assert.Equal([Role.Intake], ana.Roles);
    }
}
