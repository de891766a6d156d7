using FsCheck;
using FsCheck.Fluent;
using IopClinic.Domain.Notes;

namespace IopClinic.Domain.Tests.Notes;

public sealed class CanonicalContentTests
{
    public static TheoryData<string?[], string?[]> Neighbours => new()
    {
        { ["ab", "c"], ["a", "bc"] },
        { ["a", ""], ["a", null] },
        { ["a"], ["a", ""] },
        { ["a"], ["a", null] },
        { [null, "a"], ["a", null] },
        { ["", "a"], ["a", ""] },
        { ["a\u0000\u0000\u0000\u0001b"], ["a", "b"] },
        { ["é"], ["e\u0301"] },
        { [], [null] },
    };

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void Fields_that_moved_are_other_content(string?[] one, string?[] other) => Assert.NotEqual(Bytes(one), Bytes(other));

    [Fact]
    public void Two_different_lists_of_fields_never_share_their_bytes()
    {
        // Few letters and short fields, so that shifted and split texts meet often.
        var fields = Gen.Elements("a", "b", "\0").ListOf(3).Select(letters => string.Concat(letters))
            .Or(Gen.Elements<string?>(null, "", "a", "ab")!).ListOf().Resize(5);
        Prop.ForAll(
                Gen.Zip(fields, fields).ToArbitrary(),
                pair => pair.Item1.SequenceEqual(pair.Item2) == Bytes([.. pair.Item1]).SequenceEqual(Bytes([.. pair.Item2])))
            .QuickCheckThrowOnFailure();
    }

    private static byte[] Bytes(string?[] fields) => CanonicalContent.Of(fields).Bytes.ToArray();
}
