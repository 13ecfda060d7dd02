namespace CryptoFlow.Storage.Retention;

/// <summary>The status of retention in the process with the writer. Times in ms UTC; counts since the start of the writer.</summary>
/// <param name="Rules">For how long candles are kept.</param>
/// <param name="ProgressAt">When a step was last committed or a run last finished; before that, when the actor started.</param>
public sealed record RetentionStatus(RetentionRules Rules, long ProgressAt)
{
    /// <summary>Time since <see cref="ProgressAt"/>.</summary>
    /// <param name="now">Now, ms UTC.</param>
    public TimeSpan ProgressAgeAt(long now) => TimeSpan.FromMilliseconds(Math.Max(0, now - ProgressAt));

    /// <summary>True while a run is under way.</summary>
    public bool Running { get; init; }

    /// <summary>When the last run ended; null if none has ended.</summary>
    public long? LastRunAt { get; init; }

    /// <summary>Candles that the last run has removed.</summary>
    public long LastRemoved { get; init; }

    /// <summary>Why the last run ended before it had removed all old candles; null if it finished.</summary>
    public string? Failure { get; init; }

    /// <summary>When the next run begins.</summary>
    public long? NextAt { get; init; }

    /// <summary>Candles removed by all runs.</summary>
    public long Removed { get; init; }

    /// <summary>Runs that finished.</summary>
    public long Finished { get; init; }

    /// <summary>Runs that ended by a refusal of the writer. The next run continues where such a run ended.</summary>
    public long Failed { get; init; }
}
