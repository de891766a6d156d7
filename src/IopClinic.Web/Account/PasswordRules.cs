using System.Text;
using IopClinic.Database.Staff;
using Microsoft.AspNetCore.Identity;

namespace IopClinic.Web.Account;

/// <summary>
/// A password is a long phrase that is not easily guessed: fifteen characters or more, and enough left of it after the words
/// that everybody tries first, the clinic's own words and the person's name are taken out. Nothing about capitals or digits.
/// </summary>
public sealed class PasswordRules : IPasswordValidator<StaffAccount>
{
    public const int Shortest = 15;

    /// <summary>Hashing a longer one would only keep the server busy.</summary>
    public const int Longest = 128;

    /// <summary>What must be left, in different characters, once guessable parts are gone.</summary>
    private const int OwnCharacters = 6;

    // Longest first, so that "password" goes before "pass".
    private static readonly string[] GuessedFirst =
    [
        .. new[]
        {
            "iopclinic", "intensive", "outpatient", "program", "clinic", "patient", "therapy", "therapist", "recovery", "sobriety", "sober",
            "counselor", "counselling", "counseling", "behavioral", "mentalhealth", "mental", "health", "healing", "hospital", "doctor",
            "nurse", "psychiatry", "group", "session", "wellness", "hope", "serenity", "mindful", "mindfulness",
            "password", "passphrase", "passwort", "passw0rd", "p@ssw0rd", "p@ssword", "pass", "secret", "letmein", "welcome", "admin",
            "administrator", "login", "signin", "qwertyuiop", "qwerty", "qwertz", "azerty", "asdfghjkl", "asdfgh", "zxcvbnm", "zxcvbn",
            "1q2w3e4r5t6y7u8i9o0p", "1q2w3e4r", "1qaz2wsx3edc", "1qaz2wsx", "abcdefghijklmnopqrstuvwxyz", "abcdefgh", "abcdef", "abc123",
            "abc",
            "01234567890", "1234567890", "0987654321", "987654321", "123456789", "12345678", "1234567", "123456", "12345", "1234", "123",
            "iloveyou", "iloveu", "loveyou", "princess", "sunshine", "football", "baseball", "basketball", "superman", "batman", "dragon",
            "monkey", "master", "shadow", "michael", "jordan", "ashley", "charlie", "freedom", "whatever", "trustno1", "starwars",
            "pokemon",
            "chocolate", "summer", "winter", "spring", "autumn", "january", "february", "march", "april", "june", "july", "august",
            "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
            "changeme", "default", "test", "guest", "hello", "computer", "internet", "correcthorsebatterystaple",
        }.Concat(OftenChosen()).Distinct().OrderByDescending(word => word.Length),
    ];

    /// <summary>The sentence that refuses <paramref name="password"/>, or null.</summary>
    /// <param name="names">Sign-in name, e-mail address and whatever else others know about the person.</param>
    public static string? Refusal(string password, params IEnumerable<string?> names)
    {
        if (password.Length < Shortest)
        {
            return $"Use {Shortest} characters or more. A few unrelated words in a row are easy to remember.";
        }

        if (password.Length > Longest)
        {
            return $"Use {Longest} characters or fewer.";
        }

        var typed = password.ToLowerInvariant().Normalize(NormalizationForm.FormKC);
        var left = new StringBuilder(typed);
        var known = names.OfType<string>()
            .SelectMany(name => name.ToLowerInvariant().Split('@', '.', ' ', '-', '_')).Where(part => part.Length > 2);
        foreach (var word in known.Concat(GuessedFirst))
        {
            left.Replace(word, "");
        }

        var own = left.ToString().Where(char.IsLetter).Distinct().Count();
        return own < OwnCharacters || GuessedFirst.Contains(typed)
            ? "This is easy to guess: it repeats, or is made of names, common words or words of the clinic. Choose unrelated words."
            : null;
    }

    /// <summary>From CommonPasswords.txt, which says where it comes from.</summary>
    private static List<string> OftenChosen()
    {
        using var list = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("CommonPasswords.txt")!);
        return
        [
            .. list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => !line.StartsWith('#')),
        ];
    }

    public Task<IdentityResult> ValidateAsync(UserManager<StaffAccount> manager, StaffAccount user, string? password)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Task.FromResult(Refusal(password ?? "", user.UserName, user.Email) is { } sentence
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = sentence })
            : IdentityResult.Success);
    }
}
