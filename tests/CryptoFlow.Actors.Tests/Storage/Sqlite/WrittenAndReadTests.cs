using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Base of tests on one file with a writer's connection, a reader's connection, and a connection of another program.</summary>
public abstract class WrittenAndReadTests : IDisposable
{
    protected WrittenAndReadTests()
    {
        Executor = new SqliteWriteStore(Database.OpenWriter(), Database.Settings);
        Reader = new SqliteReadStore(Database.OpenReader(), TimeProvider.System);
        Foreign = Database.Foreign();
    }

    private protected TestDatabase Database { get; } = new();

    private protected SqliteWriteStore Executor { get; }

    private protected SqliteReadStore Reader { get; }

    private protected ForeignConnection Foreign { get; }

    public void Dispose()
    {
        Executor.Dispose();
        Reader.Dispose();
        Foreign.Dispose();
        Database.Dispose();
        GC.SuppressFinalize(this);
    }
}
