using System.Collections.Immutable;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Monitor;

namespace CryptoFlow.Monitoring;

/// <summary>A snapshot of a healthy system.</summary>
internal static class TestHealth
{
    public static readonly CollectorState Collector = new(
        Exchange.Binance, CollectorPhase.Collecting, null, 0, ImmutableDictionary<string, string>.Empty, null, null, 0, 0, 0, 0, 0, 0, 2400, null);

    public static readonly SystemHealth Well = new(
        HealthStatus.Ok,
        [],
        0,
        ImmutableSortedDictionary<Interval, long>.Empty,
        new WriterHealth(
            Open: true, null, 0, 0, 0, 0, 0, 0, ImmutableSortedDictionary<string, DurationStats>.Empty, ImmutableSortedDictionary<string, DurationStats>.Empty),
        new ReadersHealth(2, 0, 0, 0, 0, 0, 0, 0, DurationStats.None, DurationStats.None),
        new WalHealth(0, 0, 0, null, null, 0, 0),
        ImmutableSortedDictionary<string, LockWaitHealth>.Empty,
        [Collector],
        []);
}
