using BenchmarkDotNet.Attributes;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Benchmarks.Inner;

/// <summary>A page of 1,000 candles between two nodes: the answer of a reader to bytes, and the bytes to the answer.</summary>
public class WireBenchmarks
{
    private const int Candles = 1_000;

    private readonly WireSerializer _serializer = new(null!, new WireCounters(NullLogger<WireCounters>.Instance, TimeProvider.System));
    private ReaderProtocol.CandlesRead _page = null!;
    private string _manifest = "";
    private byte[] _bytes = [];

    [GlobalSetup]
    public void Create()
    {
        _page = new ReaderProtocol.CandlesRead(MadeCandles.Series(0), true, MadeFile.Page(0, 0, Candles).Candles, true, 1);
        _manifest = _serializer.Manifest(_page);
        _bytes = Write();
    }

    [Benchmark]
    public byte[] Write() => _serializer.ToBinary(_page);

    [Benchmark]
    public object Read() => _serializer.FromBinary(_bytes, _manifest);
}
