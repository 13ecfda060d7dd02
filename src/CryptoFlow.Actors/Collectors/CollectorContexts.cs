using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>
/// Builds what a collector needs from this process's own configuration, once for each exchange. A collector that moves here finds its context by the exchange:
/// nothing of a context ever crosses a process. Safe for concurrent use.
/// </summary>
/// <param name="plans">The exchanges that this process's configuration collects; empty if collecting is switched off.</param>
/// <param name="create">Builds the context of an exchange.</param>
public sealed class CollectorContexts(ImmutableArray<ExchangePlan> plans, Func<ExchangePlan, CollectorContext> create)
{
    private readonly ConcurrentDictionary<Exchange, Lazy<CollectorContext>> _contexts = new();

    public ImmutableArray<ExchangePlan> Plans => plans;

    /// <summary>The context of an exchange, always the same; null if this process's configuration does not collect the exchange.</summary>
    public CollectorContext? Find(Exchange exchange) => plans.FirstOrDefault(p => p.Exchange == exchange) is { } plan
        ? _contexts.GetOrAdd(exchange, _ => new Lazy<CollectorContext>(() => create(plan))).Value
        : null;
}
