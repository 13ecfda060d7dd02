using System.Globalization;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trades;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Trades the stored candles again in its own session and compares the result with the record: every field of every trade, to the bit. Each
/// check continues where the last one ended; a new instance compares everything again.
/// </summary>
/// <remarks>For one caller at a time. Do not use it again after an exception.</remarks>
internal sealed class ParityCheck(TraderSetup setup, long origin)
{
    private const int PageSize = 1_000;

    private readonly StoredCandles _candles = new(setup);
    private readonly StoredFundingRates _funding = new(setup);
    private readonly SessionFeed _feed = new(setup.NewStrategy(), setup.Money, origin);

    /// <summary>Closed trades that are not compared yet, by entry time.</summary>
    private readonly SortedDictionary<long, Trade> _closed = [];

    private long _fed = origin - 1;
    private long _comparedUpTo = long.MinValue;
    private long _compared;
    private long _differences;
    private Difference? _first;

    /// <param name="upTo">Open time of the last candle on record, ms UTC.</param>
    /// <param name="cancellation">Ends the check between two queries.</param>
    /// <exception cref="StoredCandlesUnavailableException">The candles or the record cannot be read.</exception>
    public async Task<ParityResult> RunAsync(long upTo, CancellationToken cancellation)
    {
        await TradeAsync(upTo, cancellation).ConfigureAwait(false);
        var (unsettled, open) = await CompareAsync(upTo, cancellation).ConfigureAwait(false);
        var first = _first ?? open;
        var sentence = first is null ? null : await ExplainAsync(first, upTo, cancellation).ConfigureAwait(false);
        return new ParityResult(setup.Time.GetUtcNow().ToUnixTimeMilliseconds(), upTo, _compared, _differences + unsettled, sentence);
    }

    /// <summary>Names the first change of a candle that the trader had read before. It is the probable cause of a difference.</summary>
    private async Task<string> ExplainAsync(Difference difference, long upTo, CancellationToken cancellation)
    {
        CandleRevision? cause = null;
        foreach (var series in setup.Context.Prepend(setup.Traded))
        {
            var first = await FirstRevisionAsync(series, difference.Time, upTo, cancellation).ConfigureAwait(false);
            if (first is not null && (cause is null || first.Id < cause.Id))
                cause = first;
        }

        return cause is null
            ? $"{difference.Sentence} No revision of its series is on record since then."
            : $"{difference.Sentence} Revision {cause.Id} ({cause.Source.ToName()}, {Text(cause.ChangedAt)} UTC) changed the candle of {cause.Series} at {Text(cause.Old.OpenTime)} UTC since then.";
    }

    /// <summary>The first change since a time of a candle that the trader had read; null for none. Readers give the newest changes first, so every page is read.</summary>
    private async Task<CandleRevision?> FirstRevisionAsync(SeriesKey series, long since, long upTo, CancellationToken cancellation)
    {
        CandleRevision? first = null;
        long? before = null;
        while (true)
        {
            var read = await _candles.AskAsync(
                remaining => new ReadRevisions(series.Exchange, series.Symbol, series.Interval, before, PageSize, remaining) { ChangedFrom = since },
                cancellation).ConfigureAwait(false);
            first = read.Revisions.LastOrDefault(r => r.Old.OpenTime <= upTo) ?? first;
            if (!read.HasOlder)
                return first;
            before = read.Revisions[^1].Id;
        }
    }

    private static string Text(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private async Task TradeAsync(long upTo, CancellationToken cancellation)
    {
        while (_fed < upTo)
        {
            var page = await _candles.TradedAfterAsync(_fed, cancellation).ConfigureAwait(false);
            if (page.Candles.IsEmpty)
                return;
            foreach (var candle in page.Candles)
            {
                if (candle.OpenTime > upTo)
                    return;
                foreach (var series in setup.Context)
                    await _candles.AddContextAsync(_feed, series, candle, cancellation).ConfigureAwait(false);
                if (await _funding.AddAsync(_feed, candle, cancellation).ConfigureAwait(false) is { } unknown)
                    throw new StoredCandlesUnavailableException($"Funding rates of {setup.Key.Instrument} are not known from {Text(unknown.From)} UTC on.");
                foreach (var trade in _feed.AddTraded(in candle)!.Closed)
                    _closed.Add(trade.Signal.Time, trade);
                _fed = candle.OpenTime;
            }
        }
    }

    /// <summary>Compares the oldest open trade and all later trades. They can still change, so the next check compares them again.</summary>
    /// <returns>The number of differences in trades that can still change, and the first difference.</returns>
    private async Task<(long Unsettled, Difference? First)> CompareAsync(long upTo, CancellationToken cancellation)
    {
        var open = _feed.Session.Open;
        var settledBefore = open.IsEmpty ? upTo + 1 : open[0].Signal.Time;
        var expected = _closed.Values.Select(t => new StoredTrade(0, t.Position, t)).Concat(open.Select(p => new StoredTrade(0, p, null)))
            .ToDictionary(t => t.Position.Signal.Time);
        var unsettled = 0L;
        Difference? first = null;
        var after = _comparedUpTo;
        while (true)
        {
            var page = (await _candles.AskAsync(remaining => new ReadTrades(setup.Key, new PageBounds(after, null, PageSize), remaining), cancellation).ConfigureAwait(false)).Trades;
            foreach (var recorded in page)
            {
                after = recorded.Position.Signal.Time;
                expected.Remove(after, out var trade);
                Look(after, DifferenceOf(trade, recorded));
            }

            if (page.Length < PageSize)
                break;
        }

        foreach (var time in expected.Keys)
            Look(time, "is not on record");

        _comparedUpTo = settledBefore - 1;
        foreach (var time in _closed.Keys.TakeWhile(t => t <= _comparedUpTo).ToList())
            _closed.Remove(time);
        return (unsettled, first);

        void Look(long time, string? difference)
        {
            var settled = time < settledBefore;
            _compared += settled ? 1 : 0;
            if (difference is null)
                return;
            _differences += settled ? 1 : 0;
            unsettled += settled ? 0 : 1;
            var found = new Difference(time, $"The trade of {Text(time)} UTC {difference}.");
            if (settled)
                _first ??= found;
            else
                first ??= found;
        }
    }

    private static string? DifferenceOf(StoredTrade? expected, StoredTrade recorded) =>
        expected is null ? "is on record, but does not follow from the stored candles"
        : expected.Position != recorded.Position ? "was entered differently than by the stored candles"
        : expected.Closed != recorded.Closed ? "ended differently than by the stored candles"
        : null;

    /// <param name="Time">Open time of the candle at which the trade was entered, ms UTC.</param>
    /// <param name="Sentence">Which trade differs, and how.</param>
    private sealed record Difference(long Time, string Sentence);
}
