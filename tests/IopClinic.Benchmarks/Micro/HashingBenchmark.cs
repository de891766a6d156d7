using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using IopClinic.Domain.Notes;

namespace IopClinic.Benchmarks.Micro;

/// <summary>What a signature costs: a note of usual length put into its canonical form and hashed.</summary>
[MemoryDiagnoser]
public class HashingBenchmark
{
    private readonly string?[] _fields = ["progress-note/1", null, .. Enumerable.Repeat(new string('n', 900), 2)];

    [Benchmark]
    public byte[] Hash() => SHA256.HashData(CanonicalContent.Of(_fields).Bytes.Span);
}
