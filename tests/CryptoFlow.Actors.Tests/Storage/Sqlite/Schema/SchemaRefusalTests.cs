using CryptoFlow.Testing;
using Microsoft.Data.Sqlite;

namespace CryptoFlow.Storage.Sqlite.Schema;

/// <summary>The program refuses a file that is not its own, and does not change a byte of it.</summary>
public sealed class SchemaRefusalTests : IDisposable
{
    private readonly TestDatabase _database = new(prepare: false);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_newer_file_is_refused_and_untouched()
    {
        _database.Prepare();
        using (var file = _database.Foreign())
            file.Execute($"PRAGMA user_version = {SchemaMigrator.CurrentVersion + 1}");

        var refusal = RefusedUntouched(FileRefusal.Schema);

        Assert.Contains($"schema version {SchemaMigrator.CurrentVersion + 1}", refusal, StringComparison.Ordinal);
        Assert.Contains($"up to {SchemaMigrator.CurrentVersion}", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_database_of_another_program_is_refused_and_untouched_whatever_its_version(int version)
    {
        CreateFile($"CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x'); PRAGMA user_version = {version}");
        Assert.Contains("another program", RefusedUntouched(FileRefusal.Foreign), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_database_is_accepted()
    {
        CreateFile("VACUUM");
        _database.Prepare();
        using var file = _database.Foreign(readOnly: true);
        Assert.Equal(SchemaMigrator.CurrentVersion, file.Scalar<long>("PRAGMA user_version"));
    }

    [Fact]
    public void Candles_of_another_origin_are_refused_and_untouched()
    {
        _database.Prepare(MarketOrigin.Exchanges);

        var refusal = RefusedUntouched(FileRefusal.Origin, _database.Settings with { Intervals = [Interval.M1] });

        Assert.Contains("holds candles of the exchanges", refusal, StringComparison.Ordinal);
        Assert.Contains("candles of the simulator", refusal, StringComparison.Ordinal);
        _database.Prepare(MarketOrigin.Exchanges);
    }

    [Fact]
    public void A_file_of_the_replaced_system_is_refused_with_the_command_that_takes_it_over()
    {
        using (var old = new ReplacedSystemFile(_database.Settings.Path))
            old.Add(15, "BINANCE:BTCUSDT", "1672531200000");

        Assert.Contains("import --db FILE", RefusedUntouched(FileRefusal.Foreign), StringComparison.Ordinal);
    }

    /// <summary>Tries to start as the simulator twice. The second try shows that a refused start releases the lock.</summary>
    private string RefusedUntouched(FileRefusal refusal, StorageSettings? settings = null)
    {
        var before = File.ReadAllBytes(_database.Path);

        var refusals = Enumerable.Range(0, 2)
            .Select(_ => Refused.For(refusal, () => PreparedDatabase.Prepare(settings ?? _database.Settings, MarketOrigin.Simulator)))
            .ToHashSet();

        Assert.Equal(before, File.ReadAllBytes(_database.Path));
        return Assert.Single(refusals);
    }

    private void CreateFile(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_database.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
