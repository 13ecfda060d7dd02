using CryptoFlow.Trading.Backtesting;

namespace CryptoFlow.Web.Backtests;

/// <summary>How far a run is.</summary>
internal enum BacktestPhase
{
    Running,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>One run. Written by its own thread, read by requests: what they see is one immutable state at a time.</summary>
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

    /// <summary>What is to be seen of a run.</summary>
    /// <param name="Phase">How far it is.</param>
    /// <param name="Progress">How much of it is done.</param>
    /// <param name="EndedAt">ms UTC, or null while it runs.</param>
    /// <param name="Result">Of a completed run.</param>
    /// <param name="Error">Why a failed run failed, a sentence.</param>
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
