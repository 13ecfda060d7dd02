using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CryptoFlow.Torture.Foreign;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Rounds;

/// <summary>
/// One database file, from its creation through everything that may happen to its program, to an undisturbed end. At the end no candle that any client saw may be
/// lost, and the file must equal the exchanges. The seed decides everything that is random.
/// </summary>
internal sealed class TortureRound(int seed, TimeSpan disturbed)
{
    /// <summary>The result codes that a user's program may get from SQLite: BUSY; and CANTOPEN and ERROR while the file or its tables do not exist yet.</summary>
    private static readonly int[] Everyday = [1, 5, 14];

    /// <summary>
    /// A busy timeout that no lock of the users' programs reaches. They hold a lock for at most 2.5 s, but on a busy machine they may get no processor meanwhile.
    /// </summary>
    private const int LongBusyTimeoutMs = 60_000;

    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>The program promises 5 s. The machine may be busy with other programs, so the test allows three times that.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(15);

    private readonly Random _random = new(seed);
    private readonly ShownCandles _shown = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("cryptoflow-torture-").FullName;
    private int _lives;
    private int _kills;
    private int _terminations;
    private int _suspensions;
    private long _answers;
    private long _pushes;
    private long _lockWaits;
    private long _timeouts;

    private string Database => Path.Combine(_directory, "candles.db");

    /// <summary>Runs the round. Returns one line about the round, and a finding for each promise that was broken. If there is such a finding, the directory is kept.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        var foreigners = _random.Next(4) > 0;
        var busyTimeoutMs = _random.Next(3) == 0 ? 1_000 : LongBusyTimeoutMs;
        var set = DrawSet(busyTimeoutMs);
        var plan = new FaultPlan(_random);
        await using var exchanges = await SimulatorProcess.StartAsync("--speed", "60", "--no-limits", "--latency-ms", "40", "--seed", Text(_random.Next(1_000)));
        await DisturbAsync(set, exchanges, plan, foreigners, busyTimeoutMs);
        await exchanges.ClearFaultsAsync();
        var findings = await UndisturbedAsync(set, exchanges, plan);

