namespace IopClinic.Benchmarks.Pages;

/// <summary>What one request of a page takes, counted rather than timed: the same on every machine.</summary>
public sealed record Counted
{
    public required int RoundTrips { get; init; }

    public required int Statements { get; init; }

    /// <summary>Bytes of the answer before compression; null where the answer is no page.</summary>
    public int? HtmlBytes { get; init; }

    public required long AllocatedBytes { get; init; }

    /// <summary>Asks for a page some times and takes the least of each: what else the program does meanwhile is not the page's.</summary>
    /// <param name="page">Which.</param>
    /// <param name="wire">Between the program and its database.</param>
    /// <param name="allocated">Bytes that the request before has taken.</param>
    /// <param name="warmUp">Requests that are not counted: statements are prepared with the third.</param>
    /// <param name="counted">Requests that are.</param>
    public static async Task<Counted> CountAsync(MeasuredPage page, Wire wire, Func<Task<long>> allocated, int warmUp, int counted)
    {
        var request = page.IsPreparedEachTime ? null : await page.PrepareAsync();
        Counted? least = null;
        for (var round = 0; round < warmUp + counted; round++)
        {
            var ask = request ?? await page.PrepareAsync() ?? throw new InvalidOperationException($"{page.Name}: nothing is left to send.");
            var before = wire.Crossed;
            var answer = await ask();
            var crossed = wire.Crossed - before;
            if (answer.Status != page.Wanted)
            {
                throw new InvalidOperationException($"{page.Name} was answered with {(int)answer.Status} rather than {(int)page.Wanted}:\n{Visitor.Said(answer)}");
            }

            var bytes = await allocated();
            if (round >= warmUp)
            {
                var now = new Counted
                {
                    RoundTrips = crossed.RoundTrips,
                    Statements = crossed.Statements,
                    HtmlBytes = page.TellsHtml ? answer.Body.Length : null,
                    AllocatedBytes = bytes,
                };
                least = least is null ? now : new Counted
                {
                    RoundTrips = Math.Min(least.RoundTrips, now.RoundTrips),
                    Statements = Math.Min(least.Statements, now.Statements),
                    HtmlBytes = page.TellsHtml ? Math.Min(least.HtmlBytes!.Value, now.HtmlBytes!.Value) : null,
                    AllocatedBytes = Math.Min(least.AllocatedBytes, now.AllocatedBytes),
                };
            }
        }

        return least!;
    }
}
