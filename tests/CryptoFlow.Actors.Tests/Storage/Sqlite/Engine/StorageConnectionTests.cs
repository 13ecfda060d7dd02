using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>Pragmas belong to a connection. Each connection of the program sets them; a foreign connection shows that SQLite's defaults differ.</summary>
public sealed class StorageConnectionTests : IDisposable
{
    private readonly TestDatabase _database = new(s => s with { WalAutocheckpointPages = 1234, JournalSizeLimitBytes = 3 * 1024 * 1024, Synchronous = "EXTRA" });

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_writer_has_the_configured_pragmas()
    {
        using var writer = _database.OpenWriter();
        Assert.Equal(3, writer.QueryInt64("PRAGMA synchronous"));
        Assert.Equal("wal", writer.QueryText("PRAGMA journal_mode"));
        Assert.Equal(1234, writer.QueryInt64("PRAGMA wal_autocheckpoint"));
        Assert.Equal(3 * 1024 * 1024, writer.QueryInt64("PRAGMA journal_size_limit"));
        Assert.Equal(_database.Settings.BusyTimeout, writer.Patience);
    }

    [Theory]
    [InlineData("NORMAL", 1)]
    [InlineData("FULL", 2)]
    public void Durability_is_as_configured(string synchronous, long expected)
    {
        using var writer = StorageConnection.OpenWriter(_database.Settings with { Synchronous = synchronous });
        Assert.Equal(expected, writer.QueryInt64("PRAGMA synchronous"));
    }

    [Fact]
    public void A_read_only_connection_cannot_write()
    {
        using var reader = StorageConnection.OpenReader(_database.Settings);
        Assert.Equal("wal", reader.QueryText("PRAGMA journal_mode"));
        Assert.Equal(1, reader.QueryInt64("PRAGMA query_only"));
        Assert.Equal(1, raw.sqlite3_db_readonly(reader.Handle, "main"));

        var failure = Assert.Throws<SqliteStoreException>(() => reader.Execute("DELETE FROM candles_15"));
        Assert.Equal(raw.SQLITE_READONLY, failure.Code);
        reader.Execute("PRAGMA query_only=OFF");
        failure = Assert.Throws<SqliteStoreException>(() => reader.Execute("DELETE FROM candles_15"));
        Assert.Equal(raw.SQLITE_READONLY, failure.Code);
    }

    [Fact]
    public void A_reader_creates_no_file()
    {
        using var nothing = new TestDatabase(prepare: false);
        var failure = Assert.Throws<SqliteStoreException>(() => nothing.OpenReader());
        Assert.Equal(raw.SQLITE_CANTOPEN, failure.Code);
        Assert.False(File.Exists(nothing.Path));
    }

    [Fact]
    public void A_reader_sees_the_snapshot_of_its_transaction_while_the_writer_commits()
    {
        using var writer = _database.OpenWriter();
        using var reader = _database.OpenReader();
        reader.Execute("BEGIN");
        Assert.Equal(0, reader.QueryInt64("SELECT count(*) FROM series"));

        writer.Execute("INSERT INTO series (symbol, interval) VALUES ('BINANCE:BTCUSDT', 15)");

        Assert.Equal(0, reader.QueryInt64("SELECT count(*) FROM series"));
        reader.Execute("COMMIT");
        Assert.Equal(1, reader.QueryInt64("SELECT count(*) FROM series"));
        Assert.False(reader.TakeLockWait().Happened);
    }

    [Fact]
    public void An_error_of_SQLite_carries_its_primary_and_extended_code()
    {
        using var writer = _database.OpenWriter();
        writer.Execute("INSERT INTO meta VALUES ('a', 'b')");
        var failure = Assert.Throws<SqliteStoreException>(() => writer.Execute("INSERT INTO meta VALUES ('a', 'b')"));
        Assert.Equal(raw.SQLITE_CONSTRAINT, failure.Code);
        Assert.Equal(raw.SQLITE_CONSTRAINT_PRIMARYKEY, failure.ExtendedCode);
    }
}
