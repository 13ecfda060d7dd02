using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>The SQLite store keeps the contract of a store.</summary>
public sealed class SqliteStoreContractTests : StoreContractTests
{
    private readonly TestDatabase _database = new(settings => settings with { BusyTimeout = TimeSpan.FromMilliseconds(20) });

    private protected override IWriteStore OpenWriter() => new SqliteWriteStoreSource(_database.Settings, _database.Guard).Open(CancellationToken.None);

    private protected override IReadStore OpenReader() => SqliteReadStore.Open(_database.Settings, TimeProvider.System, CancellationToken.None);

    private protected override IDisposable HoldLock()
    {
        var foreign = _database.Foreign();
        foreign.Execute("BEGIN IMMEDIATE");
        return foreign;
    }

    private protected override void CommitElsewhere()
    {
        using var foreign = _database.Foreign();
        foreign.Execute("INSERT INTO meta (key, value) VALUES ('elsewhere', 'x')");
    }

    private protected override void Delete() => _database.Dispose();
}
