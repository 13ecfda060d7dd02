using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Hosting;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.CommandLine.Import;

public sealed class ImportCommandTests : IDisposable
{
    private const long Start = 1_672_531_200_000;

    private readonly TempFolder _folder = new();
    private DatabaseLock? _writerLock;

    private string Database => _folder.File("x.db");

    private string[] Arguments => ["import", "--database", Database, "--symbol", "bybit:btcusdt", "--tf", "15m"];

    public void Dispose()
    {
        _writerLock?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_import_stores_through_the_writer_and_reports_the_result()
    {
        var file = new Stored();
        var run = new CommandRun { System = { Writer = file.Answer } };

        Assert.Equal(0, await run.RunAsync([.. Arguments, "--csv", Write(Rows(2_000))]));

        Assert.Contains("2,000 rows, 2,000 candles of BYBIT:BTCUSDT 15m, opened 2023-01-01 00:00 to 2023-01-21 19:45 UTC.", run.Out, StringComparison.Ordinal);
        Assert.Contains("2,000 inserted, 0 updated, 0 unchanged.", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
        Assert.Equal(2_000, file.Rows.Count);
        Assert.All(run.System.Asked, m => Assert.IsType<WriteCandles>(m));

        var again = new CommandRun { System = { Writer = file.Answer } };
        Assert.Equal(0, await again.RunAsync([.. Arguments, "--csv", Write(Rows(2_000))]));
        Assert.Contains("0 inserted, 0 updated, 2,000 unchanged.", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Impossible_rows_are_named_left_out_and_make_the_exit_code_1()
    {
        var file = new Stored();
        var run = new CommandRun { System = { Writer = file.Answer } };

        Assert.Equal(1, await run.RunAsync([.. Arguments, "--csv", Write([.. Rows(5), "nonsense", .. Rows(1)])]));

        Assert.Contains("1 row rejected and not imported:", run.Out, StringComparison.Ordinal);
        Assert.Contains("  line 6: 1 columns instead of at least 6", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 row left out as duplicates of earlier rows.", run.Out, StringComparison.Ordinal);
        Assert.Equal(5, file.Rows.Count);
    }

    [Fact]
    public async Task A_dry_run_checks_the_rows_and_touches_no_database()
    {
        var run = new CommandRun();

        Assert.Equal(0, await run.RunAsync([.. Arguments, "--dry-run", "--csv", Write(Rows(5))]));

        Assert.Contains("Checked only: nothing was stored.", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
        Assert.False(File.Exists(Database));
    }

    [Fact]
    public async Task With_json_there_is_one_object_and_nothing_else()
    {
        var run = new CommandRun { System = { Writer = new Stored().Answer } };

        Assert.Equal(1, await run.RunAsync([.. Arguments, "--json", "--csv", Write([.. Rows(5), "nonsense"])]));

        var summary = JsonSerializer.Deserialize<JsonElement>(run.Out);
        Assert.Equal(
            ["file", "symbol", "tf", "dryRun", "rows", "candles", "inserted", "updated", "unchanged", "notKept", "duplicates", "rejected", "rejectedRows", "oldestTime", "newestTime"],
            summary.Names());
        Assert.Equal(("BYBIT:BTCUSDT", 15, 6, 5), (summary.GetProperty("symbol").GetString(), summary.GetProperty("tf").GetInt32(), summary.GetProperty("rows").GetInt32(), summary.GetProperty("inserted").GetInt32()));
        Assert.Equal(6, Assert.Single(summary.GetProperty("rejectedRows").EnumerateArray()).GetProperty("line").GetInt32());
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_terminal_an_import_shows_a_progress_bar(bool fromStandardInput)
    {
        var rows = Rows(2_000);
        var run = new CommandRun { IsTerminal = true, In = Encoding.UTF8.GetBytes(string.Join('\n', rows)), System = { Writer = new Stored().Answer } };

        Assert.Equal(0, await run.RunAsync([.. Arguments, "--csv", fromStandardInput ? "-" : Write(rows)]));

        Assert.Contains("BYBIT:BTCUSDT 15m  2,000 rows", run.Out, StringComparison.Ordinal);
        Assert.Contains("100%", run.Out, StringComparison.Ordinal);
        Assert.Contains("2,000 inserted", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("open_time,open,high,low,close,volume\n", "there is no closed candle of BYBIT:BTCUSDT 15m in it; nothing was imported.")]
    [InlineData("1672531200000,1,1,1,1,-1\n", "there is no closed candle of BYBIT:BTCUSDT 15m in it; nothing was imported.")]
    [InlineData("time;open\n", "Line 1 is neither a row")]
    public async Task A_file_without_a_candle_ends_with_1_and_a_sentence(string text, string says)
    {
        var path = _folder.File("bad.csv");
        await File.WriteAllTextAsync(path, text);
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync([.. Arguments, "--csv", path]));

        var sentence = Assert.Single(run.ErrorLines);
        Assert.StartsWith(path, sentence, StringComparison.Ordinal);
        Assert.Contains(says, sentence, StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
    }

    [Theory]
    [InlineData("nothing.csv", "There is no file")]
    [InlineData("no/such/folder.csv", "There is no file")]
    [InlineData("", "is a directory")]
    public async Task A_file_that_is_not_there_ends_with_1_and_a_sentence(string name, string says)
    {
        var run = new CommandRun();
        Assert.Equal(1, await run.RunAsync([.. Arguments, "--csv", _folder.File(name)]));
        Assert.Contains(says, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_the_writer_refuses_for_good_ends_the_import_with_1_and_the_reason()
    {
        var run = new CommandRun { System = { Writer = m => new WriteRefused(((WriteCandles)m).Id, WriteRefusal.Failed, "The file is damaged.") } };
        Assert.Equal(1, await run.RunAsync([.. Arguments, "--csv", Write(Rows(5))]));
        Assert.Contains("The file is damaged.", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_server_has_the_file_the_pages_go_to_that_server_number_by_number()
    {
        var (here, there) = (new Stored(), new Stored());
        var rows = Rows(3_500);
        Assert.Equal(0, await new CommandRun { System = { Writer = here.Answer } }.RunAsync([.. Arguments, "--csv", Write(rows)]));
        await using var server = await ServerAsync(new FakeSystem { Writer = there.Answer });
        var run = new CommandRun();

        Assert.Equal(0, await run.RunAsync([.. Arguments, "--csv", Write(rows), $"--CryptoFlow:Api:Key={WebServer.Key}"]));

        Assert.Contains("3,500 inserted", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
        Assert.Equal(here.Rows.OrderBy(r => r.Key), there.Rows.OrderBy(r => r.Key));
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        var (file, refusals) = (new Stored(), 0);
        await using var server = await ServerAsync(new FakeSystem
        {
            Writer = m => Interlocked.Increment(ref refusals) == 1 ? new WriteRefused(((WriteCandles)m).Id, WriteRefusal.QueueFull, "Full.") : file.Answer(m),
        });

        Assert.Equal(0, await new CommandRun().RunAsync([.. Arguments, "--csv", Write(Rows(5)), $"--CryptoFlow:Api:Key={WebServer.Key}"]));

        Assert.Equal(5, file.Rows.Count);
    }

    [Theory]
    [InlineData("", "CryptoFlow:Api:Key")]
    [InlineData("not-the-key-of-that-server", "X-Api-Key")]
    public async Task Without_the_servers_key_it_refuses_with_a_sentence(string key, string names)
    {
        await using var server = await ServerAsync(new FakeSystem());
        var run = new CommandRun();

        Assert.Equal(1, await run.RunAsync([.. Arguments, "--csv", Write(Rows(5)), $"--CryptoFlow:Api:Key={key}"]));

        Assert.Contains(names, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.System.Asked);
        Assert.Empty(server.System.Asked);
    }

    private async Task<WebServer> ServerAsync(FakeSystem system)
    {
        var server = await WebServer.StartAsync(system);
        _writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, server.Address.ToString().TrimEnd('/')).Write(Database);
        return server;
    }

    private string Write(IEnumerable<string> rows)
    {
        var path = _folder.File("candles.csv");
        File.WriteAllLines(path, rows);
        return path;
    }

    private static List<string> Rows(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{Start + (i * 900_000L)},{100 + (i / 3.0)},{101 + (i / 3.0)},{99 + (i / 7.0)},{100 + (i / 3.0)},{i * 1e-7}")),
    ];

    /// <summary>Plays the writer: keeps the candles that it receives, and tells new candles from known ones.</summary>
    private sealed class Stored
    {
        public ConcurrentDictionary<long, Candle> Rows { get; } = [];

        public CandlesWritten Answer(object message)
        {
            var write = (WriteCandles)message;
            var inserted = write.Candles.Count(c => Rows.TryAdd(c.OpenTime, c));
            return new CandlesWritten(write.Id, write.Run, write.Series, inserted, 0, write.Candles.Length - inserted, 1);
        }
    }
}
