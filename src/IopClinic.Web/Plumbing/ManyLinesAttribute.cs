using System.ComponentModel.DataAnnotations;

namespace IopClinic.Web.Plumbing;

/// <summary>A text that may have several lines, such as a note. Without it line breaks and tabs are refused.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ManyLinesAttribute() : DataTypeAttribute(DataType.MultilineText);
