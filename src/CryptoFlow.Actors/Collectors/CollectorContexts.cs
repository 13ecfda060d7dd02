using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>
/// Builds the context of each exchange's collector once, from this process's own configuration. A collector that moves to this process gets its context here,
/// because a context is never sent to another process. Safe for concurrent use.
/// </summary>
/// <param name="plans">The exchanges that are collected by this process's configuration; empty if collecting is switched off.</param>
/// <param name="create">Builds the context of an exchange.</param>
public sealed class CollectorContexts(ImmutableArray<ExchangePlan> plans, Func<ExchangePlan, CollectorContext> create)
{
    private readonly ConcurrentDictionary<Exchange, Lazy<CollectorContext>> _contexts = new();

    public ImmutableArray<ExchangePlan> Plans => plans;

    /// <summary>The context of an exchange, always the same instance; null if this process's configuration does not collect the exchange.</summary>
    public CollectorContext? Find(Exchange exchange) => plans.FirstOrDefault(p => p.Exchange == exchange) is { } plan
        ? _contexts.GetOrAdd(exchange, _ => new Lazy<CollectorContext>(() => create(plan))).Value
        : null;
}
