using System.Diagnostics;

namespace CryptoFlow.Testing.Processes;

/// <summary>Waits by polling for a state of another process.</summary>
public static class Eventually
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks until there is something.</summary>
    /// <param name="look">One look; null: not yet.</param>
    /// <param name="within">Patience.</param>
    /// <param name="what">What is waited for, in words, for the failure.</param>
    /// <param name="every">How often to look; every 20 ms where a look costs next to nothing.</param>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> look, TimeSpan within, string what, TimeSpan? every = null)
        where T : class
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (Stopwatch.GetElapsedTime(began) > within)
                throw new TimeoutException($"Waited {within.TotalSeconds:0} s in vain: {what}.");
            await PassAsync(every ?? Period);
        }
    }

    /// <summary>Looks until it holds.</summary>
    public static Task HoldsAsync(Func<Task<bool>> look, TimeSpan within, string what) =>
        GetAsync(async () => await look() ? "yes" : null, within, what);

    /// <summary>Looks until it holds.</summary>
    public static Task HoldsAsync(Func<bool> look, TimeSpan within, string what) => HoldsAsync(() => Task.FromResult(look()), within, what);

    /// <summary>Waits for a length of real time. Only for tests about a duration; a test about a state polls instead.</summary>
    public static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, CancellationToken.None);
}
