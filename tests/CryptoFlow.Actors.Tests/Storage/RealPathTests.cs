using CryptoFlow.Testing;

namespace CryptoFlow.Storage;

/// <summary>A symbolic link and its target are the same database.</summary>
public sealed class RealPathTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Target => RealPath.Of(_directory.File("real/candles.db"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_path_without_links_stays_the_same_also_if_no_file_is_there() =>
        Assert.Equal(Path.Combine(RealPath.Of(_directory.Path), "none", "candles.db"), RealPath.Of(_directory.File("none/../none/candles.db")));

    [Fact]
    public void A_link_to_the_file_and_a_link_to_its_directory_lead_to_the_file()
    {
        Directory.CreateDirectory(_directory.File("real"));
        File.WriteAllText(Target, "");
        File.CreateSymbolicLink(_directory.File("absolute.db"), Target);
        File.CreateSymbolicLink(_directory.File("relative.db"), "real/candles.db");
        File.CreateSymbolicLink(_directory.File("twice.db"), _directory.File("relative.db"));
        Directory.CreateSymbolicLink(_directory.File("folder"), "real");

        foreach (var name in (string[])["absolute.db", "relative.db", "twice.db", "folder/candles.db"])
            Assert.Equal(Target, RealPath.Of(_directory.File(name)));
    }

    [Fact]
    public void A_link_to_a_file_that_is_not_there_yet_leads_to_where_it_will_be()
    {
        File.CreateSymbolicLink(_directory.File("link.db"), Target);
        Assert.Equal(Target, RealPath.Of(_directory.File("link.db")));
    }

    [Fact]
    public void A_circle_of_symbolic_links_is_refused()
    {
        File.CreateSymbolicLink(_directory.File("a.db"), _directory.File("b.db"));
        File.CreateSymbolicLink(_directory.File("b.db"), _directory.File("a.db"));
        Assert.Contains("circle", Refused.For(FileRefusal.Place, () => RealPath.Of(_directory.File("a.db"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_writer_by_another_name_of_the_file_is_refused()
    {
        using var database = new TestDatabase(prepare: false);
        File.CreateSymbolicLink(_directory.File("other-name.db"), database.Path);
        using var first = PreparedDatabase.Prepare(database.Settings, MarketOrigin.Simulator);

        var second = StorageSettings.From(new DatabaseOptions { Path = _directory.File("other-name.db") }, database.Settings.Intervals);

        Refused.For(FileRefusal.Lock, () => PreparedDatabase.Prepare(second, MarketOrigin.Simulator));
    }
}
