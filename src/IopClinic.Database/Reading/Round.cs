using System.Data.Common;
using Npgsql;

namespace IopClinic.Database.Reading;

/// <summary>
/// Questions that go to the database together. Each runs until it asks; when all have asked, what they asked is sent in one round trip,
/// and each runs on with its answer until it asks again. One runs at a time, so they may share a context like the steps of one method.
/// </summary>
internal sealed class Round(NpgsqlConnection connection, NpgsqlTransaction? transaction)
{
    private readonly List<Asked> _waiting = [];

    /// <summary>Over when whoever runs has asked or is done.</summary>
    private TaskCompletionSource _turn = New();

    /// <summary>Why the database answers nobody any more.</summary>
    private Exception? _failure;

    /// <summary>Runs all of them to their end.</summary>
    public async Task RunAsync(Func<Task>[] questions)
    {
        var turn = _turn;
        var all = WholeAsync();
        await turn.Task;
        while (_waiting.Count > 0)
        {
            await AnswerAsync();
        }

        await all;

        async Task WholeAsync()
        {
            try
            {
                await SplitAsync(questions);
            }
            finally
            {
                Pass();
            }
        }
    }

    /// <summary>Lets the one that runs go on as several, until all of those are done.</summary>
    public async Task SplitAsync(Func<Task>[] questions)
    {
        var (own, together, left, isBeginning) = (_turn, New(), questions.Length, true);
        var parts = new List<Task>();
        foreach (var question in questions)
        {
            var turn = _turn = New();
            parts.Add(PartAsync(question));
            await turn.Task;
        }

        (_turn, isBeginning) = (own, false);
        if (left > 0)
        {
            Pass();
            await together.Task;
        }

        await Task.WhenAll(parts);

        async Task PartAsync(Func<Task> question)
        {
            try
            {
                await question();
            }
            finally
            {
                left--;
                if (isBeginning || left > 0)
                {
                    Pass();
                }
                else
                {
                    // The last one hands its turn to whoever waits for all of them.
                    together.SetResult();
                }
            }
        }
    }

    /// <summary>Waits for what comes back; null where nobody else asks and the question goes its usual way.</summary>
    public Task<Answer?> AskAsync(DbCommand command, CancellationToken cancel)
    {
        var asked = new Asked((NpgsqlCommand)command, cancel);
        _waiting.Add(asked);
        Pass();
        return asked.Answer.Task;
    }

    private async Task AnswerAsync()
    {
        var asked = _waiting.ToArray();
        _waiting.Clear();
        var answered = 0;
        try
        {
            if (_failure is null && asked.Length == 1)
            {
                await HandAsync(asked[answered++], null);
            }
            else if (_failure is null)
            {
                await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = asked[0].Command.CommandTimeout };
                foreach (var one in asked)
                {
                    batch.BatchCommands.Add(one.TakeCommand());
                }

                await using var rows = await batch.ExecuteReaderAsync(asked[0].Cancel);
                do
                {
                    await HandAsync(asked[answered++], new Answer(rows));
                }
                while (answered < asked.Length && await rows.NextResultAsync(asked[0].Cancel));
            }
        }
        catch (Exception failure) when (answered < asked.Length)
        {
            _failure = failure;
        }

        foreach (var one in asked.Skip(answered))
        {
            _turn = New();
            one.Answer.SetException(_failure ??= new InvalidOperationException("An answer broke off, and those after it did not come."));
            await _turn.Task;
        }
    }

    private async Task HandAsync(Asked one, Answer? answer)
    {
        var turn = _turn = New();
        one.Answer.SetResult(answer);
        await turn.Task;
    }

    private void Pass() => _turn.SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Asked(NpgsqlCommand Command, CancellationToken Cancel)
    {
        public TaskCompletionSource<Answer?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The same question as a part of a batch; a parameter belongs to one command alone.</summary>
        public NpgsqlBatchCommand TakeCommand()
        {
            var parameters = Command.Parameters.ToArray();
            Command.Parameters.Clear();
            var part = new NpgsqlBatchCommand(Command.CommandText);
            foreach (var parameter in parameters)
            {
                part.Parameters.Add(parameter);
            }

            return part;
        }
    }
}
