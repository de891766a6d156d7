using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Tests.Notes;

public sealed class NameGuardTests
{
    private static readonly Id<Patient> Me = Id<Patient>.New();
    private static readonly Id<Patient> Other = Id<Patient>.New();

    private static readonly NameGuard Guard = new(
    [
        new NameOnRoll(Me, "Pavel", "Novotný", null),
        new NameOnRoll(Me, "Jana Novotná"),
        new NameOnRoll(Other, "William", "Grace", "Will"),
        new NameOnRoll(Other, "María-José O’Brien"),
        new NameOnRoll(Id<Patient>.New(), "May", "Li", null),
        new NameOnRoll(Id<Patient>.New(), "Do", "Little", null),
        new NameOnRoll(Id<Patient>.New(), "Mom"),
    ]);

    [Theory]
    [InlineData("Felt understood when William spoke.", "William")]
    [InlineData("Disagreed with william twice.", "William")]
    [InlineData("Sat beside Maria after the break.", "María-José")]
    [InlineData("His sister called O'Brien's mother.", "O’Brien")]
    [InlineData("Was angry at Will for coming late.", "Will")]
    [InlineData("Will told the group about it.", "Will")]
    [InlineData("Laughed with May about the handout.", "May")]
    [InlineData("Lent Li the workbook.", "Li")]
    [InlineData("Was helped by Little in the exercise.", "Little")]
    public void A_name_of_somebody_else_is_found(string text, string name) => Assert.Equal([name], Guard.Others(text, Me));

    [Theory]
    [InlineData("Pavel came with Jana and asked Novotny's cousin.")]
    [InlineData("Will attend on Monday. Will call the sponsor.")]
    [InlineData("Plan: will try again in May, at the latest by May 12.")]
    [InlineData("Asked for grace with himself. May need more time.")]
    [InlineData("Said that he may and will go.")]
    [InlineData("Reliance on a list; believes in lithium.")]
    [InlineData("Do not call before noon. Felt a little better.")]
    [InlineData("Called Mom on Sunday.")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_name_or_ones_own_is_not(string? text) => Assert.Empty(Guard.Others(text, Me));

    [Fact]
    public void In_what_is_written_for_the_whole_group_every_name_is_somebodys() =>
        Assert.Equal(["Pavel", "William"], Guard.Others("Pavel and William led the exercise; Pavel began.", about: null));
}
