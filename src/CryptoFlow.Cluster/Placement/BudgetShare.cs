using CryptoFlow.Collectors;

namespace CryptoFlow.Cluster.Placement;

/// <summary>Whether the collectors of this node use half of each request limit. Safe for concurrent use.</summary>
internal sealed class BudgetShare(CollectorContexts contexts)
{
    private readonly Lock _gate = new();
    private bool _half;

    /// <summary>The context of an exchange for its collector, with the present share; null if this node's configuration does not collect the exchange.</summary>
    public CollectorContext? Find(Market.Exchange exchange)
    {
        lock (_gate)
        {
            var context = contexts.Find(exchange);
            context?.Client.Budget.UseHalf(_half);
            return context;
        }
    }

    public void UseHalf(bool half)
    {
        lock (_gate)
        {
            _half = half;
            foreach (var context in contexts.Built)
                context.Client.Budget.UseHalf(half);
        }
    }
}
