using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace IopClinic.Database.Keys;

/// <summary>Where a sealed value stands. It opens nowhere else: not in another row, column or table.</summary>
public readonly record struct FieldPlace(string Table, string Column, Guid Row)
{
    internal byte[] Bytes => Encoding.UTF8.GetBytes($"{Table}.{Column}:{Row:D}");
}

/// <summary>
/// Encrypts single fields with AES-256-GCM. A sealed value is its edition (1 byte), the id of its key (8), a nonce (12), the tag (16)
/// and the text; the place it stands in is bound to it as associated data.
/// </summary>
public sealed class FieldCipher
{
    /// <summary>The bytes of a key.</summary>
    public const int KeyLength = 32;

    private const byte Edition = 1;
    private const int IdLength = 8;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + IdLength + NonceLength + TagLength;

    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private readonly byte[] _key;
    private readonly byte[] _keyId;

    /// <param name="key">The key that seals.</param>
    /// <param name="earlier">Keys that were used before; they only open.</param>
    public FieldCipher(byte[] key, params IEnumerable<byte[]> earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        foreach (var known in earlier.Append(key))
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(known.Length, KeyLength);
            _keys[Convert.ToHexString(IdOf(known))] = known;
        }

        (_key, _keyId) = (key, IdOf(key));
    }

    public byte[] Seal(FieldPlace place, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var whole = new byte[HeadLength + plain.Length];
        var parts = Split(whole);
        whole[0] = Edition;
        _keyId.CopyTo(parts.KeyId);
        RandomNumberGenerator.Fill(parts.Nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(parts.Nonce, plain, parts.Text, parts.Tag, place.Bytes);
        CryptographicOperations.ZeroMemory(plain);
        return whole;
    }

    /// <summary>False when the key is not known, or the value is not what was sealed in this place.</summary>
    public bool TryOpen(FieldPlace place, byte[] value, [NotNullWhen(true)] out string? text)
    {
        ArgumentNullException.ThrowIfNull(value);
        text = null;
        if (value.Length < HeadLength || value[0] != Edition)
        {
            return false;
        }

        var parts = Split(value);
        if (!_keys.TryGetValue(Convert.ToHexString(parts.KeyId), out var key))
        {
            return false;
        }

        var plain = new byte[parts.Text.Length];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(parts.Nonce, parts.Text, parts.Tag, plain, place.Bytes);
            text = Encoding.UTF8.GetString(plain);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Says which key it is and nothing about it.</summary>
    private static byte[] IdOf(byte[] key) => SHA256.HashData([.. "IopClinic field key"u8, .. key])[..IdLength];

    private static Parts Split(Span<byte> whole) => new(
        whole.Slice(1, IdLength),
        whole.Slice(1 + IdLength, NonceLength),
        whole.Slice(1 + IdLength + NonceLength, TagLength),
        whole[HeadLength..]);

    private readonly ref struct Parts(Span<byte> keyId, Span<byte> nonce, Span<byte> tag, Span<byte> text)
    {
        public Span<byte> KeyId { get; } = keyId;

        public Span<byte> Nonce { get; } = nonce;

        public Span<byte> Tag { get; } = tag;

        public Span<byte> Text { get; } = text;
    }
}
