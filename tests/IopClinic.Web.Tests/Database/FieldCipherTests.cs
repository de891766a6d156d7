using System.Security.Cryptography;
using IopClinic.Database.Keys;

namespace IopClinic.Web.Tests.Database;

public sealed class FieldCipherTests
{
    private static readonly FieldPlace Place = new("private_notes", "sealed_text", Guid.CreateVersion7());

    [Fact]
    public void What_is_sealed_opens_in_its_place_and_in_no_other()
    {
        var cipher = new FieldCipher(Key());
        var value = cipher.Seal(Place, "Ein Wort – 言葉");

        Assert.True(cipher.TryOpen(Place, value, out var text));
        Assert.Equal("Ein Wort – 言葉", text);
        Assert.False(cipher.TryOpen(Place with { Row = Guid.CreateVersion7() }, value, out _));
        Assert.False(cipher.TryOpen(Place with { Column = "other" }, value, out _));
        Assert.False(cipher.TryOpen(Place with { Table = "other" }, value, out _));
    }

    [Fact]
    public void The_same_text_is_never_sealed_alike()
    {
        var cipher = new FieldCipher(Key());

        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(cipher.Seal(Place, "text"))).Distinct().Count());
    }

    [Fact]
    public void Every_changed_bit_and_every_shortened_value_is_noticed()
    {
        var cipher = new FieldCipher(Key());
        var value = cipher.Seal(Place, "A short text");
        for (var at = 0; at < value.Length * 8; at++)
        {
            var changed = value.ToArray();
            changed[at / 8] ^= (byte)(1 << (at % 8));
            Assert.False(cipher.TryOpen(Place, changed, out _), $"Bit {at}");
        }

        Assert.All(Enumerable.Range(0, value.Length), length => Assert.False(cipher.TryOpen(Place, value[..length], out _)));
    }

    [Fact]
    public void An_earlier_key_opens_and_the_new_one_seals()
    {
        var (first, second) = (Key(), Key());
        var old = new FieldCipher(first).Seal(Place, "text");
        var cipher = new FieldCipher(second, first);

        Assert.True(cipher.TryOpen(Place, old, out _));
        Assert.False(new FieldCipher(second).TryOpen(Place, old, out _));
        Assert.True(new FieldCipher(second).TryOpen(Place, cipher.Seal(Place, "text"), out _));
        Assert.False(new FieldCipher(first).TryOpen(Place, cipher.Seal(Place, "text"), out _));
    }

    [Fact]
    public void A_key_of_another_length_is_none() => Assert.Throws<ArgumentOutOfRangeException>(() => new FieldCipher(new byte[16]));

    private static byte[] Key() => RandomNumberGenerator.GetBytes(FieldCipher.KeyLength);
}
