using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>The command <c>import</c> without a running server, as a user starts it.</summary>
[Collection(TestLane.Commands)]
public sealed class ImportCommandTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    private const string Key = "a-key-of-enough-characters";
    private const long Start = 1_672_531_200_000;

    /// <summary>Settings under which no exchange can be reached.</summary>
    private static readonly Dictionary<string, string?> NoExchange = new()
    {
        ["CryptoFlow__Exchanges__binance__BaseUrl"] = "http://127.0.0.1:1",
        ["CryptoFlow__Exchanges__bybit__BaseUrl"] = "http://127.0.0.1:1",
        ["CryptoFlow__Exchanges__bitget__BaseUrl"] = "http://127.0.0.1:1",
    };

    [Fact]
    public async Task In_a_fresh_directory_it_makes_the_file_and_a_second_import_changes_nothing()
    {
        var csv = Write(Rows(4_000, 15));
        var database = Directory.File("fresh/data/candles.db");

        var first = await ImportAsync("BINANCE:BTCUSDT", "15", csv, database: database);
        var rows = StoredRows.Read(database);
        var second = await ImportAsync("BINANCE:BTCUSDT", "15", csv, database: database);

        Assert.Equal((4_000, 0, 0), Counts(first));
        Assert.Equal((0, 0, 4_000), Counts(second));
        Assert.Equal(4_000, rows.Count);
        Assert.Equal(rows, StoredRows.Read(database));
        using var file = new ForeignConnection(database, readOnly: true);
        Assert.Equal("ok", DatabaseAudit.Integrity(file));
        Assert.Equal(4_000, file.Scalar<long>("SELECT row_count FROM series WHERE symbol = 'BINANCE:BTCUSDT' AND interval = 15"));
        Assert.Equal(
            new Candle(Start, 100.1, 101.1, 99.1, 100.6, 0.3, 0.1, 0.2, -0.1, 1),
            Assert.Single(StoredRows.Candles(file, 15, "BINANCE:BTCUSDT", $"AND time = {Start}")));
    }

    [SkippableFact]
    public async Task A_date_without_an_offset_is_UTC_wherever_the_machine_stands()
    {
        Skip.IfNot(File.Exists("/usr/share/zoneinfo/Asia/Tokyo"), "No time zones on this machine.");
        var csv = Write(["2023-01-01 00:00,100,101,99,100,5", "2023-01-01T09:15+09:00,100,101,99,100,5"]);
        var tokyo = new Dictionary<string, string?>(NoExchange) { ["TZ"] = "Asia/Tokyo" };
        await using var command = CryptoFlowProcess.RunCommand(tokyo, ["import", "--csv", csv, "--symbol", "BINANCE:BTCUSDT", "--tf", "15", "--database", Database]);

        Assert.True(await command.ExitAsync(Patience) == 0, command.Transcript());
        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.Equal([Start, Start + 900_000], StoredRows.Candles(file, 15, "BINANCE:BTCUSDT").Select(c => c.OpenTime));
    }

    [Fact]
    public async Task An_import_that_is_killed_half_way_keeps_what_was_acknowledged_and_the_next_one_completes_it()
    {
        var rows = Rows(6_000, 15);
        var pipe = Directory.File("pipe.csv");
        using (var made = Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync();
        await using (var command = CryptoFlowProcess.RunCommand(NoExchange, ["import", "--csv", pipe, "--symbol", "BINANCE:BTCUSDT", "--tf", "15", "--database", Database]))
        {
            // The test sends the rest of the rows only after it has killed the command.
            await using var feed = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write)).WaitAsync(Patience);
            await feed.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', rows.Take(4_000)) + "\n"));
            await feed.FlushAsync();
            await Eventually.HoldsAsync(() => StoredRows.Read(Database).Count >= 1_500, Patience, "a page is stored");
            command.Kill();
            await command.ExitAsync(Patience);
        }

        var kept = StoredRows.Read(Database);
        var completed = await ImportAsync("BINANCE:BTCUSDT", "15", Write(rows));

        Assert.InRange(kept.Count, 1_500, 4_000);
        Assert.Equal((6_000 - kept.Count, 0, kept.Count), Counts(completed));
        var all = StoredRows.Read(Database);
        Assert.Equal(6_000, all.Count);
        Assert.Subset(all, kept);
        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.Equal("ok", DatabaseAudit.Integrity(file));
        Assert.Equal(6_000, file.Scalar<long>("SELECT row_count FROM series WHERE symbol = 'BINANCE:BTCUSDT' AND interval = 15"));
    }

    [Fact]
    public async Task A_file_of_the_replaced_system_is_taken_over_row_by_row_though_the_command_is_killed_half_way()
    {
        var old = Directory.File("old.db");
        using (var file = new ReplacedSystemFile(old))
        {
            file.AddMany(15, "BINANCE:BTCUSDT", Start, 30_000);
            file.AddMany(60, "BINANCE:BTCUSDT", Start, 100);
        }

        var bytes = await File.ReadAllBytesAsync(old);
        string[] import = ["import", "--json", "--db", old, "--database", Database];
        await using (var command = CryptoFlowProcess.RunCommand(NoExchange, import))
        {
            await Eventually.HoldsAsync(() => StoredRows.Read(Database).Count >= 1_500, Patience, "a page is stored");
            command.Kill();
            await command.ExitAsync(Patience);
        }

        await using var again = CryptoFlowProcess.RunCommand(NoExchange, import);
        Assert.True(await again.ExitAsync(Patience) == 0, again.Transcript());

        Assert.Equal(bytes, await File.ReadAllBytesAsync(old));
        Assert.Equal(StoredRows.Read(old).Order(StringComparer.Ordinal), StoredRows.Read(Database).Order(StringComparer.Ordinal));
        using var stored = new ForeignConnection(Database, readOnly: true);
        Assert.Equal("ok", DatabaseAudit.Integrity(stored));
        Assert.Equal(30_000, stored.Scalar<long>("SELECT row_count FROM series WHERE symbol = 'BINANCE:BTCUSDT' AND interval = 15"));
    }

    [Fact]
    public async Task Where_a_server_has_the_file_the_candles_go_through_it_and_it_serves_an_interval_that_it_does_not_collect()
    {
        var csv = Write(Rows(2_000, 5));
        var environment = new Dictionary<string, string?>(NoExchange) { ["CryptoFlow__Api__Key"] = Key, ["CryptoFlow__Collector__Enabled"] = "false" };
        await using (var server = await CryptoFlowProcess.ServeAsync(Database, environment))
        {
            await using var without = CryptoFlowProcess.RunCommand(NoExchange, Command("BYBIT:MYCOIN", "5", csv, Database));
            Assert.Equal(1, await without.ExitAsync(Patience));
            Assert.Contains("CryptoFlow:Api:Key", Assert.Single(without.Error), StringComparison.Ordinal);

            Assert.Equal((2_000, 0, 0), Counts(await ImportAsync("BYBIT:MYCOIN", "5", csv, environment)));
            Assert.Equal((0, 0, 2_000), Counts(await ImportAsync("BYBIT:MYCOIN", "5", csv, environment)));
            await AssertServedAsync(server);
            Assert.Equal(0, (await server.TerminateAsync(Patience)).ExitCode);
            Assert.Empty(server.ErrorsLogged());
        }

        // The next start accepts the file with the imported table, too.
        await using var next = await CryptoFlowProcess.ServeAsync(Database, environment);
        await AssertServedAsync(next);
    }

    [Fact]
    public async Task The_search_of_the_next_start_closes_the_gap_that_an_import_has_filled()
    {
        await using (var first = await ServeAsync(Sets.Short))
        {
            await first.BackfillCompletedAsync(exchanges: 1, Patience);
            await first.TerminateAsync(Patience);
        }

        List<Candle> hole;
        using (var file = new ForeignConnection(Database))
        {
            hole = [.. StoredRows.Candles(file, 60, "BINANCE:BTCUSDT").Skip(100).Take(20)];
            var (from, to) = (hole[0].OpenTime, hole[^1].OpenTime + 3_600_000);
            Assert.Equal(20, file.Execute($"DELETE FROM candles_60 WHERE time >= {from} AND time < {to}"));
            file.Execute($"INSERT INTO gaps (symbol, interval, from_time, to_time, verdict, found_at, next_ask_at) VALUES ('BINANCE:BTCUSDT', 60, {from}, {to}, 'open', {from}, {long.MaxValue})");
        }

        var said = await ImportAsync("BINANCE:BTCUSDT", "1h", Write(["time,open,high,low,close,volume,buy_volume,trade_count", .. hole.Select(Text)]));

        Assert.Equal((20, 0, 0), Counts(said));
        await using (var second = await ServeAsync(Sets.Short))
        {
            await second.BackfillCompletedAsync(exchanges: 1, Patience);
            await second.TerminateAsync(Patience);
        }

        using (var file = new ForeignConnection(Database, readOnly: true))
            Assert.Equal("filled", file.Scalar<string>($"SELECT verdict FROM gaps WHERE from_time = {hole[0].OpenTime}"));
        await AssertCompleteAsync(Sets.Short);
    }

    [SkippableTheory]
    [InlineData("candles/binance-um/BTCUSDT-15m.csv.gz", "BINANCE:BTCUSDT", 15, 25_919)]
    [InlineData("candles/bitget-usdt-futures/BTCUSDT-1m.csv.gz", "BITGET:BTCUSDT", 1, 44_639)]
    [InlineData("fixtures/binance/archive/BTCUSDT-1m-2025-06-22.zip", "BINANCE:BTCUSDT-SPOT", 1, 1_440)]
    [InlineData("fixtures/binance/archive/BTCUSDT-1h-2023-03.csv", "BINANCE:BTCUSDT-SPOT", 60, 743)]
    public async Task Every_row_of_a_real_file_is_stored(string path, string symbol, int minutes, int rows)
    {
        var csv = SharedData.Require(path);

        Assert.Equal((rows, 0, 0), Counts(await ImportAsync(symbol, $"{minutes}", csv)));

        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.Equal(rows, file.Scalar<long>($"SELECT count(*) FROM candles_{minutes} WHERE symbol = '{symbol}'"));
    }

    private static string[] Command(string symbol, string tf, string csv, string database) =>
        ["import", "--json", "--csv", csv, "--symbol", symbol, "--tf", tf, "--database", database];

    private async Task<JsonElement> ImportAsync(
        string symbol, string tf, string csv, Dictionary<string, string?>? environment = null, string? database = null)
    {
        await using var command = CryptoFlowProcess.RunCommand(environment ?? NoExchange, Command(symbol, tf, csv, database ?? Database));
        Assert.True(await command.ExitAsync(Patience) == 0, command.Transcript());
        Assert.DoesNotContain(command.Error, line => line.Contains("CryptoFlow.Collectors", StringComparison.Ordinal));
        using var said = JsonDocument.Parse(Assert.Single(command.Output));
        return said.RootElement.Clone();
    }

    private static async Task AssertServedAsync(CryptoFlowProcess server)
    {
        var page = await server.GetAsync("/api/candles?exchange=bybit&symbol=mycoin&tf=5&limit=5000");
        Assert.Equal(2_000, page.GetProperty("candles").GetArrayLength());
        Assert.Equal(Start, page.GetProperty("oldestTime").GetInt64());
        Assert.Equal(2_000, (await server.HealthAsync()).GetProperty("candles_5").GetInt64());
    }

    private static (int Inserted, int Updated, int Unchanged) Counts(JsonElement said) =>
        (said.GetProperty("inserted").GetInt32(), said.GetProperty("updated").GetInt32(), said.GetProperty("unchanged").GetInt32());

    private string Write(IEnumerable<string> rows)
    {
        var path = Directory.File("candles.csv");
        File.WriteAllLines(path, rows);
        return path;
    }

    /// <summary>Rows with Binance's raw columns. Sell volume is 0.3 - 0.1, which is not 0.2 in double arithmetic.</summary>
    private static List<string> Rows(int count, int minutes) =>
    [
        .. Enumerable.Range(0, count).Select(i => (Time: Start + (i * minutes * 60_000L), Price: 100 + (i % 50))).Select(c =>
            $"{c.Time},{c.Price}.1,{c.Price + 1}.1,{c.Price - 1}.1,{c.Price}.6,0.3,{c.Time + (minutes * 60_000L) - 1},30.1,1,0.1,10.1,0"),
    ];

    private static string Text(Candle c) => string.Create(
        CultureInfo.InvariantCulture, $"{c.OpenTime},{c.Open},{c.High},{c.Low},{c.Close},{c.Volume},{c.BuyVolume},{c.TradeCount}");
}
