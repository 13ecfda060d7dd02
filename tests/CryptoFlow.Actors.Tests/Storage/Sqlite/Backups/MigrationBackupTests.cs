using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>A start that migrates the schema of a file with candles backs the file up before.</summary>
public sealed class MigrationBackupTests : IDisposable
{
    private readonly TestDatabase _database = new(s => s with { MigrationBackups = Path.Combine(Path.GetDirectoryName(s.Path)!, "backups") }, prepare: false);

    private string Backups => _database.Settings.MigrationBackups!;

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_backup_has_the_old_schema_and_the_candles()
    {
        MakeOld(candles: true);

        _database.Prepare();

        var backup = Assert.Single(Directory.GetFiles(Backups, "*.db"));
        Assert.StartsWith("candles.schema-2-", Path.GetFileName(backup), StringComparison.Ordinal);
        using var file = new ForeignConnection(backup, readOnly: true);
        Assert.Equal(2, file.Scalar<long>("PRAGMA user_version"));
        Assert.Equal(1, file.Scalar<long>("SELECT count(*) FROM candles_15"));
        DatabaseFile.CheckBackup(backup, CancellationToken.None);

        // The migrated file needs none at the next start.
        _database.Prepare();
        Assert.Single(Directory.GetFiles(Backups, "*.db"));
    }

    [Fact]
    public void A_file_without_candles_and_a_new_file_are_not_backed_up()
    {
        MakeOld(candles: false);
        _database.Prepare();
        Assert.False(Directory.Exists(Backups));
    }

    [Fact]
    public void A_start_whose_backup_fails_is_refused_and_the_file_keeps_its_schema()
    {
        MakeOld(candles: true);
        File.WriteAllText(Backups, "a file where the directory should be");

        Assert.Contains("CryptoFlow:Backup:BeforeMigration=false migrates without a backup", Refused.For(FileRefusal.Schema, () => _database.Prepare()), StringComparison.Ordinal);

        using var file = _database.Foreign(readOnly: true);
        Assert.Equal(2, file.Scalar<long>("PRAGMA user_version"));
    }

    private void MakeOld(bool candles)
    {
        using var connection = StorageConnection.OpenOrCreate(_database.Settings);
        SchemaMigrator.Run(connection, 1);
        SchemaMigrator.Run(connection, 2);
        connection.Execute("INSERT INTO meta VALUES ('market_origin', 'simulator')");
        if (candles)
        {
            connection.Execute("INSERT INTO candles_15 (symbol, time, open, high, low, close, volume) VALUES ('BINANCE:BTCUSDT', 0, 1, 2, 0.5, 1.5, 10)");
            connection.Execute("INSERT INTO series (symbol, interval, row_count, oldest_time, newest_time, version) VALUES ('BINANCE:BTCUSDT', 15, 1, 0, 0, 1)");
        }

        connection.Execute("PRAGMA user_version = 2");
    }
}
