namespace CryptoFlow.Storage.Readers;

/// <summary>How a query ended.</summary>
public enum ReadOutcome
{
    /// <summary>The asker got a result.</summary>
    Answered,

    /// <summary>The deadline passed while the query waited.</summary>
    Expired,

    /// <summary>The deadline passed while the query ran, or the monitor interrupted the query because it pinned the WAL.</summary>
    Interrupted,

    /// <summary>The queue was full, or the readers were not open.</summary>
    Refused,

    /// <summary>SQLite returned an error.</summary>
    Failed,
}
