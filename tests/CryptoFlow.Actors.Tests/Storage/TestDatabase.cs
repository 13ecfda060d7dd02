using CryptoFlow.Configuration;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Testing;

namespace CryptoFlow.Storage;

/// <summary>A database file for one test, prepared as at a start of the program.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly TempDirectory _directory = new();

    public TestDatabase(Func<StorageSettings, StorageSettings>? change = null, bool prepare = true)
    {
        var settings = StorageSettings.From(
            new DatabaseOptions { Path = _directory.File("candles.db"), Readers = 2 },
            new CryptoFlowOptions().CollectionPlan().Intervals);
        Settings = change?.Invoke(settings) ?? settings;
        Guard = new DatabaseGuard(Settings, MarketOrigin.Simulator);
        if (prepare)
            Prepare();
    }

    public StorageSettings Settings { get; }

    /// <summary>The right to write the file. An actor that opens the file with it takes the lock.</summary>
    public DatabaseGuard Guard { get; }

    public string Path => Settings.Path;

    public string Directory => _directory.Path;

    public void Prepare(MarketOrigin origin = MarketOrigin.Simulator) => PreparedDatabase.Prepare(Settings, origin).Dispose();

    /// <summary>A connection of another program.</summary>
    public ForeignConnection Foreign(bool readOnly = false) => new(Path, readOnly);

    public StorageConnection OpenWriter() => StorageConnection.OpenWriter(Settings);

    public StorageConnection OpenReader() => StorageConnection.OpenReader(Settings);

    public void Dispose()
    {
        Guard.Dispose();
        _directory.Dispose();
    }
}
