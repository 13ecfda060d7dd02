using System.Diagnostics;
using System.Text.Json;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Torture.Load;
using CryptoFlow.Torture.Locks;

namespace CryptoFlow.Torture.Foreign;

/// <summary>Programs of other people open the file while the program writes at full speed.</summary>
internal sealed class ForeignRun(ForeignTimes times, int seed, Action<string> progress)
{
    /// <summary>Allowance for reads under a lock, ms: their 99th percentile may be twice the one without the lock, plus this.</summary>
    private const double ReadsWithinMs = 20;

    /// <summary>Time for the monitor to notice a reader, for health to show it, and for the probe to read health: several ticks of each.</summary>
    private static readonly TimeSpan TimeToName = TimeSpan.FromSeconds(2);

    /// <summary>Health names a lock for this time after its last timeout.</summary>
    private static readonly TimeSpan HealthNamesALock = TimeSpan.FromMinutes(1);

    private const double WalBound = 64.0 * 1024 * 1024;

    /// <summary>A lock proves nothing about a short lock if it was in truth long, or if no transaction asked for it. Then the part is repeated, up to this number of times.</summary>
    private const int Attempts = 5;

    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>Runs the parts whose letters are in <paramref name="parts"/>: a, b, c, d. Parts with the same busy timeout share a program, one after another.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(string parts)
    {
        Part[] all =
        [
            new('a', "a row a second", times.LongBusyTimeout, WritesAsync),
            new('b', "lock, short", times.LongBusyTimeout, ShortLockAsync),
            new('c', "lock, long", times.BusyTimeout, LongLockAsync),
            new('d', "snapshot", times.LongBusyTimeout, SnapshotAsync),
        ];
        var findings = new List<Finding>();
        foreach (var group in all.Where(part => parts.Contains(part.Letter, StringComparison.Ordinal)).GroupBy(part => part.BusyTimeout))
            findings.AddRange(await WithWriterBusyAsync(group.Key, [.. group]));
        return findings;
    }

    private sealed record Part(char Letter, string What, TimeSpan BusyTimeout, Func<Stage, Task<IReadOnlyList<Finding>>> RunAsync);

    /// <summary>Starts a stage, keeps its writer at full speed during all these parts, and runs them.</summary>
    private async Task<IReadOnlyList<Finding>> WithWriterBusyAsync(TimeSpan busyTimeout, IReadOnlyList<Part> parts)
    {
        await using var stage = await Stage.StartAsync(
            EndlessBackfill.Set, EndlessBackfill.ExchangesAsync(60), Stage.ReadTimeout, ("Database:BusyTimeoutMs", $"{busyTimeout.TotalMilliseconds:F0}"));
        await stage.FilledAsync();
        using var stop = new CancellationTokenSource();

        // A run over stored candles writes nothing, so the first runs must last for all parts.
        var writing = EndlessBackfill.RunAsync(stage.Program, EndlessBackfill.Set.Plan, days: 400 * parts.Count, stop.Token);
        await WritesAgainAsync(stage);
        var findings = new List<Finding>();
        foreach (var part in parts)
        {
            progress($"{part.Letter}: {part.What}");
            findings.AddRange((await part.RunAsync(stage)).Select(f => f with { What = $"{part.Letter} {part.What}: {f.What}" }));
        }

        await stop.CancelAsync();
        await writing;
        var letters = string.Concat(parts.Select(part => part.Letter));
        return [.. findings, .. (await stage.EndAsync(only: series => series.Interval == Interval.M15)).Select(f => f with { What = $"{letters}: {f.What}" })];
    }

    private UserPrograms Order(string database, TimeSpan hold, int times, int busyTimeoutMs = 60_000) => new(
        database, seed, new MsRange((int)hold.TotalMilliseconds, (int)hold.TotalMilliseconds), new MsRange(1_000, 1_000), times, busyTimeoutMs, ShownTo: null);

