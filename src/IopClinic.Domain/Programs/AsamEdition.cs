namespace IopClinic.Domain.Programs;

/// <summary>An edition of the ASAM Criteria. Only the names of its dimensions are known here: its text is licensed.</summary>
public enum AsamEdition
{
    Third = 3,
    Fourth = 4,
}
