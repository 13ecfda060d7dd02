namespace CryptoFlow.Exchanges.Limits;

/// <summary>The running count of one <see cref="RequestLimit"/>. Not thread-safe: the budget's lock guards it.</summary>
internal interface ILimitMeter
{
    /// <summary>What is allowed in one window.</summary>
    int Limit { get; }

    /// <summary>What is taken of <see cref="Limit"/> at this moment, requests under way included.</summary>
    int Used(BudgetInstant now);

    /// <summary>
    /// How long until it is worth looking again whether a request may start: zero = it may start now,
    /// <see cref="TimeSpan.MaxValue"/> = not before an answer arrives.
    /// </summary>
    /// <param name="cost">What the request costs.</param>
    /// <param name="reserve">What has to stay unused beside it, less than <see cref="Limit"/>.</param>
    /// <param name="now">The moment.</param>
    TimeSpan TimeUntilFree(int cost, int reserve, BudgetInstant now);

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
