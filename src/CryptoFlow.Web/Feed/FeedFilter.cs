using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Primitives;

namespace CryptoFlow.Web.Feed;

/// <summary>The series that a client wants; all series if it names none. A step of a paper trader passes if the client wants any series of the contract.</summary>
internal sealed class FeedFilter
{
    private const int MostSeries = 64;

    private readonly HashSet<SeriesKey> _series;
    private readonly HashSet<Instrument> _instruments;

    public FeedFilter(IEnumerable<SeriesKey> series)
    {
        _series = [.. series];
        _instruments = [.. _series.Select(s => s.Instrument)];
    }

    public bool Passes(FeedCommit commit) =>
        _series.Count == 0 || (commit.Series is { } series ? _series.Contains(series) : _instruments.Contains(commit.Instrument));

    /// <summary>Reads the parameters <c>series</c>, each a list such as <c>binance:btcusdt:15m,bybit:ethusdt:1h</c>.</summary>
    /// <param name="values">The parameters.</param>
    /// <param name="choice">Knows the stored and collected series.</param>
    /// <param name="comesAgain">
    /// Whether the client continues after a message. Then a series may have been removed meanwhile, and the client must get the deletion of its candles instead of an
    /// error.
    /// </param>
    /// <param name="aborted">Cancelled when the client leaves.</param>
    /// <exception cref="InputException">A name is wrong.</exception>
    /// <returns>The filter, or the problem: 404 for a series that is neither stored nor collected.</returns>
    public static async Task<Answer<FeedFilter>> ReadAsync(StringValues values, SeriesChoice choice, bool comesAgain, CancellationToken aborted)
    {
        var names = values.SelectMany(value => (value ?? "").Split(',')).ToArray();
        if (names.Length > MostSeries)
            throw new InputException($"series names {names.Length} series; at most {MostSeries} are allowed. Without series the feed has all of them.");
        var series = names.Select(Parse).ToArray();
        foreach (var one in comesAgain ? [] : series)
        {
            var timeframe = SeriesInput.Timeframe(one.Interval.Name);
            if (choice.TryChoose(one.Instrument, timeframe)?.Series == one)
                continue;
            var (chosen, problem) = await choice.LookAsync(one.Instrument, timeframe, aborted);
            if (chosen is null)
                return new(null, problem);
            if (chosen.Series != one)
                return new(null, Problem.NotFound($"{one} is neither stored nor collected: its candles are rolled up on request, and the feed has stored candles only."));
        }

        return new(new FeedFilter(series), null);
    }

    private static SeriesKey Parse(string text) => text.Split(':') is [var exchange, var symbol, var interval]
        ? new SeriesKey(new Instrument(SeriesInput.Exchange(exchange), SeriesInput.Symbol(symbol)), SeriesInput.Interval(interval))
        : throw new InputException($"series is '{SeriesInput.Quote(text)}'; a series is exchange, symbol and tf, such as binance:btcusdt:15m; separate several by commas.");
}
