namespace IopClinic.Web.Plumbing;

/// <summary>A page of which something has to be remembered even when its form is refused, such as a try of a password.</summary>
internal interface IProveFirst
{
    /// <summary>
    /// Called once the posted form was judged, before the handler and outside its transaction. It refuses with a <see cref="Domain.RuleViolation"/>,
    /// like a handler.
    /// </summary>
    /// <param name="handler">The handler that comes after: null for <c>OnPost</c>, Passkey for <c>OnPostPasskey</c>.</param>
    Task ProveAsync(string? handler);
}
