using System.Collections.Immutable;

namespace CryptoFlow.Trading.Live;

/// <summary>The series that are collected into the file. A trader waits for the candles of a collected series and does without those of another.</summary>
public sealed record CollectedSeries(ImmutableHashSet<SeriesKey> Series);
