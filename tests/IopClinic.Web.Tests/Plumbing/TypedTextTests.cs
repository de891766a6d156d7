using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Tests.Plumbing;

public sealed class TypedTextTests
{
    [Theory]
    [InlineData("Zoë O'Brien-Łukasz", false)]
    [InlineData("👩‍⚕️ 字 עברית", false)]
    [InlineData("first\r\nsecond\tthird", true)]
    [InlineData("", false)]
    public void What_people_write_is_welcome(string text, bool manyLines) => Assert.Null(TypedText.Fault(text, manyLines));

    [Theory]
    [InlineData("a\0", true)]
    [InlineData("a\u001B", true)]
    [InlineData("a\u007F", true)]
    [InlineData("a\u0085", true)]
    [InlineData("a\uFFFD", true)]
    [InlineData("a\uD800", true)]
    [InlineData("\uDC00a", true)]
    [InlineData("a\u202Eb", false)]
    [InlineData("a\u2066b", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\u2028b", false)]
    public void What_nobody_can_see_or_store_is_refused(string text, bool manyLines) => Assert.NotNull(TypedText.Fault(text, manyLines));

    [Fact]
    public void What_looks_the_same_is_stored_the_same()
    {
        Assert.Equal("Zo\u00EB", TypedText.Tidy("  Zoe\u0308 ", manyLines: false));
        Assert.Equal("a\nb\nc", TypedText.Tidy("a\r\nb\rc\n", manyLines: true));
        Assert.Equal(" a ", TypedText.Tidy(" a ", manyLines: false, trim: false));
    }
}
