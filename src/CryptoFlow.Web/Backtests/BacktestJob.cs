using CryptoFlow.Messages;
using CryptoFlow.Trading.Backtesting;

namespace CryptoFlow.Web.Backtests;

/// <summary>The phase of a run.</summary>
internal enum BacktestPhase
{
    Running,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>One run of a backtest. The run's thread replaces the state, and requests read it. Each state is immutable, so a request sees a consistent state.</summary>
internal sealed class BacktestJob
{
    private readonly CancellationTokenSource _cancelling = new();
    private readonly TimeProvider _time;
    private volatile State _state = new(BacktestPhase.Running, default, null, null, null);

    public BacktestJob(RunId run, BacktestRequest request, TimeProvider time)
    {
        Run = run;
        Request = request;
        _time = time;
        StartedAt = Now;
    }

    /// <summary>The visible state of a run.</summary>
    /// <param name="Phase">The phase.</param>
    /// <param name="Progress">The progress so far.</param>
    /// <param name="EndedAt">ms UTC; null while the run is running.</param>
    /// <param name="Result">The result of a completed run, else null.</param>
    /// <param name="Error">The reason of a failed run as a sentence, else null.</param>
    public sealed record State(BacktestPhase Phase, BacktestProgress Progress, long? EndedAt, BacktestDocument? Result, string? Error);

    public RunId Run { get; }

    public BacktestRequest Request { get; }

    /// <summary>ms UTC.</summary>
    public long StartedAt { get; }

    public State Current => _state;

    public bool IsRunning => _state.EndedAt is null;

    public long? EndedAt => _state.EndedAt;

    public CancellationToken Cancellation => _cancelling.Token;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Cancel() => _cancelling.Cancel();

    public void Report(BacktestProgress progress) => _state = _state with { Progress = progress };

    public void Complete(BacktestResult result) =>
        _state = _state with { Phase = BacktestPhase.Completed, EndedAt = Now, Result = BacktestDocument.Of(result) };

    public void Fail(string error) => _state = _state with { Phase = BacktestPhase.Failed, EndedAt = Now, Error = error };

    public void EndCancelled() => _state = _state with { Phase = BacktestPhase.Cancelled, EndedAt = Now };
}
