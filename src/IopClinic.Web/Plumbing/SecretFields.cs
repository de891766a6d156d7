namespace IopClinic.Web.Plumbing;

/// <summary>Fields that are never written into a page, not even back to whoever typed them.</summary>
internal static class SecretFields
{
    public static bool Contains(string field) => field.Contains("password", StringComparison.OrdinalIgnoreCase);
}
