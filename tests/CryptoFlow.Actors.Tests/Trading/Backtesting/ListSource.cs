using System.Collections.Immutable;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Backtesting;

/// <summary>Candles from lists, in pages of any size.</summary>
internal sealed class ListSource(IReadOnlyList<Candle> lower, IReadOnlyList<Candle> higher, int pageSize = 500) : ICandleSource
{
    public int Pages { get; private set; }

    public int FundingReads { get; private set; }

    public ImmutableArray<FundingRate> Funding { get; init; } = [];

    /// <summary>The range in which no settlement is missing; null if nothing is known.</summary>
    public TimeRange? Complete { get; init; }

    public FundingRatesRead ReadFunding(Instrument contract, long from, CancellationToken cancellation)
    {
        FundingReads++;
        return new FundingRatesRead(contract, [.. Funding.Where(r => r.Time >= from)], false, Complete);
    }

    public ImmutableArray<Candle> ReadForward(SeriesKey series, long after, long before, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Pages++;
        return [.. Of(series).Where(c => c.OpenTime > after && c.OpenTime < before).Take(pageSize)];
    }

    public Candle? ReadLast(SeriesKey series, long before, CancellationToken cancellation) =>
        Of(series).Where(c => c.OpenTime < before).Select(c => (Candle?)c).LastOrDefault();

    private IReadOnlyList<Candle> Of(SeriesKey series) => series.Interval == Interval.H1 ? higher : lower;
}
