using FluentValidation;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Account;

/// <summary>An authenticator app about to be added: what the page shows of its secret.</summary>
/// <param name="Sealed">The secret, for the form.</param>
/// <param name="ToType">The secret, for the hand.</param>
/// <param name="Picture">The path of the QR code in an SVG of <paramref name="Size"/> by <paramref name="Size"/>, quiet zone included.</param>
internal sealed record AppDraft(string Sealed, string ToType, string Picture, int Size)
{
    /// <summary>The draft that was sent back; a new one where there is none, or it is not this person's.</summary>
    public static AppDraft For(SignedInStaff staff, SecondFactors factors, string account, string? sent)
    {
        var secret = factors.SecretIn(staff.Id.Value, sent) ?? TimedCode.NewSecret();
        var (picture, size) = QrPicture.Of(TimedCode.ToScan(secret, account));
        return new AppDraft(factors.Draft(staff.Id.Value, secret), TimedCode.ToType(secret), picture, size);
    }
}

/// <summary>The form that adds an authenticator app, on whichever page it stands.</summary>
public sealed class AppForm
{
    /// <summary>The sealed secret (<see cref="SecondFactors.Draft"/>).</summary>
    public string Draft { get; set; } = "";

    public string Code { get; set; } = "";

    public string? Kept { get; set; }

    public sealed class Validator : AbstractValidator<AppForm>
    {
        public Validator()
        {
            RuleFor(form => form.Code)
                .NotEmpty().WithMessage("Enter the six digits that the app shows.")
                .MaximumLength(20).WithMessage("The number has six digits.");
            RuleFor(form => form.Draft).MaximumLength(400);
        }
    }
}

/// <summary>The form that adds a passkey, on whichever page it stands.</summary>
public sealed class NewPasskeyForm
{
    /// <summary>What the browser answered (<c>passkeys.js</c>).</summary>
    public string Answer { get; set; } = "";

    public string? Name { get; set; }

    public string? Kept { get; set; }

    /// <summary>The key of an invitation, where the passkey comes with one.</summary>
    public string? Key { get; set; }

    internal const string NotMade = "No passkey was made. Try it again; the question holds five minutes.";

    public sealed class Validator : AbstractValidator<NewPasskeyForm>
    {
        public Validator()
        {
            RuleFor(form => form.Answer)
                .NotEmpty().WithMessage(NotMade).MaximumLength(Passkeys.LongestAnswer).WithMessage(NotMade);
            RuleFor(form => form.Name).MaximumLength(Passkeys.LongestName)
                .WithMessage($"Shorten the name to {Passkeys.LongestName} characters.");
            RuleFor(form => form.Key).MaximumLength(100);
        }
    }
}
