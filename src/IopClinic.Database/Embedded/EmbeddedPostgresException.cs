namespace IopClinic.Database.Embedded;

/// <summary>The embedded server could not do what was asked; the message is a sentence saying what to do about it.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException(string sentence) : base(sentence)
    {
    }

    public EmbeddedPostgresException(string sentence, Exception cause) : base(sentence, cause)
    {
    }

    public EmbeddedPostgresException() : this("The embedded PostgreSQL server did not work.")
    {
    }
}
