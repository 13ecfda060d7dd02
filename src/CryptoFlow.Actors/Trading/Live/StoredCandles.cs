using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>The file did not answer a trader, several times over.</summary>
public sealed class StoredCandlesUnavailableException(string message) : Exception(message);

/// <summary>What a trader reads, through the readers: each query with a deadline, tried again a few times. No state of its own.</summary>
internal sealed class StoredCandles(TraderSetup setup)
{
    /// <summary>Candles of one query: a few ms of a reader.</summary>
    public const int PageSize = 1_000;

    private const int Attempts = 5;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    public async Task<ImmutableArray<Candle>> LowerAfterAsync(long time, CancellationToken cancellation) =>
        (await AskAsync<CandlesRead>(deadline => new ReadCandles(setup.Lower, PageSize, null, time, deadline), cancellation).ConfigureAwait(false)).Candles;

    /// <summary>The stored higher candles that a session sees while it works through a page of lower ones.</summary>
    public async Task<ImmutableArray<Candle>> HigherForAsync(ImmutableArray<Candle> lower, CancellationToken cancellation)
    {
        var from = setup.Higher.Interval.Floor(lower[0].OpenTime) - setup.Higher.Interval.Milliseconds;
        var before = setup.Higher.Interval.Floor(lower[^1].OpenTime);
        return (await AskAsync<CandlesRead>(deadline => new ReadCandles(setup.Higher, PageSize, before, from - 1, deadline), cancellation).ConfigureAwait(false)).Candles;
    }

    /// <summary>What may still come of a hole in the lower candles, or of the higher candles around it, or null.</summary>
    public async Task<TimeRange?> FindUnresolvedAsync(TimeRange hole, CancellationToken cancellation)
    {
        var instrument = setup.Key.Instrument;
        var ledger = (await AskAsync<GapsRead>(
            deadline => new ReadGaps(instrument.Exchange, instrument.Symbol, null, [GapVerdict.ConfirmedMissing], PageSize, deadline), cancellation).ConfigureAwait(false)).Gaps;
        if (HoleRule.FindUnresolved([hole], HoleRule.ConfirmedOf(setup.Lower, ledger)) is { } unresolved)
            return unresolved;
        if (!setup.HigherIsCollected)
            return null;

        var hours = new TimeRange(setup.Higher.Interval.Floor(hole.From), setup.Higher.Interval.Ceiling(hole.To));
        var missing = await AskAsync<MissingFound>(deadline => new FindMissing(setup.Higher, hours, deadline), cancellation).ConfigureAwait(false);
        return HoleRule.FindUnresolved(missing.Missing, HoleRule.ConfirmedOf(setup.Higher, ledger));
    }

    public async Task<T> AskAsync<T>(Func<DateTimeOffset, IReadMessage> query, CancellationToken cancellation)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), setup.Key.Instrument.StorageKey.Length);
        for (var attempt = 1; ; attempt++)
        {
            var refusal = "The readers did not answer in time.";
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(Within);
            try
            {
                var reply = await setup.Readers.Ask<object>(query(setup.Time.GetUtcNow() + Within), Timeout.InfiniteTimeSpan, timeout.Token).ConfigureAwait(false);
                if (reply is T answer)
                    return answer;
                refusal = (reply as ReadRefused)?.Detail ?? $"The readers answered with {reply.GetType().Name}.";
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Told below, or tried again.
            }

            if (attempt == Attempts)
                throw new StoredCandlesUnavailableException(refusal);
            await Task.Delay(backoff.Delay(attempt), setup.Time, cancellation).ConfigureAwait(false);
        }
    }
}
