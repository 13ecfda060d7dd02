namespace CryptoFlow.Exchanges.Limits;

/// <summary>The running count of one <see cref="RequestLimit"/>. Not thread-safe: the budget's lock guards it.</summary>
internal interface ILimitMeter
{
    /// <summary>What is allowed in one window.</summary>
    int Limit { get; }

    /// <summary>What is taken of <see cref="Limit"/> at this moment, requests under way included.</summary>
    int Used(BudgetInstant now);

    /// <summary>
    /// How long until a request of this cost may start if nothing else happens: zero = now,
    /// <see cref="TimeSpan.MaxValue"/> = not before an answer arrives.
    /// </summary>
    TimeSpan TimeUntilFree(int cost, BudgetInstant now);

    /// <summary>A request is about to be sent.</summary>
    void Start(int cost);

    /// <summary>
    /// A request's answer arrived at <paramref name="end"/>, or will have arrived by then if it ever does
    /// (<paramref name="answered"/> false).
    /// </summary>
    void Finish(int cost, BudgetInstant start, BudgetInstant end, bool answered);

    /// <summary>The exchange said, in the answer to a request sent at <paramref name="start"/>, what it has counted; only more than we know matters.</summary>
    void Observe(int used, BudgetInstant start, BudgetInstant now);

    /// <summary>The exchange declared another limit.</summary>
    void AdoptLimit(int limit);

    /// <summary>The least time until the last of so many requests may start.</summary>
    TimeSpan LeastTime(int requests, int cost, BudgetInstant now);
}
