using System.Buffers;
using BenchmarkDotNet.Attributes;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.Candles;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Web.CandlePages;

namespace CryptoFlow.Benchmarks.Inner;

/// <summary>Reads a page of 1,000 candles from the file and writes the bytes of the answer.</summary>
public class PageBenchmarks
{
    private readonly ArrayBufferWriter<byte> _pooled = new(1 << 20);
    private TempDirectory _directory = null!;
    private SqliteReadStore _executor = null!;
    private StorageConnection _connection = null!;
    private Statement _stretch = null!;
    private BareReader _bare = null!;
    private ReaderProtocol.ReadCandles _query = null!;
    private ReaderProtocol.CandlesRead _read = null!;

    [GlobalSetup]
    public void Create()
    {
        _directory = new TempDirectory();
        var path = _directory.File("candles.db");
        MadeFile.Create(path, series: 1, each: 50_000);
        _executor = StorageConnection.OpenReader(MadeFile.Settings(path)).HandOver(c => new SqliteReadStore(c, TimeProvider.System));
        _connection = StorageConnection.OpenReader(MadeFile.Settings(path));
        _stretch = _connection.Prepare(
            $"SELECT {CandleTables.Columns} FROM {CandleTables.NameOf(Interval.M15)} WHERE symbol = ?1 AND time >= ?2 AND time < ?3 ORDER BY time");
        _bare = new BareReader(path);
        _query = new ReaderProtocol.ReadCandles(MadeCandles.Series(0), Pages.Limit, MadeCandles.History(20_000).To, null, TimeSpan.MaxValue);
        _read = Step();
    }

    [GlobalCleanup]
    public void Delete()
    {
        _stretch.Dispose();
        _connection.Dispose();
        _executor.Dispose();
        _bare.Dispose();
        _directory.Dispose();
    }

    /// <summary>Only the query.</summary>
    [Benchmark]
    public object StepAlone() => Step();

    /// <summary>Only the JSON text, into a buffer that is reused.</summary>
    [Benchmark]
    public int FormatIntoPooled() => Format(_read, _pooled);

    /// <summary>Only the JSON text, into a new buffer that is large enough from the start.</summary>
    [Benchmark]
    public int FormatIntoNew() => Format(_read, new ArrayBufferWriter<byte>(CandlesBody.SizeHint(_read.Candles.Length)));

    [Benchmark]
    public int StepAndFormatIntoPooled() => Format(Step(), _pooled);

    /// <summary>Writes each SQLite row directly as JSON, without a candle in between. Shows what the program would gain if readers wrote answers.</summary>
    [Benchmark]
    public int StepStraightIntoText()
    {
        _pooled.ResetWrittenCount();
        var (_, to) = MadeCandles.History(20_000);
        _stretch.Bind(1, MadeCandles.Series(0).Instrument.StorageKey).Bind(2, to - (Pages.Limit * Interval.M15.Milliseconds)).Bind(3, to);
        CandlesBody.WriteStart(_pooled);
        while (_stretch.Step())
        {
            var span = _pooled.GetSpan(CandleJson.MaxBytes + 1);
            span[0] = (byte)',';
            _pooled.Advance(1 + CandleJson.Format(CandleRow.Read(_stretch), span[1..]));
        }

        _stretch.Reset();
        CandlesBody.WriteEnd(_read, _pooled);
        return _pooled.WrittenCount;
    }

    /// <summary>The minimal query, written with Utf8JsonWriter.</summary>
    [Benchmark(Baseline = true)]
    public int Bare()
    {
        _pooled.ResetWrittenCount();
        var (from, to) = MadeCandles.History(20_000);
        _bare.Write(MadeCandles.Series(0).Instrument.StorageKey, Math.Max(from, to - (Pages.Limit * Interval.M15.Milliseconds)), to, _pooled);
        return _pooled.WrittenCount;
    }

    private ReaderProtocol.CandlesRead Step() => (ReaderProtocol.CandlesRead)_executor.Answer(_query, Deadline.Never);

    private static int Format(ReaderProtocol.CandlesRead read, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        CandlesBody.Write(read, buffer);
        return buffer.WrittenCount;
    }
}
