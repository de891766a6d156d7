using System.Data.Common;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace IopClinic.Database.Reading;

/// <summary>
/// Questions that go to the database together. Each runs until it asks; when all have asked, what they asked is sent in one round trip,
/// and each runs on with its answer until it asks again. One runs at a time, so they may share a context like the steps of one method.
/// </summary>
internal sealed class Round(NpgsqlConnection connection, NpgsqlTransaction? transaction)
{
    private readonly List<Asked> _waiting = [];

    /// <summary>Which part the code at hand belongs to.</summary>
    private readonly AsyncLocal<Part?> _running = new();

    /// <summary>Why the database answers nobody any more: what went wrong first.</summary>
    private Exception? _failure;

    /// <summary>Runs all of them to their end.</summary>
    public async Task RunAsync(Func<Task>[] questions)
    {
        var whole = new Part();
        var turn = whole.Turn;
        var all = DoAsync(whole, () => SplitAsync(questions), part => part.Pass());
        await turn.Task;
        while (_waiting.Count > 0)
        {
            await AnswerAsync();
        }

        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        await all;
    }

    /// <summary>Lets the one that runs go on as several, until all of those are done.</summary>
    public async Task SplitAsync(Func<Task>[] questions)
    {
        var me = Running();
        var (together, left, isBeginning) = (new TaskCompletionSource(), questions.Length, true);
        var parts = new List<Task>();
        foreach (var question in questions)
        {
            var part = new Part();
            var turn = part.Turn;
            parts.Add(DoAsync(part, question, Done));
            await turn.Task;
        }

        isBeginning = false;
        if (left > 0)
        {
            me.Pass();
            await together.Task;
        }

        await Task.WhenAll(parts);

        void Done(Part part)
        {
            left--;
            if (isBeginning || left > 0)
            {
                part.Pass();
            }
            else
            {
                // The last one hands its turn to whoever waits for all of them.
                me.Turn = part.Turn;
                together.SetResult();
            }
        }
    }

    /// <summary>Waits for what comes back; null where nobody else asks and the question goes its usual way.</summary>
    public Task<Answer?> AskAsync(DbCommand command, CancellationToken cancel)
    {
        var asked = new Asked(Running(), (NpgsqlCommand)command, cancel);
        asked.Part.HasAsked = true;
        _waiting.Add(asked);
        asked.Part.Pass();
        return asked.Answer.Task;
    }

    /// <summary>Who runs. A part that has not waited for its answer, or that nobody knows of, would run beside the others.</summary>
    private Part Running() => _running.Value is { HasAsked: false } part
        ? part
        : throw new InvalidOperationException("Whoever asks together waits for each answer before going on.");

    private async Task DoAsync(Part part, Func<Task> question, Action<Part> done)
    {
        _running.Value = part;
        try
        {
            await question();
        }
        finally
        {
            part.IsDone = true;
            done(part);
        }
    }

    private async Task AnswerAsync()
    {
        // Whoever ended without waiting for an answer gets none.
        var asked = _waiting.Where(one => !one.Part.IsDone).ToArray();
        _waiting.Clear();
        var answered = 0;
        try
        {
            if (_failure is null && asked.Length == 1)
            {
                await HandAsync(asked[answered++], null);
            }
            else if (_failure is null && asked.Length > 1)
            {
                await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = asked.Sum(one => one.Command.CommandTimeout) };
                foreach (var one in asked)
                {
                    batch.BatchCommands.Add(one.TakeCommand());
                }

                await using var rows = await batch.ExecuteReaderAsync(asked[0].Cancel);
                do
                {
                    await HandAsync(asked[answered++], new Answer(rows, Fail));
                }
                while (answered < asked.Length && await rows.NextResultAsync(asked[0].Cancel));
            }
        }
        catch (Exception failure)
        {
            Fail(failure);
        }

        foreach (var one in asked.Skip(answered))
        {
            Fail(new InvalidOperationException("An answer broke off, and those after it did not come."));
            var turn = one.Part.TakeTurn();
            one.Answer.SetException(_failure!);
            await turn;
        }
    }

    private static async Task HandAsync(Asked one, Answer? answer)
    {
        var turn = one.Part.TakeTurn();
        one.Answer.SetResult(answer);
        await turn;
        answer?.Close();
    }

    private void Fail(Exception failure) => _failure ??= failure;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One of those that ask together.</summary>
    private sealed class Part
    {
        /// <summary>Over when it has asked or is done.</summary>
        public TaskCompletionSource Turn { get; set; } = New();

        /// <summary>Waits for an answer.</summary>
        public bool HasAsked { get; set; }

        public bool IsDone { get; set; }

        public void Pass() => Turn.TrySetResult();

        public Task TakeTurn()
        {
            HasAsked = false;
            Turn = New();
            return Turn.Task;
        }
    }

    private sealed record Asked(Part Part, NpgsqlCommand Command, CancellationToken Cancel)
    {
        /// <summary>Whoever asked runs on as soon as the answer is set, on the same thread: no more than one runs at a time in any case.</summary>
        public TaskCompletionSource<Answer?> Answer { get; } = new();

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
