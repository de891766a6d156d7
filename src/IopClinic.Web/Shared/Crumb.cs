namespace IopClinic.Web.Shared;

/// <summary>One step of the path that leads to a page; the last one, the page itself, has no address.</summary>
public sealed record Crumb(string Label, string? Href = null);