    private async Task<IReadOnlyList<Finding>> WritesAsync(Stage stage)
    {
        var count = (int)times.WriteFor.TotalSeconds;
        var before = await stage.Program.HealthAsync();
        var began = Stopwatch.GetTimestamp();
        await using var user = UserProcess.Start("write", Order(stage.Database, TimeSpan.Zero, count));
        await user.Child.ExitAsync(times.WriteFor * 4 + Patience);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await stage.Program.HealthAsync();
        var done = user.Done;
        var waits = done.Where(d => d.What == "wrote").Select(d => d.WaitedMs).ToList();
        progress($"each write's wait, ms: {string.Join(' ', waits.Select(w => $"{w:F0}"))}");
        var sorted = waits.Order().ToList();
        return
        [
            Finding.Equal("writes of the other program that succeeded", waits.Count, count),
            Finding.None("failed", [.. done.Where(d => d.What == "failed").Select(d => $"{d.Code}")]) with { Replaced = ReplacedSystem.ForeignWriter },
            Finding.None("waits that a busy timeout of 2,000 ms would have ended", [.. waits.Where(w => w >= 2_000).Select(w => $"{w:F0} ms")]) with { Wobbles = true },
            new("waits for the lock", sorted.Count == 0 ? "none" : $"p50 {sorted[sorted.Count / 2]:F0}, p90 {sorted[sorted.Count * 9 / 10]:F0}, max {sorted[^1]:F0} ms; {waits.Count(w => w > times.WriteWithinMs)} above {times.WriteWithinMs:F0} ms"),
            Finding.AtMost("longest wait", sorted.LastOrDefault(), times.WriteWithinMs, "ms"),
            new("candles written meanwhile", $"{(after.RowsWritten() - before.RowsWritten()) / seconds:N0} rows/s"),
            Finding.Zero("the program's own timeouts", after.Timeouts()),
        ];
    }

    private async Task<IReadOnlyList<Finding>> ShortLockAsync(Stage stage)
    {
        var free = await ReadAsync(stage, times.HoldShort);
        return await RepeatedAsync("one transaction waits for a short lock", async () =>
        {
            var was = (await stage.Program.HealthAsync()).LockWaits("writer");
            await using var user = UserProcess.Start("hold", Order(stage.Database, times.HoldShort, 1));
            await user.SaysAsync("holds", Patience);
            var locked = await ReadAsync(stage, times.HoldShort * 0.9);
            var held = await user.SaysAsync("held", Patience);

            // The transaction that waited has ended when others are stored after it, and health counts them in the same order.
            await WritesAgainAsync(stage);
            var now = (await stage.Program.HealthAsync()).LockWaits("writer");
            var waited = now.TotalMs - was.TotalMs;
            return (ProvesNothing(held, now.Count - was.Count),
            [
                new("reads before", $"{free}"),
                new("reads under the lock", $"{locked}"),
                Finding.True("99th percentile of reads", $"{free.Percentile(0.99):F1} before, {locked.Percentile(0.99):F1} ms under the lock", "unaffected", locked.Percentile(0.99) <= (2 * free.Percentile(0.99)) + ReadsWithinMs) with { Wobbles = true },
                Finding.Equal("lockWaitCount, for one transaction that waited", now.Count - was.Count, 1L),

                // The test cannot see when the writer asked for the lock. Before that, the writer may have written a page or paused to let other programs write.
                Finding.True(
                    "counted wait",
                    $"{waited:F1} ms for a lock of {held.TookMs:F1} ms",
                    $"<= {times.WaitRightWithinMs} ms more",
                    waited > 0 && waited <= held.TookMs + times.WaitRightWithinMs) with { Wobbles = true },
                .. await RepeatedAsync("an idle writer waits for a short lock", ExactWaitAsync),
                Finding.Zero("timeouts", now.Timeouts - was.Timeouts),
            ]);
        });
    }

    /// <summary>Sends a page to an idle writer in this process while another process holds the lock. In this case the test knows exactly how long the page must wait.</summary>
    private async Task<(string? ProvesNothing, IReadOnlyList<Finding> Findings)> ExactWaitAsync()
    {
        using var directory = new TempDirectory();
        await using var storage = await StorageHost.StartAsync(
            directory.File("candles.db"), settings: new Dictionary<string, string?> { ["Database:BusyTimeoutMs"] = $"{times.LongBusyTimeout.TotalMilliseconds:F0}" });

        // The first messages make the JIT compile the code that the measured message uses.
        const int WarmUp = 50;
        for (var i = 0; i < WarmUp; i++)
            await storage.WriteAsync(WriteLane.Backfill, Interval.M15, "BTCUSDT", first: i, count: 1);
        await using var user = UserProcess.Start("hold", Order(directory.File("candles.db"), times.HoldShort, 1));
        await user.SaysAsync("holds", Patience);
        var began = Stopwatch.GetTimestamp();
        await storage.WriteAsync(WriteLane.Backfill, Interval.M15, "BTCUSDT", first: WarmUp, count: 1);
        var sent = Stopwatch.GetElapsedTime(began);
        var held = await user.SaysAsync("held", Patience);
        var counted = (await Poll.UntilAsync(storage.Host.HealthAsync, health => health.Writer.MessagesCommitted > WarmUp)).LockWaits["writer"];
        return (ProvesNothing(held, counted.Waits),
        [
            Finding.True(
                "wait of a page sent to an idle writer",
                $"{counted.MaxMs:F1} ms in {counted.Waits} transaction, {sent.TotalMilliseconds:F1} ms from sent to stored",
                "one wait, within the time from sent to stored",
                counted.Waits == 1 && counted.MaxMs > 0 && counted.MaxMs <= sent.TotalMilliseconds),
            Finding.True(
                "how right it is",
                $"{counted.MaxMs:F1} ms counted, a lock of {held.TookMs:F1} ms",
                $"within {times.WaitRightWithinMs} ms",
                Math.Abs(counted.MaxMs - sent.TotalMilliseconds) <= times.WaitRightWithinMs
                && Math.Abs(counted.MaxMs - held.TookMs) <= times.WaitRightWithinMs) with { Wobbles = true },
        ]);
    }

