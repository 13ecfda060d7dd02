using System.Text.Json;

namespace CryptoFlow.Web.Tests.CommandLine.Export;

/// <summary>The command against a real file.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private const long Start = 1_704_067_200_000;

    private static readonly SeriesKey Btc = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly SeriesKey Eth = new(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.H1);
    private static readonly string[] OneSeries = ["--symbol", "BINANCE:BTCUSDT", "--tf", "15m"];

    private readonly TempFolder _folder = new();
    private readonly CommandRun _run = new();

    public static TheoryData<string> WrongUses =>
    [
        "",
        "--out",
        "--symbol BTCUSDT --out x.csv",
        "--symbol KRAKEN:BTCUSD --out x.csv",
        "--tf 0 --out x.csv",
        "--format xml --out x.csv",
        "--from 2000-01-01 --to 2000-01-01 --out x.csv",
        "--from yesterday --out x.csv",
        "--demo --out x.csv",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(WrongUses))]
    public async Task Wrong_use_ends_with_2_and_a_sentence(string line)
    {
        Assert.Equal(2, await _run.RunAsync(["export", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.NotEmpty(_run.ErrorLines);
        Assert.Empty(_run.Out);
    }

    [Fact]
    public async Task A_range_of_a_series_is_written_and_nothing_else_is_left()
    {
        Fill();

        Assert.Equal(0, await ExportAsync([.. OneSeries, "--from", $"{Start + 900_000}", "--to", $"{Start + 2_700_000}"], "btc.csv"));

        Assert.Equal(
            "open_time,open,high,low,close,volume,buy_volume,sell_volume,delta,trade_count\n1704068100000,100,102.5,99.5,101,12.5,7.5,5,2.5,321\n1704069000000,100,102.5,99.5,101,12.5,7.5,5,2.5,321\n",
            await File.ReadAllTextAsync(_folder.File("btc.csv")));
        Assert.False(File.Exists(_folder.File("btc.csv.part")));
        Assert.Empty(_run.System.Asked);
    }

    /// <summary>The longer interval was imported: its newest candles may be missing, so the collected one is the base.</summary>
    [Fact]
    public async Task Candles_are_rolled_up_from_a_series_that_a_user_has_added()
    {
        var (collected, imported) = (new SeriesKey(new Instrument(Exchange.Binance, "XRPUSDT"), Interval.M15), new SeriesKey(new Instrument(Exchange.Binance, "XRPUSDT"), Interval.H1));
        CandleDatabase.Create(_folder.File("candles.db"), (collected, Some.Candles(8, Start)), (imported, [Some.CandleAt(Start)]));
        Assert.Equal(1, await ExportAsync(["--symbol", "BINANCE:XRPUSDT", "--tf", "2h"], "before.csv"));
        CandleDatabase.AddSeries(_folder.File("candles.db"), collected);

        Assert.Equal(0, await ExportAsync(["--symbol", "BINANCE:XRPUSDT", "--tf", "2h"], "after.csv"));

        Assert.Single((await File.ReadAllLinesAsync(_folder.File("after.csv"))).Skip(1));
    }

    [Fact]
    public async Task Without_a_symbol_each_series_gets_its_file_in_the_directory()
    {
        Fill();

        Assert.Equal(0, await ExportAsync(["--format", "parquet"], "all"));

        Assert.Equal(
            ["BINANCE-BTCUSDT-15m.parquet", "BYBIT-ETHUSDT-1h.parquet"],
            Directory.GetFiles(_folder.File("all")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rolled_up_candles_are_exported_when_they_are_complete()
    {
        Fill();

        Assert.Equal(0, await ExportAsync(["--symbol", "BINANCE:BTCUSDT", "--tf", "45m", "--json"], "btc.csv"));

        using var answer = JsonDocument.Parse(_run.Out);
        var file = answer.RootElement.GetProperty("files")[0];
        Assert.Equal(("45m", "15m", 3L, 1L), (file.GetProperty("tf").GetString(), file.GetProperty("rolledUpFrom").GetString(), file.GetProperty("candles").GetInt64(), file.GetProperty("incomplete").GetInt64()));
        Assert.Equal(3, answer.RootElement.GetProperty("candles").GetInt64());
        Assert.Equal(
            [$"{Start},100,102.5,99.5,101,37.5,22.5,15,7.5,963", $"{Start + 2_700_000}", $"{Start + 5_400_000}"],
            (await File.ReadAllLinesAsync(_folder.File("btc.csv"))).Skip(1).Select((l, i) => i == 0 ? l : l.Split(',')[0]));
    }

    [Fact]
    public async Task The_part_of_a_killed_export_is_replaced()
    {
        Fill();
        await File.WriteAllTextAsync(_folder.File("btc.csv.part"), new string('x', 100_000));

        Assert.Equal(0, await ExportAsync(OneSeries, "btc.csv"));

        Assert.Equal(11, (await File.ReadAllLinesAsync(_folder.File("btc.csv"))).Length);
        Assert.False(File.Exists(_folder.File("btc.csv.part")));
    }

    [Fact]
    public async Task Overwrite_replaces_a_file()
    {
        Fill();
        await File.WriteAllTextAsync(_folder.File("btc.csv"), "mine");

        Assert.Equal(0, await ExportAsync([.. OneSeries, "--overwrite"], "btc.csv"));

        Assert.StartsWith("open_time", await File.ReadAllTextAsync(_folder.File("btc.csv")), StringComparison.Ordinal);
    }

    [Fact, CommandFault("export-target-exists")]
    public async Task An_existing_file_is_kept()
    {
        Fill();
        await File.WriteAllTextAsync(_folder.File("btc.csv"), "mine");

        CommandFaults.AssertSays("export-target-exists", await ExportAsync(OneSeries, "btc.csv"), _run);

        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("btc.csv")));
    }

    [Theory]
    [InlineData("candles.db"), InlineData("candles.db-wal"), InlineData("candles.db.writer.lock")]
    [CommandFault("export-onto-database")]
    public async Task The_database_is_never_overwritten(string name)
    {
        Fill();
        CommandFaults.AssertSays("export-onto-database", await ExportAsync([.. OneSeries, "--overwrite"], name), _run);
    }

    [Fact, CommandFault("export-no-directory")]
    public async Task A_directory_that_is_not_there_is_named()
    {
        Fill();
        CommandFaults.AssertSays("export-no-directory", await ExportAsync(OneSeries, "nowhere/btc.csv"), _run);
    }

    [Fact, CommandFault("export-unknown-symbol")]
    public async Task A_symbol_that_is_not_stored_is_named_with_those_that_are()
    {
        Fill();
        CommandFaults.AssertSays("export-unknown-symbol", await ExportAsync(["--symbol", "BINANCE:DOGEUSDT", "--tf", "15m"], "doge.csv"), _run);
        Assert.False(File.Exists(_folder.File("doge.csv")));
    }

    [Fact, CommandFault("export-no-multiple")]
    public async Task A_length_that_no_stored_interval_divides_is_refused()
    {
        Fill();
        CommandFaults.AssertSays("export-no-multiple", await ExportAsync(["--symbol", "BINANCE:BTCUSDT", "--tf", "50m"], "x.csv"), _run);
    }

    [Fact, CommandFault("export-no-candles")]
    public async Task A_range_without_candles_writes_nothing()
    {
        Fill();
        CommandFaults.AssertSays("export-no-candles", await ExportAsync([.. OneSeries, "--to", "2020-01-01"], "x.csv"), _run);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_folder.File("x"))!, "x.csv*"));
    }

    [Fact, CommandFault("export-two-at-once")]
    public async Task A_second_export_to_the_same_file_is_refused()
    {
        Fill();
        await using var other = new FileStream(_folder.File("btc.csv.part"), FileMode.Create, FileAccess.Write, FileShare.None);

        CommandFaults.AssertSays("export-two-at-once", await ExportAsync(OneSeries, "btc.csv"), _run);
    }

    [Fact, CommandFault("export-no-database")]
    public async Task A_database_that_is_not_there_is_named()
    {
        CommandFaults.AssertSays("export-no-database", await ExportAsync(OneSeries, "btc.csv"), _run);
        Assert.False(File.Exists(_folder.File("candles.db")));
    }

    [Fact, CommandFault("export-damaged")]
    public async Task A_damaged_database_leaves_no_file()
    {
        Fill(5_000);
        using (var file = new FileStream(_folder.File("candles.db"), FileMode.Open))
        {
            file.Position = file.Length / 3;
            file.Write(Enumerable.Repeat((byte)0xAB, 100_000).ToArray());
        }

        CommandFaults.AssertSays("export-damaged", await ExportAsync(OneSeries, "btc.csv"), _run);

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_folder.File("x"))!, "btc.csv*"));
    }

    [SkippableFact, CommandFault("export-disk-full")]
    public async Task A_full_disk_is_said_in_one_sentence()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no /dev/full.");
        Fill();
        File.CreateSymbolicLink(_folder.File("btc.csv.part"), "/dev/full");

        CommandFaults.AssertSays("export-disk-full", await ExportAsync(OneSeries, "btc.csv"), _run);

        Assert.False(File.Exists(_folder.File("btc.csv")));
    }

    private void Fill(int count = 10) => CandleDatabase.Create(
        _folder.File("candles.db"),
        (Btc, [.. Enumerable.Range(0, count).Select(i => Some.CandleAt(Start + (i * 900_000L)))]),
        (Eth, [.. Enumerable.Range(0, 3).Select(i => new Candle(Start + (i * 3_600_000L), 1, 2, 0.5, 1, 5, 0, 0, 0, 0))]));

    private Task<int> ExportAsync(string[] options, string file) =>
        _run.RunAsync(["export", .. options, "--database", _folder.File("candles.db"), "--out", _folder.File(file)]);
}
