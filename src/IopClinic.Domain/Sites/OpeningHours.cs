namespace IopClinic.Domain.Sites;

/// <summary>When a site is open on one weekday, in the site's own time.</summary>
public sealed record OpeningHours(DayOfWeek Day, TimeOnly Opens, TimeOnly Closes);
