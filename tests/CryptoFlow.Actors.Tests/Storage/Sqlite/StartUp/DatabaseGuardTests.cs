using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>Which file a running program may write, and how it recognises this file.</summary>
public sealed class DatabaseGuardTests : IDisposable
{
    private readonly TestDatabase _database = new(prepare: false);
    private readonly DatabaseGuard _guard;
    private int _identities;

    public DatabaseGuardTests() => _guard = new DatabaseGuard(_database.Settings, MarketOrigin.Simulator, () => $"identity-{++_identities}");

    private string Away => Path.Combine(_database.Directory, "away.db");

    public void Dispose()
    {
        _guard.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_file_keeps_the_identity_that_it_was_created_with()
    {
        _guard.Start();
        Assert.Equal("identity-1", IdentityOf(_database.Path));
        _guard.Dispose();

        _guard.Start();

        Assert.Equal("identity-1", IdentityOf(_database.Path));
    }

    [Fact]
    public void A_file_from_before_identities_gets_one_at_the_start()
    {
        _guard.Start();
        _guard.Dispose();
        using (var file = _database.Foreign())
            file.Execute("DELETE FROM meta WHERE key = 'database_id'");

        _guard.Start();

        Assert.Equal("identity-2", IdentityOf(_database.Path));
    }

    [Fact]
    public void A_file_that_is_created_after_a_deletion_is_another_database()
    {
        _database.Prepare();
        var first = IdentityOf(_database.Path);
        File.Delete(_database.Path);
        _database.Prepare();

        Assert.Equal(32, first!.Length);
        Assert.NotEqual(first, IdentityOf(_database.Path));
    }

    [SkippableFact]
    public void A_backup_at_the_path_is_accepted_under_a_new_identity_and_so_is_the_original()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        _guard.Start();
        Backup();
        File.Move(_database.Path, Away);
        File.Move(Away + ".backup", _database.Path);

        TakeUp();
        Assert.Equal("identity-2", IdentityOf(_database.Path));
        TakeUp();
        Assert.Equal("identity-2", IdentityOf(_database.Path));

        File.Move(Away, _database.Path, overwrite: true);
        TakeUp();
        Assert.Equal("identity-3", IdentityOf(_database.Path));
    }

