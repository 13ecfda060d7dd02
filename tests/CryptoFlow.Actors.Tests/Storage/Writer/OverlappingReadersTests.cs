using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Testing;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Writer;

/// <summary>The checkpoint policy, the writer and SQLite together, while at every moment some reader holds a snapshot.</summary>
public sealed class OverlappingReadersTests : IDisposable
{
    /// <summary>At least this number of frames goes through the WAL: several times its bound.</summary>
    private const long WrittenFrames = 60_000;

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task The_WAL_stays_below_its_bound_although_readers_always_overlap()
    {
        var connection = _database.OpenWriter();
        using var store = new SqliteWriteStore(connection, _database.Settings);
        for (var page = 0; page < 20; page++)
            store.Put(Btc15, Page(Btc15, page * 1000, 1000));
        connection.Execute("CREATE TABLE filler (bytes)");
        connection.Execute("INSERT INTO filler VALUES (NULL)");
        using var probe = new DatabaseProbe(_database.OpenReader(), _database.Settings);
        using var stop = new CancellationTokenSource();
        var snapshots = Task.Run(() => OverlapUntil(stop.Token));

        var (peak, written, frames) = (0L, 0L, 0);
        while (written < WrittenFrames)
        {
            connection.Execute("UPDATE filler SET bytes = randomblob(2000000)");
            var look = probe.Look(tables: false);
            written += look.WalPages > frames ? look.WalPages - frames : look.WalPages;
            frames = look.WalPages;
            peak = Math.Max(peak, look.WalFileBytes);
            var due = new CheckpointInputs(look.WalPages, look.CheckpointedPages, look.WalFileBytes, CheckpointPolicy.LeastPause, TimeSpan.Zero, ReadsInFlight: 2);
            if (CheckpointPolicy.Decide(due) is { } mode)
                store.Checkpoint(mode);
        }

        await stop.CancelAsync();
        Assert.InRange(await snapshots, 100, int.MaxValue);
        Assert.InRange(peak, 1, HealthRules.WalBound);
    }

    /// <summary>Two connections of another program overlap: one starts a snapshot before the other ends its own.</summary>
    private int OverlapUntil(CancellationToken stop)
    {
        using var one = _database.Foreign(readOnly: true);
        using var two = _database.Foreign(readOnly: true);
        var (ending, beginning, count) = (one, two, 0);
        Read(ending);
        while (!stop.IsCancellationRequested)
        {
            Read(beginning);
            ending.Execute("COMMIT");
            (ending, beginning) = (beginning, ending);
            count++;
        }

        return count;

        static void Read(ForeignConnection connection)
        {
            connection.Execute("BEGIN");
            connection.Scalar<double>("SELECT sum(close) FROM candles_15");
        }
    }
}
