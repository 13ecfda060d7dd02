using System.Text.Json;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.Hosting;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.CommandLine.Retention;

/// <summary><c>retention</c>: 40 days of 15m and 1h are stored, 10 days of 15m are kept.</summary>
public sealed class RetentionCommandTests : IDisposable
{
    private const string Keep10Days = "--CryptoFlow:Retention:15m=10";
    private const int CandlesOfDay = 96;

    private static readonly long Start = Interval.D1.Floor(1_700_000_000_000);
    private static readonly SeriesKey Btc15 = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly SeriesKey Btc60 = Btc15 with { Interval = Interval.H1 };

    private readonly TempFolder _folder = new();
    private DatabaseLock? _writerLock;

    private string Database => _folder.File("candles.db");

    public void Dispose()
    {
        _writerLock?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_changes_nothing()
    {
        Fill();
        var before = await File.ReadAllBytesAsync(Database);

        var (code, said, error) = await RunAsync("--dry-run", Keep10Days);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            "BINANCE:BTCUSDT 15m: 2,880 candles, opened 2023-11-14 00:00 to before 2023-12-14 00:00 UTC, about 0.3 MB.\n2,880 candles would be removed, about 0.3 MB. Nothing was removed.\n",
            said);
        Assert.Equal(before, await File.ReadAllBytesAsync(Database));

        using var answer = JsonDocument.Parse((await RunAsync("--dry-run", "--json", Keep10Days)).Out);
        var series = answer.RootElement.GetProperty("series")[0];
        Assert.Equal((2_880, Start, Start + (30 * 86_400_000L)), (series.GetProperty("rows").GetInt32(), series.GetProperty("from").GetInt64(), series.GetProperty("to").GetInt64()));
    }

    /// <summary>Afterwards the file is sound, and equals its backup where both keep candles.</summary>
    [Fact]
    public async Task A_run_removes_what_the_dry_run_says_and_verify_finds_nothing_wrong()
    {
        Fill();
        File.Copy(Database, _folder.File("before.db"));

        var (code, said, _) = await RunAsync(Keep10Days);

        Assert.Equal((0, "BINANCE:BTCUSDT 15m: 2,880 candles removed, kept from 2023-12-14 00:00 UTC on.\n2,880 candles removed.\n"), (code, said));
        Assert.Equal((0, "No candle is too old.\n"), ((await RunAsync(Keep10Days)) is var again ? (again.Code, again.Out) : default));
        using (var file = new ForeignConnection(Database, readOnly: true))
        {
            Assert.Equal("960/960/960", file.Scalar<string>("SELECT concat_ws('/', (SELECT count(*) FROM candles_15), (SELECT count(*) FROM candles_60), (SELECT row_count FROM series WHERE interval = 15))"));
        }

        var verified = await RealCommand.RunAsync("verify", "--database", Database, "--compare", _folder.File("before.db"));
        Assert.Equal(0, verified.Code);
        Assert.StartsWith("1,920 candles of 2 series checked: nothing is wrong.", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_leaves_out_what_is_not_kept_and_says_so()
    {
        Fill();
        await RunAsync(Keep10Days);
        var csv = _folder.File("old.csv");
        await File.WriteAllLinesAsync(csv, Enumerable.Range(-30, 60).Select(i => $"{Start + (30 * 86_400_000L) + (i * 900_000L)},100,101,99,100,5"));

        var (code, said, _) = await RealCommand.RunAsync("import", "--database", Database, "--csv", csv, "--symbol", "BINANCE:BTCUSDT", "--tf", "15m");

        Assert.Equal(0, code);
        Assert.Contains("30 left out: retention (CryptoFlow:Retention) does not keep candles of their time.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_rules_nothing_goes()
    {
        Fill();
        Assert.Equal((0, "No CryptoFlow:Retention is set: all candles are kept.\n"), ((await RunAsync("--dry-run")) is var dry ? (dry.Code, dry.Out) : default));
        Assert.Equal((0, "No candle is too old.\n"), ((await RunAsync()) is var run ? (run.Code, run.Out) : default));
    }

    [Fact]
    public async Task Where_a_server_has_the_database_its_rules_count_and_it_removes()
    {
        var steps = new Queue<(int Removed, bool More)>([(1_000, true), (880, false)]);
        var stats = new Storage.Candles.SeriesStats(Btc15, 3_840, Start, Start + (40 * CandlesOfDay * 900_000L) - 900_000, 1);
        var system = new FakeSystem
        {
            Readers = m => m switch
            {
                ReaderProtocol.ListSeries => new ReaderProtocol.SeriesListed([stats]),
                ReaderProtocol.FindMissing find => new ReaderProtocol.MissingFound(find.Series, find.Range, [], null),
                _ => null,
            },
            Writer = m => m is RemoveOldCandles remove && steps.TryDequeue(out var step)
                ? new OldCandlesRemoved(remove.Id, remove.Run, Btc15, step.Removed, Start + 900_000, step.More)
                : null,
        };
        await using var server = await WebServer.StartAsync(system, null, Keep10Days);
        _writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);

        var dry = new CommandRun();
        Assert.Equal(0, await dry.RunAsync("retention", "--database", Database, "--dry-run"));
        Assert.Contains("15m: 2,880 candles,", dry.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(system.Asked, m => m is RemoveOldCandles);

        var withoutKey = new CommandRun();
        CommandFaults.AssertSays("retention-no-key", await withoutKey.RunAsync("retention", "--database", Database), withoutKey);

        var run = new CommandRun();
        Assert.Equal(0, await run.RunAsync("retention", "--database", Database, "--json", $"--CryptoFlow:Api:Key={WebServer.Key}"));
        using var answer = JsonDocument.Parse(run.Out);
        Assert.Equal(1_880, answer.RootElement.GetProperty("removed").GetInt32());
        Assert.Equal(1, answer.RootElement.GetProperty("series").GetArrayLength());
    }

    [Theory]
    [CommandFault("retention-no-key"), CommandFault("retention-wrong-key")]
    [InlineData("retention-no-key", "--json")]
    [InlineData("retention-wrong-key", "--CryptoFlow:Api:Key=not-the-key-of-that-server")]
    public async Task Without_the_key_of_the_server_nothing_is_removed(string key, string option)
    {
        await using var server = await WebServer.StartAsync();
        _writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);
        var run = new CommandRun();
        CommandFaults.AssertSays(key, await run.RunAsync("retention", "--database", Database, option), run);
        Assert.Empty(server.System.Asked);
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params string[] options) => RealCommand.RunAsync(["retention", "--database", Database, .. options]);

    private void Fill() => CandleDatabase.Create(
        Database,
        MarketOrigin.Exchanges,
        (Btc15, [.. Enumerable.Range(0, 40 * CandlesOfDay).Select(i => CandleOf(Start + (i * 900_000L), 1))]),
        (Btc60, [.. Enumerable.Range(0, 40 * 24).Select(i => CandleOf(Start + (i * 3_600_000L), 4))]));

    /// <summary>A flat candle, so that an hour is the roll-up of its four quarters.</summary>
    private static Candle CandleOf(long time, int quarters) => new(time, 100, 100, 100, 100, 10 * quarters, 4 * quarters, 6 * quarters, -2 * quarters, 7 * quarters);
}
