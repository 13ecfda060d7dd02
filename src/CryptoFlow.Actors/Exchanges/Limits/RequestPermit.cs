namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// The right to send one request now. The caller calls <see cref="Answered"/> as soon as the headers of the answer arrive. If it disposes the
/// permit without that call, the budget assumes that the request may still reach the exchange for a while.
/// </summary>
public sealed class RequestPermit : IDisposable
{
    private readonly RequestBudget _budget;
    private int _returned;

    internal RequestPermit(RequestBudget budget, BudgetLane lane, int cost, BudgetInstant start)
    {
        _budget = budget;
        Lane = lane;
        Cost = cost;
        Start = start;
    }

    /// <summary>What the request costs, in the exchange's unit.</summary>
    public int Cost { get; }

    /// <summary>When the permit was granted (our clock).</summary>
    public DateTimeOffset GrantedAt => DateTimeOffset.FromUnixTimeMilliseconds(Start.UtcMs);

    internal BudgetLane Lane { get; }

    internal BudgetInstant Start { get; }

    /// <summary>The exchange has answered, or the request was certainly not sent.</summary>
    public void Answered() => Return(answered: true);

    /// <summary>
    /// Passes on the count that the exchange reports for a limit (a header of the answer). It can only raise the budget's own count.
    /// </summary>
    /// <param name="limitName">Name of the <see cref="RequestLimit"/>.</param>
    /// <param name="used">The exchange's count in the limit's current window, for all programs on this address.</param>
    public void ReportUsed(string limitName, int used) => _budget.Observe(this, limitName, used);

    public void Dispose() => Return(answered: false);

    private void Return(bool answered)
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
            _budget.Settle(this, answered);
    }
}
