BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(IopClinic.Benchmarks.CanonicalContentBenchmark).Assembly).Run(args);
