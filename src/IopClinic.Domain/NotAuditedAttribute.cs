namespace IopClinic.Domain;

/// <summary>
/// On a property: its change is audited by name only, because the text itself is clinical and kept elsewhere in versions.
/// On a class: rows that follow mechanically from an audited one (a roster place from an enrollment) are not audited one by one.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class NotAuditedAttribute : Attribute;
