using System.Globalization;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>The one pool of connections to the clinic's record.</summary>
internal static class ClinicDatabase
{
    /// <summary>The connection of the role that serves pages.</summary>
    public const string Setting = "Clinic";

    /// <summary>The connection of the database's owner: migrations and commands. Where it is missing, a command takes the other.</summary>
    public const string OwnerSetting = "ClinicOwner";

    /// <summary>
    /// Commands (migrate, seed, import) may take their time; a page that waits longer than these limits is told to come back.
    /// </summary>
    public static void AddClinicDatabase(this IServiceCollection services, bool forPages)
    {
        services.AddSingleton(provider => Open(provider.GetRequiredService<IConfiguration>(), forPages));
        // A connection of the pool, and not the pool: for each pool that it is told of, EF builds the model and compiles every query anew.
        services.AddDbContext<ClinicDb>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>().CreateConnection(), contextOwnsConnection: true));
        services.AddScoped(_ => new Actor { IsBounded = forPages });
    }

    public static NpgsqlDataSource Open(IConfiguration settings, bool forPages, Action<NpgsqlDataSourceBuilder>? also = null)
    {
        // 0001-01-01 stays a date and does not turn into -infinity.
        AppContext.SetSwitch("Npgsql.DisableDateTimeInfinityConversions", true);
        return Build(Connection(settings, forPages), also);
    }

    /// <summary>
    /// One host or several: a primary with its standbys, of which the one that takes writes is looked for, also after it has become another. Every page
    /// writes a row of the history, so none can be served by a standby.
    /// </summary>
    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connection, Action<NpgsqlDataSourceBuilder>? also = null)
    {
        var wanted = connection.TargetSessionAttributes;
        RuleViolation.Unless(
            wanted is null || wanted.Equals("primary", StringComparison.OrdinalIgnoreCase) || wanted.Equals("read-write", StringComparison.OrdinalIgnoreCase),
            "Every page writes a row of the history: Target Session Attributes is primary, or left out.");
        var isSought = wanted is not null || connection.Host?.Contains(',', StringComparison.Ordinal) == true;
        // Npgsql takes it of the pool and not of the text.
        connection.TargetSessionAttributes = null;
        var source = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        also?.Invoke(source);
        return isSought ? source.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary) : source.Build();
    }

    /// <summary>More connections than the processors can serve only make everybody wait longer (DESIGN.md: p99 59 -> 19 ms).</summary>
    public static int PoolSize(IConfiguration settings) => settings.GetValue("Database:PoolSize", Math.Max(4, 2 * Environment.ProcessorCount));

    /// <summary>Connections that wait for no pool; for the few statements that must not.</summary>
    public static NpgsqlDataSource OpenApart(IConfiguration settings)
    {
        var connection = Connection(settings, forPages: true);
        connection.Pooling = false;
        return Build(connection);
    }

    private static NpgsqlConnectionStringBuilder Connection(IConfiguration settings, bool forPages)
    {
        var asOwner = !forPages && !string.IsNullOrWhiteSpace(settings.GetConnectionString(OwnerSetting));
        var connection = new NpgsqlConnectionStringBuilder(settings.GetConnectionString(asOwner ? OwnerSetting : Setting))
        {
            ApplicationName = "IopClinic",
            MaxPoolSize = PoolSize(settings),
            MinPoolSize = 0,
            IncludeErrorDetail = false,
            // Whether it was a row of the history that could not be written decides what is answered.
            IncludeFailedBatchedCommand = true,
            // A connection that kept its settings would hand one person's context to the next.
            NoResetOnClose = false,
        };
        if (settings[asOwner ? "Database:OwnerPassword" : "Database:Password"] is { } password)
        {
            connection.Password = password.Trim();
        }

        if (forPages)
        {
            var seconds = settings.GetValue("Database:StatementSeconds", 10);
            connection.Timeout = 5;
            // The policies take longer to plan than to apply: what is asked often is planned once for a connection, and for whatever is asked of it.
            connection.MaxAutoPrepare = 200;
            connection.AutoPrepareMinUsages = 3;
            connection.CommandTimeout = seconds + 2;
            connection.Options = string.Create(
                CultureInfo.InvariantCulture,
                $"{connection.Options} -c statement_timeout={seconds}s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s -c plan_cache_mode=force_generic_plan")
                .Trim();
        }
        else
        {
            connection.CommandTimeout = 0;
        }

        return connection;
    }
}
