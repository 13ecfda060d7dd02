namespace CryptoFlow.Testing;

/// <summary>Waits by polling for a state that a test can see from outside.</summary>
public static class Poll
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks repeatedly until the result is as expected.</summary>
    /// <exception cref="TimeoutException">The expected result did not come within the time. The message gives the last result.</exception>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Predicate<T> expected, TimeSpan? within = null)
    {
        var limit = within ?? HangGuard.Limit;
        using var timeout = new CancellationTokenSource(limit);
        while (true)
        {
            var seen = await look();
            if (expected(seen))
                return seen;
            if (timeout.IsCancellationRequested)
                throw new TimeoutException($"The expected result did not come within {limit.TotalSeconds} s. Last result: {Shown(seen)}");
            await Task.Delay(Apart, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="UntilAsync{T}(Func{Task{T}}, Predicate{T}, TimeSpan?)"/>
    public static Task<T> UntilAsync<T>(Func<T> look, Predicate<T> expected, TimeSpan? within = null) =>
        UntilAsync(() => Task.FromResult(look()), expected, within);

    private static object? Shown(object? seen) => seen is IReadOnlyCollection<string> lines ? $"{lines.Count} lines: {string.Join("; ", lines.Take(5))}" : seen;
}
