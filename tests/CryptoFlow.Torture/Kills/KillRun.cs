using System.Globalization;

namespace CryptoFlow.Torture.Kills;

/// <summary>SIGKILL at any moment of a backfill: what was shown stays, and the next start goes on from there.</summary>
/// <param name="set">What is collected.</param>
/// <param name="exchanges">Exchanges that take their time, so that a backfill can be caught half done.</param>
/// <param name="until">The exchanges' clock, which stands still, ms UTC.</param>
/// <param name="seed">Of the moments.</param>
/// <param name="progress">Told what came of each kill.</param>
internal sealed class KillRun(CollectedSet set, SimulatorProcess exchanges, long until, int seed, Action<string> progress)
{
    /// <summary>Kills of one file, before it is filled to the end and held against the exchanges.</summary>
    private const int KillsAFile = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(seed);
    private readonly List<string> _lost = [];
    private readonly List<string> _damaged = [];
    private readonly List<Finding> _ends = [];
    private long _shown;
    private int _tooLate;

    /// <summary>Some 43,000 candles in 45 requests, one after the other at each exchange: with patient exchanges, three seconds.</summary>
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

    /// <summary>2025-06-15 12:07 UTC: in the middle of a candle of every interval.</summary>
    public static long Now => 1_749_989_220_000;

    public static Task<SimulatorProcess> PatientExchangesAsync() =>
        SimulatorProcess.StartAsync("--speed", "0", "--now", Now.ToString(CultureInfo.InvariantCulture), "--no-limits", "--latency-ms", "100");

    /// <param name="kills">How many that strike a backfill half done; those that come after its end do not count.</param>
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

                // It shows nothing, so it is done again on the next file.
                if (++_tooLate > kills + KillsAFile)
                    throw new InvalidOperationException("The backfill is over before it can be killed: the exchanges must be slower.");
                break;
            }

            await FillUndisturbedAsync(database);
        }

        return
        [
            new("SIGKILLs in a backfill", $"{kills} on {files} files, seed {seed}; {_tooLate} more came after its end"),
            new("candles shown before the kills", $"{_shown:N0}"),
            Finding.None("of these lost or changed", _lost),
            Finding.None("files damaged", _damaged),
            .. Finding.Together("each file, then undisturbed", [.. _ends.GroupBy(f => f.What).Select(same => same.FirstOrDefault(f => !f.Met) ?? same.Last())]),
        ];
    }

    /// <summary>Whether it struck before the backfill's end.</summary>
    private async Task<bool> KillOnceAsync(int number, string database)
    {
        await using var program = CryptoFlowProcess.Start(database, set.EnvironmentFor(exchanges));

        // In turn: at any moment from the first instruction on, and at any moment after a page was stored in this life.
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

        // A file that is complete already makes no progress: the kill then counts as too late.
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
