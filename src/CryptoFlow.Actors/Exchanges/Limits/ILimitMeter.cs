namespace CryptoFlow.Exchanges.Limits;

/// <summary>The running count of one <see cref="RequestLimit"/>. Not thread-safe: the budget's lock guards it.</summary>
internal interface ILimitMeter
{
    /// <summary>The allowed amount in one window.</summary>
    int Limit { get; }

    /// <summary>The used amount of <see cref="Limit"/> at this moment, requests under way included.</summary>
    int Used(BudgetInstant now);

    /// <summary>
    /// The time after which to check again whether a request may start. Zero: the request may start now. <see cref="TimeSpan.MaxValue"/>: it may not start before
    /// an answer arrives.
    /// </summary>
    /// <param name="cost">What the request costs.</param>
    /// <param name="reserve">The amount that has to stay unused in addition, less than <see cref="Limit"/>.</param>
    /// <param name="now">The moment.</param>
    TimeSpan TimeUntilFree(int cost, int reserve, BudgetInstant now);

    /// <summary>How much of <see cref="Limit"/> a request with this cost uses.</summary>
    int CostOf(int cost);

    /// <summary>A request is about to be sent.</summary>
    void Start(int cost);

    /// <summary>
    /// The answer to a request arrived at <paramref name="end"/>. If <paramref name="answered"/> is false, there was no answer, and the request cannot reach the
    /// exchange after that time.
    /// </summary>
    void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered);

    /// <summary>
    /// The answer to a request sent at <paramref name="start"/> gives the exchange's count. It has an effect only if it is above our own count.
    /// </summary>
    void Observe(int used, BudgetInstant start, BudgetInstant now);

    /// <summary>
    /// Another process behind the same address may have used this amount. The exchange may have counted it in any window that contains <paramref name="now"/>, or
    /// may count it until <paramref name="latest"/>, which may be before <paramref name="now"/>.
    /// </summary>
    void Spend(int used, BudgetInstant now, BudgetInstant latest);

    /// <summary>The exchange declared another limit.</summary>
    void AdoptLimit(int limit);

    /// <summary>The least time until the last of this number of requests may start.</summary>
    TimeSpan LeastTime(int requests, int cost, BudgetInstant now);
}
