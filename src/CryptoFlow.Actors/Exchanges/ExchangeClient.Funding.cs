using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges;

/// <summary>Funding rates and mark prices. Their pages are checked as the pages of candles are: symbol, order, range, number of rows.</summary>
public abstract partial class ExchangeClient
{
    /// <summary>How the exchange gives its funding history.</summary>
    private protected abstract FundingHistory FundingHistory { get; }

    /// <summary>How the exchange gives the history of its mark price.</summary>
    private protected abstract MarkPriceCandles MarkPriceCandles { get; }

    public int MarkPricesPerPage => MarkPriceCandles.Limit;

    public async Task<ExchangeResult<FundingPage>> GetFundingAsync(
        Instrument contract, FundingCursor at, RequestPriority priority, CancellationToken cancellation)
    {
        if (at.Range.IsEmpty || at.Range.From % FundingRate.Grid != 0 || at.Range.To % FundingRate.Grid != 0)
            throw new ArgumentException($"{at.Range} is not a range of full minutes.", nameof(at));
        var history = FundingHistory;
        return await Session.AskAsync(
            history.RequestFor(contract.Symbol, at, priority),
            answer => history.PageOf(history.Read(answer.Payload, contract.Symbol), at, answer.Time),
            cancellation);
    }

    public async Task<ExchangeResult<MarkPricePage>> GetMarkPricesAsync(
        Instrument contract, TimeRange hours, RequestPriority priority, CancellationToken cancellation)
    {
        var count = (hours.To - hours.From) / MarkPrice.Grid;
        if (count < 1 || count > MarkPricesPerPage || hours.From % MarkPrice.Grid != 0 || hours.To % MarkPrice.Grid != 0)
            throw new ArgumentException($"{hours} is not a range of 1 to {MarkPricesPerPage} full hours.", nameof(hours));
        var candles = MarkPriceCandles;
        return await Session.AskAsync(
            candles.RequestFor(contract.Symbol, MarkPriceCandles.CandlesFor(hours), priority),
            answer => candles.PageOf(candles.RowsOf(answer.Payload, contract.Symbol).Span, hours, answer.Time),
            cancellation);
    }

    public abstract Task<ExchangeResult<CurrentFunding>> GetCurrentFundingAsync(Instrument contract, CancellationToken cancellation);
}
