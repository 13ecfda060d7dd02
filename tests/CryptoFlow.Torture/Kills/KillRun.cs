using System.Globalization;

namespace CryptoFlow.Torture.Kills;

/// <summary>SIGKILL at random moments of a backfill. Candles that were visible before the kill stay in the file, and the next start continues the backfill.</summary>
/// <param name="set">What the program collects.</param>
/// <param name="exchanges">Slow exchanges, so that the kill can strike in the middle of a backfill.</param>
/// <param name="until">The time at which the exchanges' clock stands still, ms UTC.</param>
/// <param name="seed">Seed of the random moments.</param>
/// <param name="progress">Receives one line about each kill.</param>
internal sealed class KillRun(CollectedSet set, SimulatorProcess exchanges, long until, int seed, Action<string> progress)
{
    /// <summary>Number of kills on one file. Then the program fills the file to the end, and the test compares the file with the exchanges.</summary>
    private const int KillsAFile = 8;

    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly Random _random = new(seed);
    private readonly List<string> _lost = [];
    private readonly List<string> _damaged = [];
    private readonly List<Finding> _ends = [];
    private long _shown;
    private int _tooLate;

    /// <summary>Some 43,000 candles in 45 requests. Each exchange gets one request after the other: three seconds with slow exchanges.</summary>
    public static CollectedSet Set { get; } = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "120",
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:Timeframes:1"] = "1h",
        ["Collector:RequestsInFlight"] = "1",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:binance:Symbols:1"] = "ETHUSDT",
        ["Exchanges:bybit:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bitget:Enabled"] = "false",
    });

    /// <summary>2025-06-15 12:07 UTC. At this time a candle of every interval is still open.</summary>
    public static long Now => 1_749_989_220_000;

    public static Task<SimulatorProcess> PatientExchangesAsync() =>
        SimulatorProcess.StartAsync("--speed", "0", "--now", Now.ToString(CultureInfo.InvariantCulture), "--no-limits", "--latency-ms", "100");

    /// <param name="kills">Number of kills in the middle of a backfill. Kills after the end of the backfill do not count.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(int kills)
    {
        var files = 0;
        for (var killed = 0; killed < kills; files++)
        {
            using var directory = new TempDirectory();
            var database = directory.File("candles.db");
            for (var last = Math.Min(kills, killed + KillsAFile); killed < last; killed++)
            {
                if (await KillOnceAsync(killed, database))
                    continue;

                // The kill came after the end of the backfill and proves nothing. The test repeats it on the next file.
                if (++_tooLate > kills + KillsAFile)
                    throw new InvalidOperationException("The backfill ends before the test can kill the program: the exchanges must be slower.");
                break;
            }

            await FillUndisturbedAsync(database);
        }

        return
        [
            new("SIGKILLs in a backfill", $"{kills} on {files} files, seed {seed}; {_tooLate} more came after its end"),
            new("candles shown before the kills", $"{_shown:N0}"),
            Finding.None("candles lost or changed by a kill", _lost),
            Finding.None("damaged files", _damaged),
            .. Finding.Together("each file after a last run without kills", [.. _ends.GroupBy(f => f.What).Select(same => same.FirstOrDefault(f => !f.Met) ?? same.Last())]),
        ];
    }

    /// <summary>True if the kill came before the end of the backfill.</summary>
    private async Task<bool> KillOnceAsync(int number, string database)
    {
        await using var program = CryptoFlowProcess.Start(database, set.EnvironmentFor(exchanges));

        // Even numbers: a random moment after the first instruction. Odd numbers: a random moment after this process stored its first page.
        var afterAPage = number % 2 == 1;
        if (afterAPage)
            await ProgressAsync(database);
        await Eventually.PassAsync(TimeSpan.FromMilliseconds(_random.Next(afterAPage ? 250 : 1_200)));

        var shown = StoredRows.Read(database);
        program.Child.Kill();
        await program.Child.ExitAsync(Patience);
        if (!File.Exists(database))
            return true;
        using var copy = new FileCopy(database);
        if (DatabaseAudit.Integrity(copy.Connection) is not "ok" and var damage)
            _damaged.Add($"kill {number}: {damage}");
        var left = StoredRows.Read(copy.Connection);
        _shown += shown.Count;
        _lost.AddRange(shown.Except(left).Select(row => $"kill {number}: {row}"));
        progress($"kill {number + 1}: {shown.Count} candles seen before, {left.Count} there after");
        return left.Count < set.Plan.Series.Sum(s => ExchangeTruth.HistoryOf(set.Plan, s, until).Count(s.Interval));
    }

    private static async Task ProgressAsync(string database)
    {
        var before = StoredRows.Read(database).Count;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));

        // A complete file makes no progress. The wait ends, and the kill counts as too late.
        while (StoredRows.Read(database).Count <= before && !patience.IsCancellationRequested)
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(20));
    }

    private async Task FillUndisturbedAsync(string database)
    {
        await using (var program = await CryptoFlowProcess.ServeAsync(database, set.EnvironmentFor(exchanges)))
        {
            await program.BackfillCompletedAsync(set.Plan.Exchanges.Length, Patience);
            _ends.Add(Finding.Equal("exit code", (await program.TerminateAsync(Patience)).ExitCode, 0));
            _ends.Add(Finding.None("errors logged", [.. program.ErrorsLogged(alerts: false)]));
        }

        _ends.AddRange(await Audit.FindingsAsync(database, exchanges, set.Plan, until));
    }
}
