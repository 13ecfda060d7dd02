namespace CryptoFlow.Storage.Readers;

/// <summary>How a query ended.</summary>
public enum ReadOutcome
{
    /// <summary>With a result.</summary>
    Answered,

    /// <summary>Its deadline passed while it waited.</summary>
    Expired,

    /// <summary>Its deadline passed while it ran, or the monitor interrupted it because it pinned the WAL.</summary>
    Interrupted,

    /// <summary>The queue was full, or the readers not open.</summary>
    Refused,

    /// <summary>SQLite returned an error.</summary>
    Failed,
}
