using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Benchmarks.Data;

/// <summary>Creates database files with made candles, through the program's own storage code.</summary>
internal static class MadeFile
{
    /// <summary>The default storage settings with another path.</summary>
    public static StorageSettings Settings(string path) => StorageSettings.From(new DatabaseOptions { Path = path }, [Interval.M15, Interval.H1, Interval.H4, Interval.D1]);

    /// <summary>Creates an empty file with the program's schema.</summary>
    public static void CreateEmpty(string path, MarketOrigin origin = MarketOrigin.Exchanges) => PreparedDatabase.Prepare(Settings(path), origin).Dispose();

    /// <param name="path">Path of the file. The file must not exist yet.</param>
    /// <param name="series">Number of series.</param>
    /// <param name="each">Number of candles of each series.</param>
    /// <param name="origin">The market that the file's candles come from. A program refuses a file of another market.</param>
    public static void Create(string path, int series, long each, MarketOrigin origin = MarketOrigin.Exchanges)
    {
        CreateEmpty(path, origin);
        var settings = Settings(path);
        using var executor = StorageConnection.OpenWriter(settings).HandOver(c => new SqliteWriteStore(c, settings));
        for (var number = 0; number < series; number++)
        {
            for (var first = 0L; first < each; first += MaxCandlesPerMessage)
                executor.Store(Page(number, first, (int)Math.Min(MaxCandlesPerMessage, each - first)));
        }

        executor.Checkpoint(CheckpointMode.Truncate);
    }

    /// <summary>A message with <paramref name="count"/> candles of a series, from candle number <paramref name="first"/> on.</summary>
    public static WriteCandles Page(int series, long first, int count, int revision = 0, WriteLane lane = WriteLane.Backfill) => new(
        WriteId.New(),
        lane,
        lane == WriteLane.Sync ? ChangeSource.Sync : ChangeSource.Backfill,
        RunId.New(),
        MadeCandles.Series(series),
        [.. Enumerable.Range(0, count).Select(i => MadeCandles.At(series, first + i, revision))],
        TimeSpan.MaxValue);
}
