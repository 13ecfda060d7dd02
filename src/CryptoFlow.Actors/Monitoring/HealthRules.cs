using System.Collections.Immutable;
using CryptoFlow.Collectors;

namespace CryptoFlow.Monitoring;

/// <summary>What is wrong, in one sentence, and how badly.</summary>
public sealed record HealthFinding(HealthStatus Status, string Reason);

/// <summary>The rules by which the monitor's numbers become a verdict. Pure.</summary>
public static class HealthRules
{
    /// <summary>The WAL file's bound (ARCHITECTURE 9).</summary>
    public const long WalBound = 64L * 1024 * 1024;

    /// <summary>How long a lock time-out keeps the health degraded.</summary>
    public static readonly TimeSpan LockTimeoutMemory = TimeSpan.FromMinutes(1);

    /// <summary>How long a failed query keeps the health degraded.</summary>
    public static readonly TimeSpan ReadFailureMemory = TimeSpan.FromMinutes(1);

    /// <summary>A shorter rest of an exchange is everyday.</summary>
    private static readonly TimeSpan PauseWorthTelling = TimeSpan.FromSeconds(10);

    /// <param name="health">The snapshot; its own status and reasons are not looked at.</param>
    /// <param name="sinceLockTimeout">Since a write last waited in vain for a lock, or null.</param>
    /// <param name="pollInterval">Time between two syncs.</param>
    /// <param name="sinceReadFailure">Since a query last failed on the file, or null.</param>
    public static IEnumerable<HealthFinding> Evaluate(
        SystemHealth health, TimeSpan? sinceLockTimeout, TimeSpan pollInterval, TimeSpan? sinceReadFailure = null) =>
    [
        .. Storage(health, sinceLockTimeout, sinceReadFailure),
        .. health.Collectors.SelectMany(c => Collector(c, health.At)),
        .. Freshness(health, pollInterval),
    ];

    /// <summary>A series is late when closed candles are missing for longer than two of its intervals and three syncs.</summary>
    internal static bool IsBehind(SeriesHealth series, TimeSpan pollInterval) =>
        series is { Collected: true, LagCandles: > 2 and var lag, Stats.NewestTime: not null }
        && lag * series.Stats.Series.Interval.Milliseconds > 3 * pollInterval.TotalMilliseconds;

    private static IEnumerable<HealthFinding> Storage(SystemHealth health, TimeSpan? sinceLockTimeout, TimeSpan? sinceReadFailure)
    {
        if (health.Writer.Failure is { } failure)
            yield return new HealthFinding(HealthStatus.Unhealthy, $"The database cannot be written: {failure}");
        else if (!health.Writer.Open)
            yield return new HealthFinding(HealthStatus.Unhealthy, "The writer has not opened the database yet.");
        if (health.Readers.Count == 0)
            yield return new HealthFinding(HealthStatus.Unhealthy, "No reader has the database open.");
        if (sinceReadFailure < ReadFailureMemory)
            yield return new HealthFinding(HealthStatus.Degraded, "Queries failed on the database file within the last minute; the log says why.");
        if (sinceLockTimeout < LockTimeoutMemory)
            yield return new HealthFinding(HealthStatus.Degraded, "Another program holds the database's write lock for longer than the busy timeout; writes wait and are sent again.");
        if (health.Wal.FileBytes > WalBound)
            yield return new HealthFinding(HealthStatus.Degraded, $"The WAL file has {health.Wal.FileBytes / (1024 * 1024)} MB, more than {WalBound / (1024 * 1024)} MB: a reader does not let go of it.");
    }

    private static IEnumerable<HealthFinding> Collector(CollectorState collector, long now)
    {
        if (collector.Phase == CollectorPhase.Waiting)
            yield return new HealthFinding(HealthStatus.Degraded, $"{collector.Exchange}: {collector.Detail ?? "not answering"}");
        else if (collector.PausedUntil is { } paused && paused - now > PauseWorthTelling.TotalMilliseconds)
        {
            var until = DateTimeOffset.FromUnixTimeMilliseconds(paused);
            yield return new HealthFinding(HealthStatus.Degraded, $"{collector.Exchange} is asked nothing until {until:yyyy-MM-dd HH:mm:ss} UTC: {collector.Detail ?? "it refused"}");
        }

        if (!collector.UnknownSymbols.IsEmpty)
        {
            var symbols = string.Join(", ", collector.UnknownSymbols.Select(s => $"{s.Key} ({s.Value})").Order());
            yield return new HealthFinding(HealthStatus.Degraded, $"{collector.Exchange} does not trade these configured symbols: {symbols}.");
        }
    }

    private static IEnumerable<HealthFinding> Freshness(SystemHealth health, TimeSpan pollInterval)
    {
        var late = ImmutableArray.CreateBuilder<string>();
        foreach (var series in health.Series)
        {
            if (IsBehind(series, pollInterval))
                late.Add($"{series.Stats.Series} ({series.LagCandles} candles)");
        }

        if (late.Count > 0)
            yield return new HealthFinding(HealthStatus.Degraded, $"Behind the exchange: {string.Join(", ", late.Take(5))}{(late.Count > 5 ? $" and {late.Count - 5} more" : "")}.");
    }
}
