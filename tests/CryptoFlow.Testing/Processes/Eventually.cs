using System.Diagnostics;

namespace CryptoFlow.Testing.Processes;

/// <summary>Waits by polling for a state of another process.</summary>
public static class Eventually
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Pause between two requests to a program, for a state that lasts. A request costs both processes some milliseconds of processor time, which the other tests
    /// need more than this test needs the last 100 ms.
    /// </summary>
    public static readonly TimeSpan Request = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks repeatedly until there is a result.</summary>
    /// <param name="look">Looks once; null: no result yet.</param>
    /// <param name="within">Longest wait.</param>
    /// <param name="what">What the test waits for, in words, for the message of a failure.</param>
    /// <param name="every">Pause between two looks; 20 ms by default, for looks that cost almost nothing.</param>
    /// <exception cref="TimeoutException">No result came within the time.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> look, TimeSpan within, string what, TimeSpan? every = null)
        where T : class
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (Stopwatch.GetElapsedTime(began) > within)
                throw new TimeoutException($"Waited {within.TotalSeconds:0} s, but this did not happen: {what}.");
            await PassAsync(every ?? Period);
        }
    }

    /// <summary>Looks repeatedly until the condition holds.</summary>
    public static Task HoldsAsync(Func<Task<bool>> look, TimeSpan within, string what, TimeSpan? every = null) =>
        GetAsync(async () => await look() ? "yes" : null, within, what, every);

    /// <summary>Looks repeatedly until the condition holds.</summary>
    public static Task HoldsAsync(Func<bool> look, TimeSpan within, string what) => HoldsAsync(() => Task.FromResult(look()), within, what);

    /// <summary>Waits for a length of real time. Only for tests about a duration; a test about a state polls instead.</summary>
    public static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, CancellationToken.None);
}
