namespace IopClinic.Web.Account;

/// <summary>How somebody proved who they are; a session says so in its claim <see cref="Claim"/> (RFC 8176 names the idea).</summary>
public static class SignInMethods
{
    public const string Claim = "amr";

    /// <summary>A password alone: enough only where no second factor is demanded.</summary>
    public const string Password = "pwd";

    /// <summary>A password and the number that an authenticator app shows.</summary>
    public const string PasswordAndCode = "pwd otp";

    /// <summary>A passkey that checked its owner's finger, face or PIN: two factors in one.</summary>
    public const string Passkey = "passkey";

    /// <summary>A password and one of the printed codes.</summary>
    public const string RecoveryCode = "pwd recovery";
}
