using System.Collections.Concurrent;
using System.Text.Json;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.Hosting;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.CommandLine.Import;

/// <summary><c>import --db</c> on files of the replaced system.</summary>
public sealed class ImportDatabaseTests : IDisposable
{
    private const long Start = 1_672_531_200_000;

    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<(SeriesKey, long), Candle> _stored = [];
    private DatabaseLock? _writerLock;

    private string Old => _folder.File("old.db");

    private string Database => _folder.File("candles.db");

    public static TheoryData<string> WrongUses =>
    [
        "",
        "--db",
        "--db old.db --csv x.csv --symbol BINANCE:BTCUSDT --tf 15m",
        "--db old.db --symbol BINANCE:BTCUSDT",
        "--db old.db --tf 15m",
        "--db old.db --exchange kraken",
        "--csv x.csv --symbol BINANCE:BTCUSDT",
        "--csv x.csv --tf 15m",
        "--csv x.csv --symbol BINANCE:BTCUSDT --tf 15m --exchange bybit",
    ];

    public void Dispose()
    {
        _writerLock?.Dispose();
        _folder.Dispose();
    }

    [Theory, MemberData(nameof(WrongUses))]
    public async Task Wrong_use_ends_with_2_and_a_sentence(string line)
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync(["import", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.NotEmpty(run.ErrorLines);
    }

    [Fact]
    public async Task An_import_of_a_database_stores_all_series_and_reports_the_result()
    {
        Make(old => old.Add(60, "BINANCE:BTCUSDT", $"{Start + 1}"));
        var run = Run();

        Assert.Equal(1, await ImportAsync(run));

        Assert.Equal(2_010, _stored.Count);
        Assert.Contains("2,011 rows, 2,010 candles of 2 series, opened 2023-01-01 00:00 to 2023-01-21 19:45 UTC.", run.Out, StringComparison.Ordinal);
        Assert.Contains("  BYBIT:ETHUSDT 4h: 10 candles", run.Out, StringComparison.Ordinal);
        Assert.Contains("  id 1: BINANCE:BTCUSDT 1h: open time is off the grid", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task With_json_there_is_one_object_with_the_series()
    {
        Make();
        var run = Run();

        Assert.Equal(0, await ImportAsync(run, "--json"));

        var answer = JsonSerializer.Deserialize<JsonElement>(run.Out);
        Assert.Equal(["file", "dryRun", "rows", "candles", "inserted", "updated", "unchanged", "notKept", "duplicates", "rejected", "rejectedRows", "oldestTime", "newestTime", "series"], answer.Names());
        Assert.Equal(
            [("BINANCE:BTCUSDT", 15, 2_000L), ("BYBIT:ETHUSDT", 240, 10L)],
            answer.GetProperty("series").EnumerateArray().Select(s => (s.GetProperty("symbol").GetString()!, s.GetProperty("tf").GetInt32(), s.GetProperty("candles").GetInt64())));
    }

    [Fact]
    public async Task A_dry_run_touches_no_database()
    {
        Make();
        var run = Run();

        Assert.Equal(0, await ImportAsync(run, "--dry-run"));

        Assert.Empty(run.System.Asked);
        Assert.False(File.Exists(Database));
    }

    [Fact]
    public async Task Where_a_server_has_the_database_the_pages_go_to_that_server()
    {
        Make();
        await using var server = await ServerAsync(new FakeSystem { Writer = Answer });
        var run = new CommandRun();

        Assert.Equal(0, await ImportAsync(run, $"--CryptoFlow:Api:Key={WebServer.Key}"));

        Assert.Empty(run.System.Asked);
        Assert.Equal(2_010, _stored.Count);
    }

    [Fact, CommandFault("import-no-key")]
    public async Task Without_a_key_nothing_is_sent()
    {
        Make();
        await using var server = await ServerAsync(new FakeSystem());
        var run = new CommandRun();
        CommandFaults.AssertSays("import-no-key", await ImportAsync(run), run);
        Assert.Empty(server.System.Asked);
    }

    [Fact, CommandFault("import-wrong-key")]
    public async Task A_wrong_key_is_refused_by_the_server()
    {
        Make();
        await using var server = await ServerAsync(new FakeSystem());
        var run = new CommandRun();
        CommandFaults.AssertSays("import-wrong-key", await ImportAsync(run, "--CryptoFlow:Api:Key=not-the-key-of-that-server"), run);
        Assert.Empty(server.System.Asked);
    }

    [Fact, CommandFault("import-db-absent")]
    public async Task A_file_that_is_not_there_is_named()
    {
        var run = Run();
        CommandFaults.AssertSays("import-db-absent", await ImportAsync(run), run);
    }

    [Fact, CommandFault("import-db-other")]
    public async Task A_database_of_another_program_is_refused()
    {
        CandleDatabase.Create(Old);
        var run = Run();
        CommandFaults.AssertSays("import-db-other", await ImportAsync(run), run);
    }

    [Fact, CommandFault("import-db-itself")]
    public async Task A_database_is_not_imported_into_itself()
    {
        Make();
        var run = Run();
        CommandFaults.AssertSays("import-db-itself", await run.RunAsync("import", "--db", Old, "--database", Old), run);
    }

    [Fact, CommandFault("import-db-no-exchange")]
    public async Task Bare_symbols_need_an_exchange()
    {
        Make(old => old.Add(60, "btcusdt", $"{Start}"));
        var run = Run();
        CommandFaults.AssertSays("import-db-no-exchange", await ImportAsync(run), run);

        Assert.Equal(0, await ImportAsync(Run(), "--exchange", "bitget"));
        Assert.Contains(_stored.Keys, k => $"{k.Item1}" == "BITGET:BTCUSDT 1h");
    }

    [Fact, CommandFault("import-db-locked")]
    public async Task A_locked_file_is_waited_for_and_then_named()
    {
        using var old = new ReplacedSystemFile(Old, wal: false);
        old.Add(15, "BINANCE:BTCUSDT", $"{Start}");
        old.Execute("BEGIN EXCLUSIVE");
        var run = Run();
        CommandFaults.AssertSays("import-db-locked", await ImportAsync(run, "--CryptoFlow:Database:BusyTimeoutMs=20"), run);
    }

    [Fact, CommandFault("import-db-damaged")]
    public async Task A_damaged_file_is_named()
    {
        Make();
        using (var file = new FileStream(Old, FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.Write(Enumerable.Repeat((byte)0xAB, 60_000).ToArray());
        }

        var run = Run();
        CommandFaults.AssertSays("import-db-damaged", await ImportAsync(run), run);
    }

    [Fact, CommandFault("import-db-half-written")]
    public async Task A_file_with_a_journal_of_a_killed_writer_is_left_as_it_is()
    {
        using (var old = new ReplacedSystemFile(_folder.File("source.db"), wal: false))
        {
            old.AddMany(15, "BINANCE:BTCUSDT", Start, 2_000);
            old.Execute("PRAGMA cache_size=1");
            old.Execute("BEGIN");
            old.Execute("UPDATE candles_15 SET volume = volume + 1");
            File.Copy(_folder.File("source.db"), Old);
            File.Copy(_folder.File("source.db-journal"), $"{Old}-journal");
        }

        var before = await File.ReadAllBytesAsync(Old);
        var run = Run();
        CommandFaults.AssertSays("import-db-half-written", await ImportAsync(run), run);
        Assert.Equal(before, await File.ReadAllBytesAsync(Old));
    }

    private void Make(Action<ReplacedSystemFile>? more = null)
    {
        using var old = new ReplacedSystemFile(Old);
        old.AddMany(15, "BINANCE:BTCUSDT", Start, 2_000);
        old.AddMany(240, "BYBIT:ETHUSDT", Start, 10);
        more?.Invoke(old);
    }

    private CommandRun Run() => new() { System = { Writer = Answer } };

    private Task<int> ImportAsync(CommandRun run, params string[] options) => run.RunAsync(["import", "--db", Old, "--database", Database, .. options]);

    private CandlesWritten Answer(object message)
    {
        var write = (WriteCandles)message;
        var inserted = write.Candles.Count(c => _stored.TryAdd((write.Series, c.OpenTime), c));
        return new CandlesWritten(write.Id, write.Run, write.Series, inserted, 0, write.Candles.Length - inserted, 1);
    }

    private async Task<WebServer> ServerAsync(FakeSystem system)
    {
        var server = await WebServer.StartAsync(system);
        _writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);
        return server;
    }
}
