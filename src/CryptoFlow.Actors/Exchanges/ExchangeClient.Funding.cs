using CryptoFlow.Exchanges.Wire;

namespace CryptoFlow.Exchanges;

/// <summary>Funding rates: pages of settlements, checked as candles are (symbol, order, range, number of rows).</summary>
public abstract partial class ExchangeClient
{
    /// <summary>How the exchange gives its funding history.</summary>
    private protected abstract FundingHistory FundingHistory { get; }

    public async Task<ExchangeResult<FundingPage>> GetFundingAsync(
        Instrument contract, FundingCursor at, RequestPriority priority, CancellationToken cancellation)
    {
        if (at.Range.IsEmpty || at.Range.From % FundingRate.Grid != 0 || at.Range.To % FundingRate.Grid != 0)
            throw new ArgumentException($"{at.Range} is no range of whole minutes.", nameof(at));
        var history = FundingHistory;
        return await Session.AskAsync(
            history.RequestFor(contract.Symbol, at, priority),
            answer => history.PageOf(history.Read(answer.Payload, contract.Symbol), at, answer.Time),
            cancellation);
    }
}
