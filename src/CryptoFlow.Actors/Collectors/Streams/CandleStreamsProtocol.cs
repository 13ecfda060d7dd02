using System.Collections.Immutable;

namespace CryptoFlow.Collectors.Streams;

/// <summary>The messages between a collector and its streams. Local only.</summary>
internal static class CandleStreamsProtocol
{
    /// <summary>Stream these series from now on. An empty list closes the connections. May be sent twice.</summary>
    public sealed record Follow(ImmutableArray<SeriesKey> Series);

    /// <summary>REST has answered about a series.</summary>
    /// <param name="Series">The series.</param>
    /// <param name="NewestClosed">Open time of the newest closed candle of the answer, ms UTC.</param>
    /// <param name="ClockOffset">The exchange's clock minus <see cref="CollectorContext.Uptime"/>, ms; null if unknown.</param>
    public sealed record RestAnswered(SeriesKey Series, long NewestClosed, long? ClockOffset);

    /// <summary>The state of the streams.</summary>
    public sealed record StreamsReported(StreamState State);

    /// <summary>A sync is needed, because candles may have closed while there was no stream for them.</summary>
    public sealed record SyncWanted
    {
        public static readonly SyncWanted Instance = new();
    }

    /// <param name="Run">The run.</param>
    /// <param name="Connected">The series of a connection that was opened; empty when one was lost.</param>
    public sealed record ConnectionsChanged(RunId Run, ImmutableArray<SeriesKey> Connected);

    /// <param name="Run">The run.</param>
    /// <param name="Candle">The candle.</param>
    /// <param name="Refusal">Why it was not stored, or null.</param>
    /// <param name="StoredAfter">Time from the arrival of the message to the writer's acknowledgement.</param>
    public sealed record ClosedStored(RunId Run, ClosedByStream Candle, string? Refusal, TimeSpan StoredAfter);

    public sealed record StreamsEnded(RunId Run, Exception? Failure);

    public sealed record LookDue
    {
        public static readonly LookDue Instance = new();
    }

    public sealed record StartDue
    {
        public static readonly StartDue Instance = new();
    }
}
