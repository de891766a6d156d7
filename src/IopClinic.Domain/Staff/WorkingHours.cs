namespace IopClinic.Domain.Staff;

/// <summary>A stretch of a weekday in which a member of staff works, in the time of the site where their day starts.</summary>
public sealed record WorkingHours(DayOfWeek Day, TimeOnly From, TimeOnly Until);
