using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IopClinic.Benchmarks.EndToEnd;
using IopClinic.Benchmarks.Limit;

switch (args.FirstOrDefault())
{
    case "micro":
        // In this process: no project has to be made and built for it.
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromAssembly(typeof(Options).Assembly).Run(args.Length == 1 ? ["--filter", "*"] : args[1..], config);
        return 0;
    case "limit":
        return await LimitHost.RunAsync(args[1..]);
    case "start":
        await Start.RunAsync(Options.Of(args[1..]));
        return 0;
    case "--help" or "-h":
        Console.WriteLine(Options.Help);
        return 0;
    default:
        try
        {
            return await Benchmark.RunAsync(Options.Of(args));
        }
        catch (Exception cannot) when (cannot is FormatException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(cannot.Message);
            return 2;
        }
}
