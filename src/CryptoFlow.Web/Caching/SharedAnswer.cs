namespace CryptoFlow.Web.Caching;

/// <summary>
/// One answer for all who ask at about the same time; answers are made one after the other. Each gets one that was begun no earlier than it asked: whoever comes while
/// one is being made waits for the next. Safe for concurrent use.
/// </summary>
/// <param name="make">Makes an answer. What it throws is thrown at all who wait for that one.</param>
/// <param name="servesAll">Whether an answer is as good for those who have asked while it was being made, as one that only stands in is: they do not wait for another.</param>
internal sealed class SharedAnswer<T>(Func<Task<T>> make, Func<T, bool>? servesAll = null)
{
    private readonly Lock _lock = new();

    /// <summary>What is to be made next, for those who have asked since the last one was begun.</summary>
    private TaskCompletionSource<T>? _next;

    private bool _making;

    /// <param name="aborted">Ends the wait, not the making: others may wait for it.</param>
    public Task<T> GetAsync(CancellationToken aborted)
    {
        TaskCompletionSource<T> answer;
        bool begins;
        lock (_lock)
        {
            answer = _next ??= new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            begins = !_making;
            _making = true;
        }

        if (begins)
            _ = MakeAsync();
        return answer.Task.WaitAsync(aborted);
    }

    /// <summary>Makes answers until nobody waits for one.</summary>
    private async Task MakeAsync()
    {
        while (TakeNext() is { } answer)
        {
            try
            {
                var made = await make();
                answer.SetResult(made);
                if (servesAll?.Invoke(made) == true)
                    TakeWaiting()?.SetResult(made);
            }
#pragma warning disable CA1031 // Whatever failed is the answer of all who wait for it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                answer.SetException(failure);
            }
        }
    }

    private TaskCompletionSource<T>? TakeWaiting()
    {
        lock (_lock)
        {
            var waiting = _next;
            _next = null;
            return waiting;
        }
    }

    private TaskCompletionSource<T>? TakeNext()
    {
        lock (_lock)
        {
            var answer = _next;
            _next = null;
            _making = answer is not null;
            return answer;
        }
    }
}
