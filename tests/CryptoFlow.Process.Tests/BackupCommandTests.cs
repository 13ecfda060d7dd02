using System.Text.Json;
using CryptoFlow.Processes.Support;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Processes;

/// <summary>The commands <c>backup</c> and <c>restore</c> as a user starts them.</summary>
[Collection(TestLane.Commands)]
public sealed class BackupCommandTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    private const int Candles = 300_000;

    private static readonly Dictionary<string, string?> Environment = [];

    private string Backup => Directory.File("backup/candles.db");

    [Fact]
    public async Task A_backup_that_is_killed_leaves_nothing_under_its_name_and_the_next_one_removes_what_it_left()
    {
        Fill();
        await using (var killed = Run("backup", "--out", Backup))
        {
            await Eventually.HoldsAsync(() => Task.FromResult(Partials().Length > 0 || killed.HasExited), Patience, "the copy has begun");
            killed.Kill();
            await killed.ExitAsync(Patience);
        }

        Assert.False(File.Exists(Backup));
        Assert.NotEmpty(Partials());

        await using var next = Run("backup", "--out", Backup, "--json");
        Assert.True(await next.ExitAsync(Patience) == 0, next.Transcript());
        Assert.Empty(Partials());
        var answer = JsonDocument.Parse(Assert.Single(next.Output)).RootElement;
        Assert.Equal(Candles, answer.GetProperty("candles").GetInt64());
        await using var check = Run("backup", "--check", Backup);
        Assert.True(await check.ExitAsync(Patience) == 0, check.Transcript());
    }

    [Fact]
    public async Task A_restore_is_refused_while_a_process_writes_and_then_puts_the_candles_back()
    {
        Fill();
        await using (var made = Run("backup", "--out", Backup))
            Assert.True(await made.ExitAsync(Patience) == 0, made.Transcript());
        using (var file = new ForeignConnection(Database))
            file.Execute("DELETE FROM candles_15");

        using (DatabaseLock.Acquire(Database))
        {
            await using var refused = Run("restore", "--from", Backup);
            Assert.Equal(1, await refused.ExitAsync(Patience));
            Assert.StartsWith($"Another process writes the database {Database}", Assert.Single(refused.Error), StringComparison.Ordinal);
        }

        await using var restored = Run("restore", "--from", Backup, "--json");
        Assert.True(await restored.ExitAsync(Patience) == 0, restored.Transcript());
        using var now = new ForeignConnection(Database);
        Assert.Equal(Candles, now.Scalar<long>("SELECT count(*) FROM candles_15"));
        Assert.Equal("wal", now.Scalar<string>("PRAGMA journal_mode"));
        var kept = JsonDocument.Parse(Assert.Single(restored.Output)).RootElement.GetProperty("keptAs").GetString()!;
        using var old = new ForeignConnection(kept);
        Assert.Equal(0, old.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    private ChildProcess Run(params string[] arguments) => CryptoFlowProcess.RunCommand(Environment, [.. arguments, "--database", Database]);

    private string[] Partials() => System.IO.Directory.GetFiles(Path.GetDirectoryName(Backup)!, "*.partial-*");

    /// <summary>A database that is large enough to be met in the middle of its copy.</summary>
    private void Fill()
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Backup)!);
        PreparedDatabase.Prepare(StorageSettings.From(new DatabaseOptions { Path = Database }, []), MarketOrigin.Exchanges).Dispose();
        using var file = new ForeignConnection(Database);
        file.Execute($"""
            BEGIN;
            INSERT INTO candles_15 (symbol, time, open, high, low, close, volume)
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Candles - 1})
            SELECT 'BINANCE:BTCUSDT', i * 900000, 100 + i % 7, 110, 90, 100 + i % 11, i / 3.0 FROM n;
            INSERT INTO series (symbol, interval, row_count, oldest_time, newest_time, version) VALUES ('BINANCE:BTCUSDT', 15, {Candles}, 0, {Candles - 1} * 900000, 1);
            COMMIT;
            """);
    }
}
