using System.Collections.Immutable;
using Akka.Actor;
using static CryptoFlow.Collectors.CollectorProtocol;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Collectors;

/// <summary>The series that users add at run time: the requests about them, and their backfills.</summary>
public sealed partial class CollectorManagerActor
{
    /// <summary>Time limit for a check, which asks the exchange, and for a collector that reads the list of added series.</summary>
    private static readonly TimeSpan SeriesWithin = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Time limit for the first reply of a collector (<see cref="SeriesCheckBegun"/>). Nobody may wait for the exchange when the collector itself is gone. Longer than a planned
    /// move of the collector, and as long as an HTTP request waits for a writer that is gone.
    /// </summary>
    private static readonly TimeSpan BegunWithin = TimeSpan.FromSeconds(5);

    /// <summary>The most backfills that wait for the list of added series. Each wait ends at the time limit of the sender.</summary>
    private const int MostEarlyRuns = 16;

    private readonly Queue<(StartBackfill Start, IActorRef Asker, TimeSpan Until)> _earlyRuns = [];

    private void OnSeries(Exchange exchange, TimeSpan remaining, Func<RequestId, TimeSpan, IExchangeRequest> create)
    {
        if (!_collectors.ContainsKey(exchange))
        {
            Sender.Tell(new BackfillRefused(default, BackfillRefusal.NothingInScope, NotCollected(exchange)));
            return;
        }

        var request = RequestId.New();
        Begin(request, new UserRequest(default, UserRequestKind.Series, Sender, [exchange]), (_, wait) => create(request, wait), remaining, SeriesWithin, BegunWithin);
    }

    /// <summary>The collector is there, so the user waits for the exchange.</summary>
    private void OnBegun(SeriesCheckBegun begun)
    {
        if (_requests.TryGetValue(begun.Request, out var request))
            Timers.StartSingleTimer(begun.Request, new TimeIsUp(begun.Request), TimeSpan.FromTicks(Math.Max(0, (request.Until - Uptime).Ticks)));
    }

    /// <summary>A monotonic clock.</summary>
    private static TimeSpan Uptime => Context.System.Scheduler.MonotonicClock;

    private ImmutableArray<SeriesKey> AddedOf(Exchange exchange) => _states.GetValueOrDefault(exchange)?.Added ?? [];

    /// <summary>
    /// Whether the scope may name an added series of a collector that has not read the list yet. Then the run waits for that collector's next report. This happens
    /// in the command <c>backfill</c>, which asks right after the start.
    /// </summary>
    private bool IsTooEarly(StartBackfill start)
    {
        var exchanges = _collectors.Keys.Where(e => start.Scope.Exchange is null || e == start.Scope.Exchange);
        if (_earlyRuns.Count >= MostEarlyRuns || exchanges.All(e => _states.GetValueOrDefault(e) is { HasReadAdded: true }))
            return false;
        _earlyRuns.Enqueue((start, Sender, Uptime + start.Remaining));
        return true;
    }

    private void StartEarlyRuns()
    {
        for (var count = _earlyRuns.Count; count > 0; count--)
        {
            var (start, asker, until) = _earlyRuns.Dequeue();
            if (until - Uptime is { Ticks: > 0 } remaining)
                Self.Tell(start with { Remaining = remaining }, asker);
            else
                asker.Tell(new BackfillRefused(start.Run, BackfillRefusal.NotAnswering, "The collectors did not read the list of added series in time."));
        }
    }
}
