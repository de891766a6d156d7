using Npgsql;

namespace IopClinic.Database.Reading;

/// <summary>What came back for one question of a round: the reader's result at hand. The round closes the reader, not the asker.</summary>
internal sealed class Answer(NpgsqlDataReader rows) : DelegatingReader(rows)
{
    private bool _isOver;

    /// <summary>The driver's own reader, which knows from which table a column was taken.</summary>
    public NpgsqlDataReader Rows { get; } = rows;

    public override bool IsClosed => _isOver || Rows.IsClosed;

    public override bool NextResult() => false;

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public override void Close() => _isOver = true;

    public override Task CloseAsync()
    {
        _isOver = true;
        return Task.CompletedTask;
    }
}
