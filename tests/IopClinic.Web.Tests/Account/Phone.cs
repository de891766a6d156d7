using IopClinic.Web.Account;

namespace IopClinic.Web.Tests.Account;

/// <summary>An authenticator app: holds the secret that was typed into it and shows numbers.</summary>
internal sealed class Phone(string typed, MovableTime time)
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

    /// <summary>With an app that was added on the page of the browser, up to the recovery codes.</summary>
    public static async Task<(Phone Phone, List<string> Codes)> EnrollAsync(Browser browser, MovableTime time)
    {
        Assert.Equal("Add a second factor", browser.Heading);
        var phone = new Phone(browser.Text(".secret"), time);
        await browser.SubmitAsync("form[action*=App]", ("App.Code", phone.Number));
        Assert.Equal("Recovery codes", browser.Heading);
        return (phone, [.. browser.Page.QuerySelectorAll(".recovery-codes code").Select(code => code.TextContent)]);
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
