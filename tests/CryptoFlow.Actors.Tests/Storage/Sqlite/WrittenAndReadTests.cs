using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Base of tests on one file with a writer's connection, a reader's connection, and a connection of another program.</summary>
public abstract class WrittenAndReadTests : IDisposable
{
    private protected WrittenAndReadTests(Func<StorageSettings, StorageSettings>? change = null, TimeProvider? time = null)
    {
        Database = new TestDatabase(change);
        Writer = new SqliteWriteStore(Database.OpenWriter(), Database.Settings, time: time);
        Reader = new SqliteReadStore(Database.OpenReader(), TimeProvider.System);
        Foreign = Database.Foreign();
    }

    private protected TestDatabase Database { get; }

    private protected SqliteWriteStore Writer { get; }

    private protected SqliteReadStore Reader { get; }

    private protected ForeignConnection Foreign { get; }

    public void Dispose()
    {
        Writer.Dispose();
        Reader.Dispose();
        Foreign.Dispose();
        Database.Dispose();
        GC.SuppressFinalize(this);
    }
}
