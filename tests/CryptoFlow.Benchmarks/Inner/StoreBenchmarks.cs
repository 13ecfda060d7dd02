using BenchmarkDotNet.Attributes;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.Engine;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Benchmarks.Inner;

/// <summary>Stores a page of 1,000 candles, up to COMMIT, without the actor. The pages are changed or unchanged candles of the same times, so the file does not grow.</summary>
public class StoreBenchmarks
{
    private const int Candles = 1_000;

    private TempDirectory _directory = null!;
    private SqliteWriteStore _executor = null!;
    private BareWriter _bare = null!;
    private WriteCandles[] _revisions = null!;
    private int _revision;

    [GlobalSetup]
    public void Create()
    {
        _directory = new TempDirectory();
        MadeFile.Create(_directory.File("program.db"), series: 1, each: 50_000);
        var settings = MadeFile.Settings(_directory.File("program.db"));
        _executor = StorageConnection.OpenWriter(settings).HandOver(c => new SqliteWriteStore(c, settings));
        _bare = new BareWriter(_directory.File("bare.db"));
        for (var first = 0; first < 50_000; first += Candles)
            _bare.Write(MadeCandles.Series(0).Instrument.StorageKey, MadeFile.Page(0, first, Candles).Candles);
        _revisions = [.. Enumerable.Range(1, 2).Select(revision => MadeFile.Page(0, 20_000, Candles, revision))];
    }

    [GlobalCleanup]
    public void Delete()
    {
        _executor.Dispose();
        _bare.Dispose();
        _directory.Dispose();
    }

    [Benchmark]
    public object Changed() => _executor.Store(Next());

    [Benchmark]
    public object Unchanged() => _executor.Store(_revisions[0]);

    [Benchmark]
    public void BareChanged() => BareStore(Next());

    [Benchmark]
    public void BareUnchanged() => BareStore(_revisions[0]);

    private WriteCandles Next() => _revisions[_revision++ % 2];

    private void BareStore(WriteCandles page) => _bare.Write(page.Series.Instrument.StorageKey, page.Candles);
}
