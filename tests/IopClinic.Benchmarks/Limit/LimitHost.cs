using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IopClinic.Benchmarks.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopClinic.Benchmarks.Limit;

/// <summary>
/// How fast the pages could be at most on this machine: Kestrel, the database's own driver, one batch and bytes written by hand. Except
/// where signing in is what is measured, nobody signs in and nothing is checked; it is a measure and no program, and answers this machine alone while it is measured.
/// </summary>
internal static class LimitHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        var places = JsonSerializer.Deserialize<Places>(await File.ReadAllTextAsync(Environment.GetEnvironmentVariable("LIMIT_PLACES")!))!;
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("LIMIT_DATABASE"))
        {
            MaxPoolSize = Math.Max(4, 2 * Environment.ProcessorCount),
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 3,
            Options = "-c plan_cache_mode=force_generic_plan",
            NoResetOnClose = true,
        });
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        var reads = LimitReads.Of(places);
        app.Run(context => AnswerAsync(context, database, places, reads));
        await app.RunAsync();
        return 0;
    }

    public static NpgsqlBatchCommand CommandOf(Asked asked)
    {
        var command = new NpgsqlBatchCommand(asked.Sql);
        foreach (var value in asked.Values)
        {
            command.Parameters.Add(value switch
            {
                Guid key => new NpgsqlParameter<Guid> { TypedValue = key },
                DateOnly date => new NpgsqlParameter<DateOnly> { TypedValue = date },
                string text => new NpgsqlParameter<string> { TypedValue = text },
                DBNull => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                _ => new NpgsqlParameter { Value = value },
            });
        }

        return command;
    }

    private static async Task AnswerAsync(HttpContext context, NpgsqlDataSource database, Places places, Dictionary<string, Asked[]> reads)
    {
        var name = context.Request.Path.Value![1..];
        if (name == "ready")
        {
            return;
        }

        if (reads.TryGetValue(name, out var asked))
        {
            await ShowAsync(context, database, asked);
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (name == "sign-in")
        {
            context.Response.StatusCode = await LimitWrites.SignInAsync(database, form["name"]!, form["password"]!) ? StatusCodes.Status302Found : StatusCodes.Status422UnprocessableEntity;
            return;
        }

        var session = Guid.Parse(form["session"]!, CultureInfo.InvariantCulture);
        var writes = name switch
        {
            "autosave-12" or "autosave-40" => LimitWrites.Autosave(places, session, int.Parse(form["row"]!, CultureInfo.InvariantCulture), form["text"]!),
            "save-12" => LimitWrites.Save(places, session, form["text"].ToArray()!),
            "sign-12" => LimitWrites.Sign(places, session),
            _ => null,
        };
        if (writes is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using var batch = database.CreateBatch();
        foreach (var write in writes)
        {
            batch.BatchCommands.Add(CommandOf(write));
        }

        await batch.ExecuteNonQueryAsync(context.RequestAborted);
        context.Response.StatusCode = name.StartsWith("autosave", StringComparison.Ordinal) ? StatusCodes.Status200OK : StatusCodes.Status302Found;
    }

    /// <summary>Every row of every answer as a table: no template, no model, no layout.</summary>
    private static async Task ShowAsync(HttpContext context, NpgsqlDataSource database, Asked[] asked)
    {
        await using var batch = database.CreateBatch();
        foreach (var one in asked)
        {
            batch.BatchCommands.Add(CommandOf(one));
        }

        var html = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><title>The limit</title></head><body>", 16 * 1024);
        await using (var answers = await batch.ExecuteReaderAsync(context.RequestAborted))
        {
            do
            {
                html.Append("<table>");
                while (await answers.ReadAsync(context.RequestAborted))
                {
                    html.Append("<tr>");
                    for (var at = 0; at < answers.FieldCount; at++)
                    {
                        html.Append("<td>");
                        if (!answers.IsDBNull(at))
                        {
                            html.Append(answers.GetValue(at) switch
                            {
                                string text => HtmlEncoder.Default.Encode(text),
                                IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                                var other => other.ToString(),
                            });
                        }

                        html.Append("</td>");
                    }

                    html.Append("</tr>");
                }

                html.Append("</table>");
            }
            while (await answers.NextResultAsync(context.RequestAborted));
        }

        html.Append("</body></html>");
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }
}
