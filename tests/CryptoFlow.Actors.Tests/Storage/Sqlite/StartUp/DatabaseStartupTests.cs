using System.Diagnostics;
using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Sqlite.StartUp;

public sealed class DatabaseStartupTests : IDisposable
{
    private readonly TestDatabase _database = new(prepare: false);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_second_writer_is_refused_while_the_first_lives_and_taken_afterwards()
    {
        using (var first = PreparedDatabase.Prepare(_database.Settings, MarketOrigin.Simulator))
        {
            Assert.True(DatabaseLock.IsHeld(_database.Path));
            var refusal = RefusedStart(FileRefusal.Lock);
            Assert.StartsWith($"Another process writes the database {_database.Path}", refusal, StringComparison.Ordinal);
            Assert.Contains("there is only ever one writer", refusal, StringComparison.Ordinal);
        }

        Assert.False(DatabaseLock.IsHeld(_database.Path));
        _database.Prepare();
    }

    [SkippableFact]
    public async Task A_second_writer_in_another_process_is_refused_until_that_process_is_killed()
    {
        Skip.IfNot(File.Exists("/usr/bin/flock"), "No flock(1) on this machine.");
        await File.WriteAllTextAsync(DatabaseLock.PathFor(_database.Path), "");
        using var other = Process.Start(new ProcessStartInfo("/usr/bin/flock", ["--no-fork", DatabaseLock.PathFor(_database.Path), "-c", "echo held; exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync());

        Assert.StartsWith("Another process writes the database", RefusedStart(FileRefusal.Lock), StringComparison.Ordinal);

        other.Kill(entireProcessTree: true);
        await other.WaitForExitAsync();
        _database.Prepare();
    }

    [Fact]
    public void A_directory_that_is_not_there_is_created()
    {
        var settings = _database.Settings with { Path = Path.Combine(_database.Directory, "new", "deeper", "candles.db") };
        PreparedDatabase.Prepare(settings, MarketOrigin.Simulator).Dispose();
        Assert.True(File.Exists(settings.Path));
    }

    [Fact]
    public void A_directory_that_cannot_be_created_is_reported_in_one_sentence()
    {
        var file = Path.Combine(_database.Directory, "file");
        File.WriteAllText(file, "");
        Assert.StartsWith(
            "The directory of the database", RefusedStart(FileRefusal.Place, _database.Settings with { Path = Path.Combine(file, "candles.db") }), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_directory_without_write_permission_is_reported_in_one_sentence()
    {
        Skip.IfNot(OrdinaryUser.IsThere, OrdinaryUser.WhyNot);
        OrdinaryUser.MayOnlyRead(_database.Directory);
        var refusal = OrdinaryUser.Run(() => RefusedStart(FileRefusal.Place));
        OrdinaryUser.MayWrite(_database.Directory);
        Assert.Contains($"may not write {_database.Directory} ", refusal, StringComparison.Ordinal);
        Assert.Contains("run: chmod u+rwX", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_untouched()
    {
        var text = string.Concat(Enumerable.Repeat("This is no database. ", 500));
        File.WriteAllText(_database.Path, text);

        Assert.StartsWith($"The database {_database.Path} cannot be opened", RefusedStart(FileRefusal.CannotOpen), StringComparison.Ordinal);

        Assert.Equal(text, File.ReadAllText(_database.Path));
        Assert.False(DatabaseLock.IsHeld(_database.Path));
    }

    [Fact]
    public void A_directory_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(_database.Path);
        Assert.StartsWith($"The database {_database.Path} cannot be opened", RefusedStart(FileRefusal.CannotOpen), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_leaves_only_the_database_file_and_no_WAL()
    {
        _database.Prepare();
        Assert.Equal(
            ["candles.db", "candles.db.writer.lock"],
            Directory.GetFiles(_database.Directory).Select(Path.GetFileName).Order());
    }

    private string RefusedStart(FileRefusal refusal, StorageSettings? settings = null) =>
        Refused.For(refusal, () => PreparedDatabase.Prepare(settings ?? _database.Settings, MarketOrigin.Simulator));
}
