using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IopClinic.Web.Feeds;

/// <summary>The secret in the address of a feed: 32 random bytes, of which only the hash is kept.</summary>
internal static class FeedSecret
{
    private const int Bytes = 32;

    private static readonly int Length = Base64Url.GetEncodedLength(Bytes);

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The hash of what could be a secret; null of anything else.</summary>
    public static string? HashOf(string? secret) => secret?.Length == Length && Base64Url.IsValid(secret)
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)))
        : null;
}
