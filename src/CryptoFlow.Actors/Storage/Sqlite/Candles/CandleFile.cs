using System.Collections.Immutable;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.Schema;
using CryptoFlow.Storage.Sqlite.StartUp;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>
/// Reads candles directly from the file, for commands that only read. Needs no actor and no lock, and works while a server runs. Each page is one short read
/// transaction. Used by one thread at a time.
/// </summary>
public sealed class CandleFile : IDisposable
{
    private const int PageSize = 5_000;

    private readonly ReadExecutor _executor;

    private CandleFile(ReadExecutor executor, string path)
    {
        _executor = executor;
        Path = path;
    }

    /// <summary>Opens an existing file.</summary>
    /// <exception cref="FileRefusedException">The file does not exist, is not a CryptoFlow database, or cannot be read; the message says which.</exception>
    public static CandleFile Open(StorageSettings settings, TimeProvider time)
    {
        if (!File.Exists(settings.Path))
            throw new FileRefusedException(FileRefusal.Absent, $"There is no database {settings.Path}; CryptoFlow:Database:Path or --database names another.");
        EngineGuard.Check(settings);
        try
        {
            return StorageConnection.OpenReader(settings).HandOver(connection =>
            {
                SchemaMigrator.RefuseWhatIsNotOurs(connection);
                if (connection.QueryInt64("PRAGMA user_version") == 0)
                    throw new FileRefusedException(FileRefusal.Absent, $"The database {settings.Path} is empty.");
                return new CandleFile(new ReadExecutor(connection, time), settings.Path);
            });
        }
        catch (StorageException failure)
        {
            // After a stop SQLite has to create the -shm again, so even a reader needs write access to the directory.
            var obstacle = WriteAccess.FindObstacle(settings.Path);
            throw new FileRefusedException(FileRefusal.CannotOpen, $"The database {settings.Path} cannot be read: {failure.Message}{(obstacle is null ? "" : $"; {obstacle}")}");
        }
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>Reads a page of candles, ascending, between two open times (exclusive, ms UTC). An empty page means the end.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public ImmutableArray<Candle> ReadForward(SeriesKey series, long after, long before, CancellationToken cancellation) =>
        Read(new ReadCandles(series, PageSize, before, after, TimeSpan.MaxValue), cancellation);

    /// <summary>The newest candle before an open time (exclusive, ms UTC), or null.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public Candle? ReadLast(SeriesKey series, long before, CancellationToken cancellation) =>
        Read(new ReadCandles(series, 1, before, null, TimeSpan.MaxValue), cancellation) is [var last] ? last : null;

    public void Dispose() => _executor.Dispose();

    private ImmutableArray<Candle> Read(ReadCandles query, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ((CandlesRead)_executor.Answer(query, Deadline.Never)).Candles;
    }
}