        var broken = findings.Where(f => !f.Met).Append(Finding.None("errors during the round", _wrong)).Where(f => !f.Met).ToList();
        var line = $"{_lives} lives, {_kills} SIGKILL, {_terminations} SIGTERM, {_suspensions} SIGSTOP, {plan.Summary}, "
            + (foreigners ? $"lockers ({_lockWaits} waits, {_timeouts} timed out, timeout {busyTimeoutMs} ms)" : "no lockers")
            + $", {_answers:N0} answers, {_pushes:N0} pushes, {_shown.Count:N0} candles shown";
        if (broken.Count > 0)
            await File.WriteAllLinesAsync(Path.Combine(_directory, "broken.txt"), [$"seed {seed}", line, .. broken.Select(f => $"{f.What}: {f.Measured}"), .. _wrong]);
        else
            Directory.Delete(_directory, recursive: true);
        return [Finding.True($"round of seed {seed}", line, broken.Count == 0 ? "all holds" : $"all holds (kept: {_directory})", broken.Count == 0), .. broken];
    }

    /// <summary>Draws the series to collect, and settings that change how the storage works.</summary>
    private CollectedSet DrawSet(int busyTimeoutMs) => new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "365",
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:Timeframes:1"] = "1h",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Collector:GapRetrySeconds"] = "1",
        ["Collector:ConfirmMissingAfterAsks"] = "100",
        ["Collector:RequestTimeoutSeconds"] = "2",
        ["Collector:RequestsInFlight"] = Text(_random.Next(1, 5)),
        ["Collector:PagesInFlight"] = Text(_random.Next(1, 4)),
        ["Database:BusyTimeoutMs"] = Text(busyTimeoutMs),
        ["Database:Readers"] = Text(_random.Next(1, 5)),
        ["Database:WalAutocheckpointPages"] = _random.Next(2) == 0 ? "100" : "5000",
        ["Database:Synchronous"] = _random.Next(4) == 0 ? "FULL" : "NORMAL",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:binance:Symbols:1"] = "ETHUSDT",
        ["Exchanges:bybit:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bitget:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bitget:HistoryDays"] = "60",
    });

    private async Task DisturbAsync(CollectedSet set, SimulatorProcess exchanges, FaultPlan plan, bool foreigners, int busyTimeoutMs)
    {
        var shownTo = Path.Combine(_directory, "shown-to-reader.txt");
        UserProcess[] users = foreigners ? [.. StartUsers(shownTo)] : [];
        var began = Stopwatch.GetTimestamp();
        try
        {
            while (Stopwatch.GetElapsedTime(began) < disturbed)
                await LiveAsync(set, exchanges, plan, foreigners, busyTimeoutMs);
        }
        finally
        {
            foreach (var user in users)
            {
                foreach (var failed in user.Done.Where(d => d.What == "failed" && !Everyday.Contains(d.Code)))
                    _wrong.Enqueue($"a user's program was answered {failed.Code} by SQLite");
                if (user.Child.HasExited)
                    _wrong.Enqueue($"a user's program has ended: {user.Child.Transcript()}");

                // Kills the program together with the locks that it holds.
                await user.DisposeAsync();
            }
        }

        _shown.AddFile(shownTo);
    }

    private IEnumerable<UserProcess> StartUsers(string shownTo)
    {
        foreach (var (what, hold, pause) in ((string, MsRange, MsRange)[])
        [
            ("hold", new(50, 2_500), new(200, 2_000)),
            ("write", new(0, 0), new(50, 1_000)),
            ("snapshot", new(100, 4_000), new(10, 500)),
            ("read", new(0, 0), new(10, 200)),
            ("delete", new(0, 0), new(2_000, 6_000)),
        ])
        {
            yield return UserProcess.Start(what, new UserPrograms(Database, _random.Next(), hold, pause, 0, 2_000, what == "read" ? shownTo : null));
        }
    }

    /// <summary>One life of the program: its start, the disturbances, its end.</summary>
    private async Task LiveAsync(CollectedSet set, SimulatorProcess exchanges, FaultPlan plan, bool foreigners, int busyTimeoutMs)
    {
        var number = ++_lives;
        await using var program = CryptoFlowProcess.Start(Database, set.EnvironmentFor(exchanges));
        var life = new Life(program, set, _shown, _wrong, foreigners, _random.Next());
        var use = life.UseAsync();
        var suspended = false;

        // One life in four ends at a random moment after its first instruction, the others after they have served for a while.
        var lasts = TimeSpan.FromMilliseconds(_random.Next(1_500));
        if (_random.Next(4) > 0)
        {
            await life.Serves;
            lasts = TimeSpan.FromMilliseconds(_random.Next(1_000, 9_000));
        }

        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < lasts && !program.Child.HasExited)
        {
            switch (_random.Next(10))
            {
                case < 6:
                    await exchanges.AddFaultAsync(plan.Draw());
                    break;
                case 6:
                    await exchanges.ClearFaultsAsync();
                    break;
                case 7:
                    suspended = true;
                    _suspensions++;
                    program.Child.Suspend();
                    await Eventually.PassAsync(TimeSpan.FromMilliseconds(_random.Next(50, 1_500)));
                    program.Child.Resume();
                    break;
            }

            await Eventually.PassAsync(TimeSpan.FromMilliseconds(_random.Next(50, 700)));
        }

        if (!program.Child.HasExited)
            await EndAsync(program, life, number);
        else if (!life.HasMetALock)
            _wrong.Enqueue($"life {number} has ended by itself: {program.Child.Transcript()}");
        await use;
        _answers += life.Answers;
        _pushes += life.Pushes;
        CountLockWaits(life, number, suspended || busyTimeoutMs < LongBusyTimeoutMs);
        await LogAsync(program, number);
    }

    private async Task EndAsync(CryptoFlowProcess program, Life life, int number)
    {
        var served = program.Http.BaseAddress is not null;
        life.Ending();
        if (_random.Next(10) < 7)
        {
            _kills++;
            program.Child.Kill();
            await program.Child.ExitAsync(Patience);
            return;
        }

        _terminations++;
        var (took, exitCode) = await program.TerminateAsync(Patience);

        // A signal that comes before the program has a handler ends the program with the code of the system (143).
        if (exitCode != 0 && (served || exitCode != 143))
            _wrong.Enqueue($"life {number}: exit code {exitCode} after SIGTERM: {program.Child.Transcript()}");
        if (took > EndsWithin)
            _wrong.Enqueue($"life {number}: ended {took.TotalSeconds:F1} s after SIGTERM");
    }

    /// <summary>A wait may time out only where a lock is held for longer than the busy timeout, or where the program itself was stopped for a while.</summary>
    private void CountLockWaits(Life life, int number, bool mayTimeOut)
    {
        if (life.Health.ValueKind == System.Text.Json.JsonValueKind.Undefined)
            return;
        _lockWaits += life.Health.LockWaitCount();
        _timeouts += life.Health.Timeouts();
        if (!mayTimeOut && life.Health.Timeouts() > 0)
            _wrong.Enqueue($"life {number}: the waits of {life.Health.Timeouts()} transactions timed out, though no lock was held for longer than the busy timeout");
    }

    private async Task LogAsync(CryptoFlowProcess program, int number)
    {
        foreach (var error in program.ErrorsLogged(alerts: false))
            _wrong.Enqueue($"life {number} logged: {error}");
        await File.WriteAllTextAsync(Path.Combine(_directory, $"life-{number}.log"), program.Child.Transcript());
    }

    /// <summary>Without disturbances the program collects every missing candle. Then the test compares the whole file with the exchanges.</summary>
    private async Task<IReadOnlyList<Finding>> UndisturbedAsync(CollectedSet set, SimulatorProcess exchanges, FaultPlan plan)
    {
        var until = await exchanges.StopClockAsync();
        await using var program = await CryptoFlowProcess.ServeAsync(Database, set.EnvironmentFor(exchanges));
        var findings = new List<Finding>();
        try
        {
            await program.BackfillCompletedAsync(set.Plan.Exchanges.Length, Patience);
            await Eventually.HoldsAsync(async () => Open((await program.GetAsync("/api/gaps?limit=1")).GetProperty("totals")) == 0, Patience, "all gaps are filled");
            findings.Add(await CountedBurst.RunAsync(program, seed));
            await Eventually.HoldsAsync(async () => (await program.HealthAsync()).Status() == "ok", Patience, "the health is ok");
            var health = await program.HealthAsync();
            findings.Add(Finding.Zero("lock waits while no other program uses the file", health.LockWaitCount()));
            findings.Add(Finding.None("contradictions in health", [.. health.Contradictions()]));
            findings.Add(Finding.Equal("exit code", (await program.TerminateAsync(Patience)).ExitCode, 0));
            findings.Add(Finding.None("files left beside the database file", program.Leftovers()));
        }
        catch (Exception never) when (never is TimeoutException or InvalidOperationException or HttpRequestException)
        {
            findings.Add(Finding.None("the program did not finish, although nothing disturbed it", [never.Message, string.Join(", ", (await program.HealthAsync()).Reasons())]));
        }

        await LogAsync(program, ++_lives);
        using var file = new ForeignConnection(Database, readOnly: true);
        return
        [
            .. findings,
            .. await Audit.FindingsAsync(Database, exchanges, set.Plan, until),
            Finding.None("candles that clients saw and that are lost or changed", _shown.Missing(file, plan.Revisions)),
        ];
    }

    private static long Open(System.Text.Json.JsonElement totals) => totals.GetProperty("open").GetInt64() + totals.GetProperty("repairing").GetInt64();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
