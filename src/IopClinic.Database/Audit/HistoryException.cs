namespace IopClinic.Database.Audit;

/// <summary>A row of the history could not be written: nothing of what it would have told of is shown or saved.</summary>
public sealed class HistoryException(Exception inner) : Exception("The history could not be written.", inner);
