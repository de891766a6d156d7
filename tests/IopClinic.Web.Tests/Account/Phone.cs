using IopClinic.Web.Account;

namespace IopClinic.Web.Tests.Account;

/// <summary>An authenticator app: holds the secret that was typed into it and shows numbers.</summary>
internal sealed partial class Phone(string typed, MovableTime time)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly byte[] _secret = Decode(typed);

    public string Number => TimedCode.At(_secret, TimedCode.StepAt(time.GetUtcNow()));

    /// <summary>The next number that was not shown yet.</summary>
    public string Next()
    {
        time.Pass(TimeSpan.FromSeconds(60));
        return Number;
    }

    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>();
        int buffer = 0, bits = 0;
        foreach (var sign in text.Where(sign => sign != ' '))
        {
            buffer = (buffer << 5) | Base32.IndexOf(sign, StringComparison.Ordinal);
            if ((bits += 5) >= 8)
            {
                bytes.Add((byte)(buffer >> (bits -= 8)));
            }
        }

        return [.. bytes];
    }
}