    /// <summary>Why a lock proves nothing about a short lock; null if it proves something. The user's program may get no processor while it holds the lock.</summary>
    private string? ProvesNothing(Did held, long waits) =>
        held.TookMs >= times.LongBusyTimeout.TotalMilliseconds ? $"the lock lasted {held.TookMs:F0} ms"
        : waits == 0 ? $"no transaction asked for the lock of {held.TookMs:F0} ms"
        : null;

    /// <summary>Repeats a part until it proves something, and tells which attempts proved nothing.</summary>
    private static async Task<IReadOnlyList<Finding>> RepeatedAsync(string what, Func<Task<(string? ProvesNothing, IReadOnlyList<Finding> Findings)>> attempt)
    {
        var inVain = new List<string>();
        while (inVain.Count < Attempts)
        {
            var (provesNothing, findings) = await attempt();
            if (provesNothing is null)
                return inVain.Count == 0 ? findings : [.. findings, new($"{what}: attempts that proved nothing", string.Join("; ", inVain))];
            inVain.Add(provesNothing);
        }

        return [Finding.True(what, string.Join("; ", inVain), $"in one of {Attempts} attempts", false)];
    }

    private Task<IReadOnlyList<Finding>> LongLockAsync(Stage stage) => RepeatedAsync("a transaction waits for a long lock", async () =>
    {
        using var probe = new HealthProbe(stage.Server, TimeSpan.FromMilliseconds(200));
        using var stop = new CancellationTokenSource();
        var was = (await stage.Program.HealthAsync()).LockWaits("writer").Timeouts;
        var probing = probe.RunAsync(stop.Token);
        await using var user = UserProcess.Start("hold", Order(stage.Database, times.HoldLong, 1));
        await user.SaysAsync("holds", Patience);
        var reads = await ReadAsync(stage, times.HoldLong * 0.9);
        var held = await user.SaysAsync("held", Patience + times.HoldLong);
        var released = Stopwatch.GetTimestamp();
        await WritesAgainAsync(stage);
        var again = Stopwatch.GetElapsedTime(released);
        var timeouts = (await stage.Program.HealthAsync()).LockWaits("writer").Timeouts - was;
        if (timeouts > 0)
            await Eventually.HoldsAsync(() => Named(probe) is not null, HealthNamesALock, "the probe sees that health reports the lock");
        var degraded = Named(probe);
        if (times.UntilForgotten)
            await Eventually.HoldsAsync(async () => (await stage.Program.HealthAsync()).Status() == "ok", Patience, "the health is ok again");
        var ok = Stopwatch.GetElapsedTime(released);
        await stop.CancelAsync();
        await probing;
        var reason = degraded?.Reasons().First(IsAboutALock);
        return (timeouts > 0 ? null : $"no transaction waited for {times.BusyTimeout.TotalSeconds:F1} s in a lock of {held.TookMs:F0} ms",
        [
            new("the lock", $"{held.TookMs / 1000:F1} s, busy timeout {times.BusyTimeout.TotalSeconds:F1} s"),
            new("reads under the lock", $"{reads}"),
            Finding.True("transactions whose wait timed out", $"{timeouts}", ">= 1, with back-off", timeouts >= 1 && timeouts <= (held.TookMs / times.BusyTimeout.TotalMilliseconds) + 2),
            Finding.True("health reports the lock", reason ?? "never", "degraded with the reason", reason is not null && degraded?.Status() == "degraded"),
            new("candles are written again", $"{again.TotalSeconds:F1} s after the lock's end"),
            .. times.UntilForgotten ? (Finding[])[new("health is ok again", $"{ok.TotalSeconds:F1} s after the lock's end")] : [],
        ]);
    });

