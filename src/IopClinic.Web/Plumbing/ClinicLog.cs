using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Where log lines go: readable on the console in Development, JSON otherwise, and to a file when <c>Log:File</c> names one.
/// Levels come from the section <c>Serilog</c>.
/// </summary>
internal static class ClinicLog
{
    private const string Readable = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static void AddClinicLog(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(settings)
            .Enrich.FromLogContext()
            .WriteTo.Sink(new WithoutMessages(settings.GetValue("Log:ExceptionMessages", false), to =>
            {
                if (settings.GetValue("Log:Console", true))
                {
                    if (builder.Environment.IsDevelopment())
                    {
                        to.WriteTo.Console(outputTemplate: Readable, formatProvider: CultureInfo.InvariantCulture);
                    }
                    else
                    {
                        to.WriteTo.Console(Json());
                    }
                }

                if (settings["Log:File"] is { Length: > 0 } file)
                {
                    to.WriteTo.File(Json(), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31, shared: true);
                }
            }))
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }

    private static JsonFormatter Json() => new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture);

    /// <summary>
    /// Passes log lines on without the messages of exceptions: a message may quote what somebody typed. Type, place and the
    /// database's error code remain.
    /// </summary>
    private sealed class WithoutMessages : ILogEventSink, IDisposable
    {
        private readonly bool _keepMessages;
        private readonly Logger _sinks;

        public WithoutMessages(bool keepMessages, Action<LoggerConfiguration> write)
        {
            _keepMessages = keepMessages;
            var sinks = new LoggerConfiguration().MinimumLevel.Verbose();
            write(sinks);
            _sinks = sinks.CreateLogger();
        }

        public void Emit(LogEvent logEvent)
        {
            // The framework adds the address as it was typed to every line of a request.
            logEvent.RemovePropertyIfPresent("RequestPath");
            _sinks.Write(logEvent.Exception is null || _keepMessages
                ? logEvent
                : new LogEvent(
                    logEvent.Timestamp,
                    logEvent.Level,
                    new Unspoken(logEvent.Exception),
                    logEvent.MessageTemplate,
                    logEvent.Properties.Select(property => new LogEventProperty(property.Key, property.Value)),
                    logEvent.TraceId ?? default,
                    logEvent.SpanId ?? default));
        }

        public void Dispose() => _sinks.Dispose();
    }

    /// <summary>An exception told by type and place only.</summary>
    private sealed class Unspoken(Exception told) : Exception
    {
        public override string ToString()
        {
            var lines = new List<string>();
            for (var (fault, depth) = (told, 0); fault is not null && depth < 8; fault = fault.InnerException, depth++)
            {
                var code = fault is Npgsql.PostgresException postgres ? $" {postgres.SqlState} {postgres.ConstraintName}" : "";
                lines.Add(fault.GetType().FullName + code);
                lines.Add(fault.StackTrace ?? "");
            }

            return string.Join(Environment.NewLine, lines);
        }
    }
}
