using CryptoFlow.Configuration;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>A real file with candles, as the writer stores them.</summary>
internal static class CandleDatabase
{
    public static void Create(string path, params (SeriesKey Series, IReadOnlyList<Candle> Candles)[] contents) => Create(path, MarketOrigin.Simulator, contents);

    public static void Create(string path, MarketOrigin origin, params (SeriesKey Series, IReadOnlyList<Candle> Candles)[] contents)
    {
        var settings = StorageSettings.From(new DatabaseOptions { Path = path }, new CryptoFlowOptions().CollectionPlan().Intervals);
        PreparedDatabase.Prepare(settings, origin).Dispose();
        using var writer = new SqliteWriteStore(StorageConnection.OpenWriter(settings), settings);
        Fill(writer, contents);
    }

    /// <summary>Adds series as a user does, to a file that exists.</summary>
    public static void AddSeries(string path, params SeriesKey[] series)
    {
        var settings = StorageSettings.From(new DatabaseOptions { Path = path }, new CryptoFlowOptions().CollectionPlan().Intervals);
        using var writer = new SqliteWriteStore(StorageConnection.OpenWriter(settings), settings);
        writer.Change(new WriterProtocol.ChangeAddedSeries(WriteId.New(), [.. series], [], TimeSpan.MaxValue));
    }

    private static void Fill(SqliteWriteStore writer, (SeriesKey Series, IReadOnlyList<Candle> Candles)[] contents)
    {
        foreach (var (series, candles) in contents)
        {
            foreach (var page in candles.Chunk(WriterProtocol.MaxCandlesPerMessage))
                writer.Store(new WriterProtocol.WriteCandles(WriteId.New(), WriteLane.Backfill, ChangeSource.Backfill, RunId.New(), series, [.. page], TimeSpan.MaxValue));
        }
    }
}
