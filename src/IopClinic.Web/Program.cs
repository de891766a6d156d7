using System.Globalization;
using IopClinic.Domain;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web;

/// <summary>Serves the clinic, or runs one of the commands of <see cref="CommandLine"/>.</summary>
internal static class Host
{
    internal static async Task<int> Main(string[] args)
    {
        // The clinic's forms speak one culture, whatever the server's own is.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo("en-US");
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-US");

        var command = CommandLine.CommandIn(args);
        if (command is not null && !CommandLine.Knows(command))
        {
            var asked = CommandLine.IsHelp(command);
            CommandLine.WriteHelp(asked ? Console.Out : Console.Error);
            return asked ? 0 : 2;
        }

        try
        {
            return command is null ? await Serving.RunAsync(args) : await Serving.RunCommandAsync(args);
        }
        catch (RuleViolation refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C before the clinic was open, or in the middle of a command: what was begun is undone by the database. A load, which is not, says so.
            return 130;
        }
    }
}
