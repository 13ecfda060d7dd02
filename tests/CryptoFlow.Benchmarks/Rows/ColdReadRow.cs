using System.Buffers;
using System.Diagnostics;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Web.CandlePages;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>Reads and writes random old pages on one thread: the program's code against a minimal query written with Utf8JsonWriter.</summary>
internal static class ColdReadRow
{
    private const int Series = 10;
    private const double Budget = 0.5;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        var each = Math.Max(5_000, run.Effort.Pages * 250L);
        using var directory = new TempDirectory();
        var path = directory.File("candles.db");
        run.Say($"cold read: {Series * each:N0} candles to read from");
        MadeFile.Create(path, Series, each);
        using var program = StorageConnection.OpenReader(MadeFile.Settings(path)).HandOver(c => new SqliteReadStore(c, TimeProvider.System));
        using var bare = new BareReader(path);
        var buffer = new ArrayBufferWriter<byte>(1 << 20);
        var history = MadeCandles.History(each);
        RefuseDifference(program, bare, history, run.Seed);

        var round = 0;
        var rates = await InTurn.CompareAsync(
            run.Effort.Rounds,
            () => RateAsync((series, end) => Program(program, series, end, buffer)),
            () => RateAsync((series, end) => Bare(bare, series, end, buffer)));
        return new RowGroup([new Row("read: random old pages, per core", new Quantity(rates.Figure, "pages/s"))
        {
            Reference = new Quantity(rates.Reference, "pages/s"),
            ReferenceIs = "bare query + Utf8JsonWriter",
            Ratio = rates.Ratio,
            Budget = $">= {Budget} x",
            Met = rates.Ratio >= Budget,
            CannotSee = "the way through router, actors and HTTP (see saturation); a disk: the file is in the system's cache.",
        }]);

        // The program and the reference read the same pages in a round.
        Task<double> RateAsync(Action<int, long> read)
        {
            var random = new Random(run.Seed + (round++ / 2));
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < run.Effort.Pages; i++)
            {
                buffer.ResetWrittenCount();
                read(random.Next(Series), Pages.RandomEnd(Interval.M15, history, random));
            }

            return Task.FromResult(run.Effort.Pages / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    private static void Program(SqliteReadStore executor, int series, long end, ArrayBufferWriter<byte> buffer)
    {
        var query = new ReaderProtocol.ReadCandles(MadeCandles.Series(series), Pages.Limit, end, null, TimeSpan.MaxValue);
        CandlesBody.Write((ReaderProtocol.CandlesRead)executor.Answer(query, Deadline.Never), buffer);
    }

    private static void Bare(BareReader reader, int series, long end, ArrayBufferWriter<byte> buffer) => reader.Write(
        MadeCandles.Series(series).Instrument.StorageKey, end - (Pages.Limit * Interval.M15.Milliseconds), end, buffer);

    /// <summary>Fails if the two do not write the same bytes between the brackets of the JSON array.</summary>
    private static void RefuseDifference(SqliteReadStore program, BareReader bare, TimeRange history, int seed)
    {
        var end = Pages.RandomEnd(Interval.M15, history, new Random(seed));
        var (ours, theirs) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        Program(program, 1, end, ours);
        Bare(bare, 1, end, theirs);
        var candles = theirs.WrittenSpan[1..^1];
        if (candles.IsEmpty || ours.WrittenSpan.IndexOf(candles) < 0)
            throw new InvalidOperationException("The program and the bare loop do not write the same candles.");
    }
}