    private static bool IsAboutALock(string reason) => reason.Contains("lock", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first answer of health that names a lock.</summary>
    private static JsonElement? Named(HealthProbe probe) =>
        probe.Seen.Select(s => (JsonElement?)s.Health).FirstOrDefault(health => health!.Value.Reasons().Any(IsAboutALock));

    private async Task<IReadOnlyList<Finding>> SnapshotAsync(Stage stage)
    {
        var footprint = new FootprintProbe(stage.Program.Child.Id, stage.Database);
        using var probe = new HealthProbe(stage.Server, TimeSpan.FromMilliseconds(500));
        using var stop = new CancellationTokenSource();
        var beside = Task.WhenAll(footprint.RunAsync(stop.Token), probe.RunAsync(stop.Token));
        var before = await stage.Program.HealthAsync();
        await using var user = UserProcess.Start("snapshot", Order(stage.Database, 2 * Patience, 1));
        await user.SaysAsync("holds", Patience);
        var began = Stopwatch.GetTimestamp();
        await Eventually.PassAsync(times.Snapshot);

        // If the WAL has hardly grown, health need not name the reader. Otherwise the reader stays until health names it. The WAL may have passed the bound only a moment ago.
        var largest = footprint.WalPeakBytes;
        var isDue = OperatingSystem.IsLinux() && (largest > WalBound || (times.Snapshot >= 2 * HealthRules.PinnedTooLong && largest >= 2 * CheckpointPolicy.TruncateBytes));
        (TimeSpan At, string? Reason) Named() => probe.Seen
            .Select(s => (s.At, Reason: s.Health.Reasons().FirstOrDefault(r => r.Contains($"(process {user.Child.Id})", StringComparison.Ordinal))))
            .FirstOrDefault(s => s.Reason is not null);
        if (isDue)
            await Eventually.HoldsAsync(() => Named().Reason is not null, Patience, $"health names the reader of process {user.Child.Id}");
        user.Child.Kill();
        await user.Child.ExitAsync(Patience);
        var ended = Stopwatch.GetTimestamp();
        var held = Stopwatch.GetElapsedTime(began, ended);
        var after = await stage.Program.HealthAsync();
        var small = await ShrinksAsync(footprint, ended);
        await stop.CancelAsync();
        await beside;
        var named = Named();
        return
        [
            new("candles written during the snapshot", $"{(after.RowsWritten() - before.RowsWritten()) / held.TotalSeconds:N0} rows/s"),
            new("WAL file, peak", $"{footprint.WalPeakBytes / 1048576.0:F0} MB"),
            Finding.True("health names the reader", named.Reason is null ? "never" : $"after {named.At.TotalSeconds:F0} s: {named.Reason}", isDue ? "names the reader" : "names the reader if it makes the WAL grow", named.Reason is not null || !isDue),
            Finding.AtMost("the snapshot until health named the reader", held.TotalSeconds, (times.Snapshot + TimeToName).TotalSeconds, "s"),
            Finding.True("WAL file below 64 MB again while the program writes", small is null ? "never" : $"{small.Value.TotalSeconds:F1} s after the snapshot's end", $"within {times.SmallAgainWithin.TotalSeconds:F0} s", small <= times.SmallAgainWithin) with { Wobbles = small is not null },
            Finding.Zero("lock waits (BUSY)", after.LockWaitCount() - before.LockWaitCount()),
        ];
    }

    private static async Task<TimeSpan?> ShrinksAsync(FootprintProbe footprint, long since)
    {
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            if (footprint.WalBytes() <= WalBound)
                return Stopwatch.GetElapsedTime(since);
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(50));
        }

        return null;
    }

    /// <summary>Reads pages for this time and returns the duration of each read. A wrong answer ends the run.</summary>
    private async Task<Latencies> ReadAsync(Stage stage, TimeSpan lasts)
    {
        using var load = new ClosedLoop(stage.Server, clients: 2);
        using var stop = new CancellationTokenSource(lasts);
        await load.RunAsync(_ => new Ask("/api/candles?symbol=BTCUSDT&limit=500", body => CandlePage.FindDefect(body.Span, Interval.M15, 500, last: null)).ByQuery(), seed, stop.Token);
        return load.Defects.Count == 0 && load.Refused == 0
            ? load.Times
            : throw new InvalidOperationException($"Reads failed: {load.Refused} refused; {string.Join("; ", load.Defects.Take(3))}");
    }

    private static async Task WritesAgainAsync(Stage stage)
    {
        var before = (await stage.Program.HealthAsync()).RowsWritten();
        await Eventually.HoldsAsync(async () => (await stage.Program.HealthAsync()).RowsWritten() > before + 5_000, Patience, "candles are written");
    }
}