    [SkippableFact]
    public void Another_database_is_left_alone_and_its_directory_not_locked()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        _guard.Start();
        Directory.Move(_database.Directory, _database.Directory + "-away");
        Directory.CreateDirectory(_database.Directory);
        try
        {
            Assert.Contains("there is no file", Assert.Throws<SqliteStoreException>(_guard.TakeUp).Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(_database.Directory));

            _database.Prepare();
            var before = File.ReadAllBytes(_database.Path);
            Assert.Contains("another database", Refused.For(FileRefusal.Replaced, _guard.TakeUp), StringComparison.Ordinal);
            Assert.Throws<LockLostException>(_guard.RefuseLostLock);

            Assert.Equal(before, File.ReadAllBytes(_database.Path));
            Assert.False(DatabaseLock.IsHeld(_database.Path));
        }
        finally
        {
            Directory.Delete(_database.Directory + "-away", recursive: true);
        }
    }

    [SkippableFact]
    public void A_lost_lock_is_taken_again_if_it_is_free_and_not_if_another_process_has_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        _guard.Start();
        var lockFile = DatabaseLock.PathFor(_database.Path);
        File.Move(lockFile, lockFile + ".away");
        Assert.Throws<LockLostException>(_guard.RefuseLostLock);
        using (DatabaseLock.Acquire(_database.Path))
            Assert.Contains("Another process writes", Refused.For(FileRefusal.Lock, _guard.TakeUp), StringComparison.Ordinal);

        _guard.TakeUp();

        _guard.RefuseLostLock();
        Assert.True(DatabaseLock.IsHeld(_database.Path));
    }

    [Theory]
    [InlineData("series")]
    [InlineData("gaps")]
    [InlineData("meta")]
    [InlineData("candles_15")]
    [InlineData("candles_1440")]
    [InlineData("signals")]
    [InlineData("trades")]
    [InlineData("strategy_states")]
    [InlineData("equity")]
    public void A_missing_table_is_named_at_the_start_and_while_running_and_nothing_is_written(string table)
    {
        _guard.Start();
        using (var file = _database.Foreign())
            file.Execute($"ALTER TABLE {table} RENAME TO theirs");
        var before = File.ReadAllBytes(_database.Path);

        Assert.Contains($"The table {table} of the database is missing", Refused.For(FileRefusal.Incomplete, _guard.TakeUp), StringComparison.Ordinal);
        _guard.Dispose();
        Assert.Contains($"The table {table} of the database is missing", Refused.For(FileRefusal.Incomplete, _guard.Start), StringComparison.Ordinal);

        Assert.Equal(before, File.ReadAllBytes(_database.Path));
        using (var file = _database.Foreign())
            file.Execute($"ALTER TABLE theirs RENAME TO {table}");
        _guard.Start();
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        _guard.Start();
        using (var file = _database.Foreign())
            file.Execute("ALTER TABLE gaps RENAME COLUMN asks TO questions");

        Assert.Contains("The column gaps.asks of the database is missing", Refused.For(FileRefusal.Incomplete, _guard.TakeUp), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_table_of_a_collected_interval_is_not_replaced_by_an_empty_table()
    {
        using var minutes = new TestDatabase(s => s with { Intervals = [Interval.M1] });
        using (var file = minutes.Foreign())
            file.Execute("INSERT INTO series (symbol, interval, row_count) VALUES ('BINANCE:BTCUSDT', 1, 5); DROP TABLE candles_1");

        Assert.Contains("The table candles_1 of the database is missing", Refused.For(FileRefusal.Incomplete, () => minutes.Prepare()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dropped_trigger_is_created_again_at_the_start()
    {
        _guard.Start();
        _guard.Dispose();
        using (var file = _database.Foreign())
            file.Execute("DROP TRIGGER candles_15_deleted; DROP INDEX trades_open");

        _guard.Start();

        using var after = _database.Foreign(readOnly: true);
        Assert.Equal(2, after.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE name IN ('candles_15_deleted', 'trades_open')"));
    }

    [Fact]
    public void A_file_with_candles_but_without_a_recorded_origin_is_refused()
    {
        _guard.Start();
        using (var file = _database.Foreign())
            file.Execute("DELETE FROM meta; INSERT INTO series (symbol, interval, row_count) VALUES ('BINANCE:BTCUSDT', 15, 5)");

        Assert.Contains("The row market_origin of the table meta", Refused.For(FileRefusal.Origin, _guard.TakeUp), StringComparison.Ordinal);
        _guard.Dispose();
        var refused = Refused.For(FileRefusal.Origin, _guard.Start);
        Assert.Contains("INSERT INTO meta VALUES ('market_origin', 'simulator')", refused, StringComparison.Ordinal);

        using (var file = _database.Foreign())
            file.Execute("INSERT INTO meta VALUES ('market_origin', 'simulator')");
        _guard.Start();
        Assert.Equal("identity-2", IdentityOf(_database.Path));
    }

    private void TakeUp()
    {
        _guard.TakeUp();
        using var writer = _database.OpenWriter();
        _guard.Adopt(writer);
        _guard.RefuseLostLock();
    }

    private void Backup()
    {
        using var file = _database.Foreign(readOnly: true);
        file.Execute($"VACUUM INTO '{Away}.backup'");
    }

    private static string? IdentityOf(string path)
    {
        using var file = new Testing.ForeignConnection(path, readOnly: true);
        return file.Scalar<string?>("SELECT max(value) FROM meta WHERE key = 'database_id'");
    }
}
