using Npgsql;

namespace IopClinic.Database.Reading;

/// <summary>
/// What came back for one question of a round: the reader's result at hand. The round closes the reader, not the asker; and when the
/// round goes on, what was not read is not read any more.
/// </summary>
/// <param name="rows">The reader, which stands at this result.</param>
/// <param name="failed">Is told when the result breaks off: then the others' do not come.</param>
internal sealed class Answer(NpgsqlDataReader rows, Action<Exception> failed) : DelegatingReader(rows)
{
    private bool _isOver;

    /// <summary>The driver's own reader, which knows from which table a column was taken.</summary>
    public NpgsqlDataReader OfDriver { get; } = rows;

    public override bool IsClosed => _isOver || OfDriver.IsClosed;

    public override bool Read()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        try
        {
            return OfDriver.Read();
        }
        catch (Exception broken)
        {
            failed(broken);
            throw;
        }
    }

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        try
        {
            return await OfDriver.ReadAsync(cancellationToken);
        }
        catch (Exception broken)
        {
            failed(broken);
            throw;
        }
    }

    public override bool NextResult() => false;

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public override void Close() => _isOver = true;

    public override Task CloseAsync()
    {
        _isOver = true;
        return Task.CompletedTask;
    }
}
