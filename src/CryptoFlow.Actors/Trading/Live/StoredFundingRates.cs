using CryptoFlow.Messages;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Trading.Live;

/// <summary>Gives a session the stored funding rates that it needs. Reads ahead, because a long history has a settlement every few candles.</summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class StoredFundingRates(TraderSetup setup)
{
    private readonly SessionCandles _queries = new(setup.NewReaderClient(), setup.Traded);
    private FundingPart _part = FundingPart.None;

    /// <summary>Gives the session the settlements that it needs before a traded candle.</summary>
    /// <returns>The range of settlements that are not known yet, so that the candle has to wait; null if all are known.</returns>
    /// <exception cref="StoredCandlesUnavailableException">The rates cannot be read.</exception>
    public async Task<TimeRange?> AddAsync(SessionFeed feed, Candle traded, CancellationToken cancellation)
    {
        if (feed.FundingWanted(in traded) is not { } wanted)
            return null;
        if (!_part.Proves(wanted))
        {
            var read = await _queries.AskAsync(
                remaining => new ReadFundingRates(setup.Key.Instrument, wanted.From, null, FundingPart.PageSize, remaining), cancellation).ConfigureAwait(false);
            _part = FundingPart.Of(wanted.From, read);
            if (!_part.Proves(wanted))
                return wanted;
        }

        feed.AddFunding(wanted, _part.In(wanted));
        return null;
    }
}
