using System.Buffers.Text;
using BenchmarkDotNet.Attributes;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Benchmarks.Inner;

/// <summary>Formats a double as the shortest text that parses to the same double: prices, volumes, and numbers of 17 digits, which take the slower general path.</summary>
public class NumberBenchmarks
{
    private const int Numbers = 1_000;

    private readonly byte[] _text = new byte[NumberText.MaxBytes];
    private double[] _numbers = null!;

    /// <summary>The kind of numbers that the benchmark formats.</summary>
    [Params("prices", "volumes", "long")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Make() => _numbers = [.. Enumerable.Range(0, Numbers).Select(i => MadeCandles.At(0, i)).Select(c => Kind switch
    {
        "prices" => c.Close,
        "volumes" => c.Volume,
        _ => c.Close / 3,
    })];

    [Benchmark(OperationsPerInvoke = Numbers)]
    public int ByNumberText()
    {
        var length = 0;
        foreach (var number in _numbers)
            length += NumberText.Format(number, _text);
        return length;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Numbers)]
    public int ByUtf8Formatter()
    {
        var length = 0;
        foreach (var number in _numbers)
        {
            Utf8Formatter.TryFormat(number, _text, out var written);
            length += written;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = Numbers)]
    public int ByTryFormat()
    {
        var length = 0;
        foreach (var number in _numbers)
        {
            number.TryFormat(_text, out var written);
            length += written;
        }

        return length;
    }
}
