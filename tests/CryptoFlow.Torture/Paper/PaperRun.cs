using System.Globalization;
using System.Text.Json;
using CryptoFlow.Torture.Load;
using CryptoFlow.Trades;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Torture.Paper;

/// <summary>
/// Paper trading on a market whose clock runs fast, with SIGKILLs. At the end the recorded trades must equal, field by field, the trades that follow
/// from the stored candles. No record from before a kill may be lost or stored twice.
/// </summary>
/// <param name="csvFolder">Folder with real candles; null: a generated market.</param>
/// <param name="from">Open time of the first traded candle, ms UTC.</param>
/// <param name="now">The exchanges' clock at the start, ms UTC; null: the end of the candles.</param>
/// <param name="speed">Speed of the exchanges' clock; 0: the clock stands still and all candles are history from the start.</param>
/// <param name="seed">Seed of the random moments and of a generated market.</param>
/// <param name="progress">Receives one line about each kill.</param>
internal sealed class PaperRun(string? csvFolder, long from, long? now, double speed, int seed, Action<string> progress)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Instrument Instrument = new(Exchange.Binance, "BTCUSDT");

    private readonly Random _random = new(seed);
    private readonly List<string> _lost = [];

    private CollectedSet Set { get; } = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "730",
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:Timeframes:1"] = "1h",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Collector:GapRetrySeconds"] = "1",
        ["Exchanges:binance:Symbols:0"] = Instrument.Symbol,
        ["Exchanges:bybit:Enabled"] = "false",
        ["Exchanges:bitget:Enabled"] = "false",
        ["PaperTrading:From"] = from.ToString(CultureInfo.InvariantCulture),
    });

    /// <param name="kills">Number of kills.</param>
    /// <param name="until">Open time of the last traded candle, ms UTC; null: the newest candle.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(int kills, long? until = null)
    {
        using var directory = new TempDirectory();
        var database = directory.File("candles.db");
        await using var exchanges = await SimulatorProcess.StartAsync(
        [
            "--no-limits",
            "--seed", Text(seed),
            "--speed", speed.ToString(CultureInfo.InvariantCulture),
            .. now is { } start ? (string[])["--now", Text(start)] : [],
            .. csvFolder is null ? (string[])[] : ["--csv", csvFolder],
        ]);
        for (var kill = 1; kill <= kills; kill++)
            await LiveAsync(kill, kills, database, exchanges);

        await using var program = await CryptoFlowProcess.ServeAsync(database, Set.EnvironmentFor(exchanges));
        if (until is { } end)
            await Eventually.HoldsAsync(async () => await LastTimeAsync(program) >= end, TimeSpan.FromHours(1), "the candles are traded");
        var stopped = await exchanges.StopClockAsync();
        var last = until ?? Interval.M15.Floor(stopped) - Interval.M15.Milliseconds;
        await Eventually.HoldsAsync(async () => await IsDoneAsync(program, last), Patience, "the newest candle is traded and compared");
        var status = (await program.GetAsync("/status")).GetProperty("strategies").GetProperty(ChannelBounceStrategy.Name);
        var recorded = await TradesAsync(program);
        var health = await program.HealthAsync();
        var (_, exitCode) = await program.TerminateAsync(Patience);
        var expected = Expected(database);
        return
        [
            new("SIGKILLs", $"{kills}, seed {seed}"),
            new("candles traded", $"{(last - from) / Interval.M15.Milliseconds:N0}, {recorded.Count:N0} trades"),
            Finding.True("trades", $"{recorded.Count:N0}", "some", recorded.Count > 0),
            Finding.None("signals and trades that were on record before a kill and were lost, changed or stored twice", _lost),
            Finding.None("trades that differ, in any field, from the trades that follow from the stored candles", [.. recorded.Except(expected).Select(t => $"recorded {t}"), .. expected.Except(recorded).Select(t => $"expected {t}")]),
            Finding.Equal("recorded trades have the expected order", recorded.SequenceEqual(expected), true),
            Finding.Zero("differences that the program found itself", status.GetProperty("parity").GetProperty("differences").GetInt64()),
            Finding.Zero("writes refused", health.Rejected()),
            Finding.Equal("exit code", exitCode, 0),
            Finding.None("errors logged", [.. program.ErrorsLogged(alerts: false)]),
        ];
    }

    private async Task LiveAsync(int number, int kills, string database, SimulatorProcess exchanges)
    {
        await using var program = CryptoFlowProcess.Start(database, Set.EnvironmentFor(exchanges));

        // Even numbers: while the program trades. Odd numbers: a random moment after the first instruction.
        if (number % 2 == 0)
            await program.ServesAsync();
        await Eventually.PassAsync(TimeSpan.FromMilliseconds(_random.Next(number % 2 == 0 ? 10_000 : 2_000)));
        var shown = Rows(database);
        program.Child.Kill();
        await program.Child.ExitAsync(Patience);
        if (!File.Exists(database))
            return;
        using var copy = new FileCopy(database);
        var left = Rows(copy.Connection);
        _lost.AddRange(shown.Except(left).Select(row => $"kill {number}: {row}"));
        if (left.Distinct().Count() != left.Count)
            _lost.Add($"kill {number}: a signal is there twice");
        progress($"kill {number} of {kills}: {shown.Count} signals and closed trades seen before, {left.Count} there after");
    }

    /// <summary>The records that never change once they are stored: signals and closed trades.</summary>
    private static List<string> Rows(string database)
    {
        if (!File.Exists(database))
            return [];
        using var file = new ForeignConnection(database, readOnly: true);
        return Rows(file);
    }

    private static List<string> Rows(ForeignConnection file) =>
        file.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE name IN ('signals', 'trades')") < 2
            ? []
            :
            [
                .. file.Query("SELECT time, direction, entry_price, sl_price, tp1_price, tp2_price FROM signals", row => $"signal {Values(row)}"),
                .. file.Query("SELECT entry_time, tp1_time, exit_time, exit_reason, exit_price, net, capital FROM trades WHERE status = 'CLOSED'", row => $"trade {Values(row)}"),
            ];

    private static string Values(Microsoft.Data.Sqlite.SqliteDataReader row) =>
        string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(i => Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture)));

    private static async Task<long> LastTimeAsync(CryptoFlowProcess program) =>
        (await program.GetAsync("/status")).GetProperty("strategies").GetProperty(ChannelBounceStrategy.Name).GetProperty("last_time") is { ValueKind: JsonValueKind.Number } time
            ? time.GetInt64()
            : 0;

    private static async Task<bool> IsDoneAsync(CryptoFlowProcess program, long last)
    {
        var strategies = (await program.GetAsync("/status")).GetProperty("strategies");
        return strategies.TryGetProperty(ChannelBounceStrategy.Name, out var strategy)
            && strategy.GetProperty("last_time") is { ValueKind: JsonValueKind.Number } time && time.GetInt64() == last
            && strategy.GetProperty("parity") is { ValueKind: JsonValueKind.Object } parity && parity.GetProperty("upTo").GetInt64() == last;
    }

    private static async Task<List<string>> TradesAsync(CryptoFlowProcess program)
    {
        var trades = new List<string>();
        var after = 0L;
        while (true)
        {
            var page = (await program.GetAsync($"/api/paper/trades?limit=500&after={after}")).GetProperty("trades").EnumerateArray().ToList();
            if (page.Count == 0)
                return trades;
            foreach (var trade in page)
            {
                after = trade.GetProperty("entryTime").GetInt64();
                trades.Add(string.Join(' ', ((string[])["entryTime", "exitTime", "direction", "entry", "stop", "tp1", "tp2", "tp1Hit", "exitReason", "pnlPct", "net", "capital"])
                    .Select(name => trade.GetProperty(name).GetRawText().Trim('"'))));
            }
        }
    }

    /// <summary>The trades that a separate trading session computes from the stored candles. The session shares no state with the program.</summary>
    private List<string> Expected(string database)
    {
        using var file = new ForeignConnection(database, readOnly: true);
        var feed = new SessionFeed(new ChannelBounceStrategy(new ChannelBounceOptions()), new MoneyRules(), from);
        foreach (var candle in StoredRows.Candles(file, 60, Instrument.StorageKey))
            feed.AddContext(Interval.H1, candle);

        // ToList runs the whole feed first. Only then does the session's list of open positions hold the final state.
        var closed = StoredRows.Candles(file, 15, Instrument.StorageKey, $"AND time >= {from}").SelectMany(c => feed.AddTraded(c)!.Closed)
            .Select(t => (t.Signal, t.Position, Closed: (Trade?)t))
            .ToList();
        return
        [
            .. closed.Concat(feed.Session.Open.Select(p => (p.Signal, Position: p, Closed: (Trade?)null)))
                .OrderBy(t => t.Signal.Time)
                .Select(t => string.Join(' ', ((object?[])
                [
                    t.Signal.Time,
                    t.Closed?.ExitTime,
                    t.Signal.Direction.ToWireName(),
                    t.Signal.Entry,
                    t.Signal.Stop,
                    t.Signal.Tp1,
                    t.Signal.Tp2,
                    t.Position.Tp1Time is null ? "false" : "true",
                    t.Closed?.Reason.ToWireName(),
                    t.Closed?.PnlPct,
                    t.Closed?.Net,
                    t.Closed?.CapitalAfter,
                ]).Select(v => v is null ? "null" : v is string text ? text : JsonSerializer.Serialize(v)))),
        ];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
