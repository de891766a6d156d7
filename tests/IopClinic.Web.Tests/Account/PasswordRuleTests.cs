using IopClinic.Web.Account;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Tests.Account;

public sealed class PasswordRuleTests
{
    [Theory]
    [InlineData("1qazxsw23edcvfr4")]
    [InlineData("passwordpassword")]
    [InlineData("momsanaladventure")]
    [InlineData("Mustang-Corvette-1")]
    [InlineData("iopclinic recovery 2026")]
    [InlineData("ana.rivera@clinic.example")]
    [InlineData("Ana Rivera Ana Rivera")]
    public void What_is_tried_first_is_refused(string password) =>
        Assert.StartsWith(
            "This is easy to guess", PasswordRules.Refusal(password, "ana.rivera@clinic.example", "Ana Rivera"), StringComparison.Ordinal);

    [Theory]
    [InlineData("lantern gravel otter quilt")]
    [InlineData(DemoSignIns.Password)]
    public void A_few_unrelated_words_are_taken(string password) =>
        Assert.Null(PasswordRules.Refusal(password, "ana.rivera@clinic.example", "Ana Rivera"));
}
