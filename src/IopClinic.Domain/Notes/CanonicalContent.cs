using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IopClinic.Domain.Notes;

/// <summary>
/// What a signature covers, as bytes that two computations always agree on: each field as its UTF-8 length and text,
/// an absent field as length -1, so that no two different contents share their bytes.
/// </summary>
public sealed class CanonicalContent
{
    private CanonicalContent(byte[] bytes) => Bytes = bytes;

    public ReadOnlyMemory<byte> Bytes { get; }

    public static CanonicalContent Of(IEnumerable<string?> fields)
    {
        var all = fields as IReadOnlyCollection<string?> ?? [.. fields];
        var bytes = new byte[all.Sum(field => sizeof(int) + (field is null ? 0 : Encoding.UTF8.GetByteCount(field)))];
        var rest = bytes.AsSpan();
        foreach (var field in all)
        {
            var length = field is null ? 0 : Encoding.UTF8.GetBytes(field, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, field is null ? -1 : length);
            rest = rest[(sizeof(int) + length)..];
        }

        return new CanonicalContent(bytes);
    }

    /// <summary>SHA-256 of it, in lower-case hexadecimal: what another content says where it refers to this one.</summary>
    public string Print => Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));

    /// <summary>The content that was kept as these bytes.</summary>
    public static CanonicalContent Kept(byte[] bytes) => new(bytes);

    /// <summary>The fields again, in their order.</summary>
    public IReadOnlyList<string?> Fields()
    {
        var fields = new List<string?>();
        for (var rest = Bytes.Span; rest.Length > 0;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[sizeof(int)..];
            fields.Add(length < 0 ? null : Encoding.UTF8.GetString(rest[..length]));
            rest = rest[Math.Max(length, 0)..];
        }

        return fields;
    }

    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string? Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
