namespace IopClinic.Domain.Patients;

/// <summary>Years of age.</summary>
public static class Age
{
    /// <summary>How old somebody is on a day. Whoever was born on February 29 has the birthday on March 1 where the year has none.</summary>
    public static int On(DateOnly born, DateOnly day) =>
        day.Year - born.Year - ((day.Month, day.Day).CompareTo((born.Month, born.Day)) < 0 ? 1 : 0);
}
