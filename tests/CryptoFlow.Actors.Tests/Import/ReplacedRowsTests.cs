using System.Collections.Concurrent;
using System.Collections.Immutable;
using CryptoFlow.Errors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Testing;

namespace CryptoFlow.Import;

/// <summary>Files of the replaced system, made with SQLite.</summary>
public sealed class ReplacedRowsTests : IDisposable
{
    private const long Start = 1_672_531_200_000;

    private readonly TempDirectory _folder = new();

    private string Path => _folder.File("old.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_row_of_every_table_is_taken_over()
    {
        using (var old = new ReplacedSystemFile(Path))
        {
            old.AddMany(15, "BINANCE:BTCUSDT", Start, 4_000);
            old.AddMany(60, "BINANCE:BTCUSDT", Start, 10);
            old.AddMany(1440, "BYBIT:ETHUSDT", Start, 3);
        }

        var (summary, stored) = await ImportAsync();

        Assert.Equal((4_013, 4_013, 0), (summary.Rows, summary.Candles, summary.Rejected));
        Assert.Equal([("BINANCE:BTCUSDT 15m", 4_000L), ("BINANCE:BTCUSDT 1h", 10L), ("BYBIT:ETHUSDT 1d", 3L)], summary.Series.Select(s => ($"{s.Series}", s.Candles)));
        Assert.Equal(new Candle(Start, 100.1, 101.1, 99.1, 100.6, 0.3, 0.1, 0.2, -0.1, 7), stored["BINANCE:BTCUSDT 15m"][0]);
        Assert.Equal(Enumerable.Range(0, 4_000).Select(i => Start + (i * 900_000L)), stored["BINANCE:BTCUSDT 15m"].Select(c => c.OpenTime));

        // Bybit sends no taker volume, so the taker volume of the old file is not imported.
        Assert.Equal(new Candle(Start, 100.1, 101.1, 99.1, 100.6, 0.3, 0, 0, 0, 0), stored["BYBIT:ETHUSDT 1d"][0]);
    }

    /// <summary>A killed writer leaves commits in the WAL. They are seen, and neither file is changed.</summary>
    [Fact]
    public async Task Commits_that_are_only_in_the_WAL_are_taken_over_and_the_bytes_of_file_and_WAL_stay()
    {
        using (var old = new ReplacedSystemFile(Path))
        {
            old.AddMany(15, "BINANCE:BTCUSDT", Start, 100);
            File.Copy(Path, _folder.File("killed.db"));
            File.Copy($"{Path}-wal", _folder.File("killed.db-wal"));
        }

        var before = Bytes();
        Assert.True(before[1].Length > 0);

        var (summary, _) = await ImportAsync("killed.db");

        Assert.Equal(100, summary.Candles);
        Assert.Equal(before, Bytes());

        byte[][] Bytes() => [File.ReadAllBytes(_folder.File("killed.db")), File.ReadAllBytes(_folder.File("killed.db-wal"))];
    }

    [Fact]
    public async Task A_file_that_another_program_still_writes_is_imported()
    {
        using var old = new ReplacedSystemFile(Path);
        old.AddMany(15, "BINANCE:BTCUSDT", Start, 10);
        old.Execute("BEGIN IMMEDIATE");
        old.Add(15, "BINANCE:BTCUSDT", $"{Start + 9_000_000}");

        Assert.Equal(10, (await ImportAsync()).Summary.Candles);
    }

    public static TheoryData<string, string, string, string> Defects => new()
    {
        { "BINANCE:BTCUSDT", "1672531200000", "1, 0.5, 2, 1, 1", "BINANCE:BTCUSDT 15m: open or close is outside of low and high" },
        { "BINANCE:BTCUSDT", "1672531200000", "-1, 1, -1, 1, 1", "BINANCE:BTCUSDT 15m: a price is not positive" },
        { "BINANCE:BTCUSDT", "1672531200000", "1, 1, 1, 1, -1", "BINANCE:BTCUSDT 15m: volume is negative or less than the taker buy volume" },
        { "BINANCE:BTCUSDT", "1672531200000", "1, 1, 1, 1, NULL", "BINANCE:BTCUSDT 15m: a price or the volume is not a number" },
        { "BINANCE:BTCUSDT", "1672531200000", "1, 'n/a', 1, 1, 1", "BINANCE:BTCUSDT 15m: a price or the volume is not a number" },
        { "BINANCE:BTCUSDT", "1672531200000", "1, 1, 1, 1, 1, 0.5, 0.1, 0", "BINANCE:BTCUSDT 15m: sell volume is not volume less buy volume, or delta not buy volume less sell volume" },
        { "BINANCE:BTCUSDT", "1672531200001", "1, 1, 1, 1, 1", "BINANCE:BTCUSDT 15m: open time is off the grid" },
        { "BINANCE:BTCUSDT", "1672531200000001", "1, 1, 1, 1, 1", "BINANCE:BTCUSDT 15m: open time is off the grid" },
        { "BINANCE:BTCUSDT", "15", "1, 1, 1, 1, 1", "BINANCE:BTCUSDT 15m: the time is no time in s, ms or us since 1970" },
        { "BINANCE:BTCUSDT", "'yesterday'", "1, 1, 1, 1, 1", "BINANCE:BTCUSDT 15m: the time is no time in s, ms or us since 1970" },
        { "BINANCE:BTCUSDT", "1735689600000", "1, 1, 1, 1, 1", "BINANCE:BTCUSDT 15m: the open time is in the future" },
        { "KRAKEN:BTCUSD", "1672531200000", "1, 1, 1, 1, 1", "candles_15: the symbol 'KRAKEN:BTCUSD' is no exchange and contract such as BINANCE:BTCUSDT" },
    };

    [Theory, MemberData(nameof(Defects))]
    public async Task Impossible_and_off_grid_rows_are_reported_and_left_out(string symbol, string time, string values, string reason)
    {
        using (var old = new ReplacedSystemFile(Path))
        {
            old.Add(15, symbol, time, values);
            old.Add(15, "BINANCE:BTCUSDT", $"{Start + 900_000}");
        }

        var (summary, stored) = await ImportAsync();

        Assert.Equal(new RejectedRow(1, reason), Assert.Single(summary.RejectedRows));
        Assert.Equal(Start + 900_000, Assert.Single(stored["BINANCE:BTCUSDT 15m"]).OpenTime);
    }

    [Fact]
    public async Task Times_are_seconds_milliseconds_or_microseconds_and_symbols_are_in_any_case()
    {
        using (var old = new ReplacedSystemFile(Path))
        {
            old.Add(15, "BINANCE:BTCUSDT", "1672531200");
            old.Add(15, "binance:btcusdt", "1672532100000");
            old.Add(15, "Binance:BtcUsdt", "1672533000000000");
        }

        var (summary, stored) = await ImportAsync();

        Assert.Equal(3, summary.Candles);
        Assert.Equal([Start, Start + 900_000, Start + 1_800_000], stored["BINANCE:BTCUSDT 15m"].Select(c => c.OpenTime));
    }

    [Fact]
    public async Task The_first_of_two_rows_for_one_candle_counts()
    {
        using (var old = new ReplacedSystemFile(Path))
        {
            old.Add(15, "BINANCE:BTCUSDT", "1672531200000");
            old.Add(15, "BINANCE:BTCUSDT", "1672531200");
            old.Add(15, "binance:btcusdt", "1672531200000", "1, 1, 1, 1, 1");
        }

        var (summary, stored) = await ImportAsync();

        Assert.Equal((3, 1, 1, 1), (summary.Rows, summary.Candles, summary.Duplicates, summary.Rejected));
        Assert.Equal(100.1, Assert.Single(stored["BINANCE:BTCUSDT 15m"]).Open);
    }

    [Fact]
    public async Task Bare_symbols_need_an_exchange_from_the_user()
    {
        using (var old = new ReplacedSystemFile(Path))
            old.Add(15, "btcusdt", "1672531200000");

        Assert.StartsWith("The file has symbols without an exchange (btcusdt)", (await Assert.ThrowsAsync<UserError>(() => ImportAsync())).Message, StringComparison.Ordinal);
        Assert.Single((await ImportAsync(exchange: Exchange.Bitget)).Stored["BITGET:BTCUSDT 15m"]);
    }

    [Fact]
    public async Task Taker_volume_that_was_not_stored_stays_unknown()
    {
        using (var old = new ReplacedSystemFile(Path))
            old.Add(15, "BINANCE:BTCUSDT", "1672531200000", "1, 1, 1, 1, 5, NULL, NULL, NULL, NULL");

        Assert.Equal(new Candle(Start, 1, 1, 1, 1, 5, 0, 0, 0, 0), (await ImportAsync()).Stored["BINANCE:BTCUSDT 15m"][0]);
    }

    /// <summary>0.3 - 0.1 is not 0.2 in doubles; the old system stored the noise.</summary>
    [Fact]
    public async Task Sell_volume_and_delta_are_computed_in_decimal()
    {
        using (var old = new ReplacedSystemFile(Path))
            old.Add(15, "BINANCE:BTCUSDT", "1672531200000", "1, 1, 1, 1, 0.3, 0.1, 0.19999999999999998, -0.09999999999999998, 7");

        Assert.Equal((0.2, -0.1), (await ImportAsync()).Stored["BINANCE:BTCUSDT 15m"] is [var c] ? (c.SellVolume, c.Delta) : default);
    }

    [Fact]
    public void A_table_of_an_interval_that_cannot_be_stored_is_named()
    {
        using (var old = new ReplacedSystemFile(Path))
            old.Execute("ALTER TABLE candles_240 RENAME TO candles_7");

        using var file = DatabaseFile.OpenReplaced(Path, TimeSpan.FromSeconds(1));
        Assert.Equal([15, 60, 1440], file.Tables.Select(t => t.Interval.Minutes));
        Assert.Equal("candles_7", Assert.Single(file.OtherTables));
    }

    private async Task<(ImportSummary Summary, Dictionary<string, List<Candle>> Stored)> ImportAsync(string file = "old.db", Exchange? exchange = null)
    {
        var sink = new Sink();
        using var source = DatabaseFile.OpenReplaced(_folder.File(file), TimeSpan.FromSeconds(1));
        var summary = await new CandleImport(new ReplacedRows(source, exchange, 1_735_689_599_000), sink).RunAsync(() => { }, CancellationToken.None);
        return (summary, sink.Stored.GroupBy(s => $"{s.Series}").ToDictionary(g => g.Key, g => g.Select(s => s.Candle).OrderBy(c => c.OpenTime).ToList()));
    }

    private sealed class Sink : ICandleSink
    {
        public ConcurrentBag<(SeriesKey Series, Candle Candle)> Stored { get; } = [];

        public Task<StoredCounts> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation)
        {
            foreach (var candle in candles)
                Stored.Add((series, candle));
            return Task.FromResult(new StoredCounts(candles.Length, 0, 0));
        }
    }
}
