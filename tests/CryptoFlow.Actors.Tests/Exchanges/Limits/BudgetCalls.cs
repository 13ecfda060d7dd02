namespace CryptoFlow.Exchanges.Limits;

/// <summary>Short forms of calls to a budget.</summary>
internal static class BudgetCalls
{
    public static Task<RequestPermit?> Ask(
        this RequestBudget budget,
        int cost = 1,
        string endpoint = "a",
        RequestPriority priority = RequestPriority.Sync,
        CancellationToken cancellation = default) => budget.AcquireAsync(cost, endpoint, priority, cancellation).AsTask();

    /// <summary>The permit of a request that was granted without waiting.</summary>
    public static RequestPermit Granted(this Task<RequestPermit?> asked)
    {
        Assert.True(asked.IsCompletedSuccessfully, "No permit was granted.");
        return asked.Result!;
    }

    public static void Answer(this RequestPermit permit)
    {
        permit.Answered();
        permit.Dispose();
    }
}
