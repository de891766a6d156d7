using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IopClinic.Web.Account;

/// <summary>
/// The number of an authenticator app: RFC 6238 as every app understands it, six digits from HMAC-SHA-1 over the count of thirty
/// seconds since 1970.
/// </summary>
internal static class TimedCode
{
    public const int Digits = 6;

    /// <summary>A clock may be wrong by this many steps either way.</summary>
    private const int Tolerance = 1;

    private const int SecondsPerStep = 30;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret: 160 bits, as long as the hash is.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    public static long StepAt(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / SecondsPerStep;

    public static string At(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 and every authenticator app say SHA-1; HMAC does not lean on its weak spot.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose number <paramref name="typed"/> is, or null. The digits may be typed in groups.</summary>
    public static long? StepOf(byte[] secret, string typed, DateTimeOffset now)
    {
        var digits = Encoding.ASCII.GetBytes(string.Concat(typed.Where(sign => sign is not (' ' or '-'))));
        long? found = null;
        for (var step = StepAt(now) - Tolerance; step <= StepAt(now) + Tolerance; step++)
        {
            // All three are compared, so that the time does not tell which one it was.
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(secret, step)), digits))
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>The secret as an app takes it when typed: base 32 in groups of four.</summary>
    public static string ToType(byte[] secret) =>
        string.Join(' ', Encode(secret).Chunk(4).Select(group => new string(group)));

    /// <summary>The address that the QR code holds.</summary>
    public static string ToScan(byte[] secret, string account) =>
        $"otpauth://totp/IopClinic:{Uri.EscapeDataString(account)}?secret={Encode(secret)}&issuer=IopClinic";

    private static string Encode(byte[] secret)
    {
        var text = new StringBuilder();
        int buffer = 0, bits = 0;
        foreach (var octet in secret)
        {
            buffer = (buffer << 8) | octet;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Base32[(buffer >> (bits - 5)) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Base32[(buffer << (5 - bits)) & 31]).ToString();
    }
}
