namespace CryptoFlow.Storage.Retention;

/// <summary>The removal of old candles by this process. Times in ms UTC, counts since the start of the program.</summary>
/// <param name="Rules">For how long candles are kept.</param>
public sealed record RetentionStatus(RetentionRules Rules)
{
    /// <summary>True while a run is under way.</summary>
    public bool Running { get; init; }

    /// <summary>When the last run ended; null if none has ended.</summary>
    public long? LastRunAt { get; init; }

    /// <summary>Candles that the last run has removed.</summary>
    public long LastRemoved { get; init; }

    /// <summary>Why the last run ended before everything was removed; null if it finished.</summary>
    public string? Failure { get; init; }

    /// <summary>When the next run begins.</summary>
    public long? NextAt { get; init; }

    /// <summary>Candles removed by all runs.</summary>
    public long Removed { get; init; }

    /// <summary>Runs that finished.</summary>
    public long Finished { get; init; }

    /// <summary>Runs that the writer refused. The next run goes on from there.</summary>
    public long Failed { get; init; }
}

/// <summary>The newest status, readable without a message or a lock. One per process. Safe for concurrent use.</summary>
public sealed class RetentionBoard
{
    private RetentionStatus? _status;

    /// <summary>The newest status; null if candles are kept for ever.</summary>
    public RetentionStatus? Status => Volatile.Read(ref _status);

    public void Show(RetentionStatus status) => Volatile.Write(ref _status, status.Rules.IsEmpty ? null : status);
}
