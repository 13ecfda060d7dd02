using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>One file with the writer's connection, a reader's, and another program's.</summary>
public abstract class WrittenAndReadTests : IDisposable
{
    protected WrittenAndReadTests()
    {
        Executor = new WriteExecutor(Database.OpenWriter(), Database.Settings);
        Reader = new ReadExecutor(Database.OpenReader(), TimeProvider.System);
        Foreign = Database.Foreign();
    }

    private protected TestDatabase Database { get; } = new();

    private protected WriteExecutor Executor { get; }

    private protected ReadExecutor Reader { get; }

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
