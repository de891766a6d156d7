using System.Buffers.Binary;
using System.Globalization;
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
        using var stream = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in fields)
        {
            var text = field is null ? [] : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : text.Length);
            stream.Write(length);
            stream.Write(text);
        }

        return new CanonicalContent(stream.ToArray());
    }

    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string? Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
