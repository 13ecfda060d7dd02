using CryptoFlow.Exchanges;

namespace CryptoFlow.Collectors.Funding;

/// <summary>The collector's knowledge of one contract's funding. Times are ms UTC of the exchange's clock.</summary>
internal sealed class KnownFunding
{
    private string? _ratesFailure;
    private string? _currentFailure;
    private long? _failingSince;

    public StoredFunding? Stored { get; set; }

    /// <summary>When new rates were requested.</summary>
    public long? TriedAt { get; set; }

    /// <summary>When new rates were requested with success.</summary>
    public long? LookedAt { get; set; }

    /// <summary>When an attempt to read the history ended without completing it.</summary>
    public long? HistoryPausedAt { get; set; }

    /// <summary>When the present values were requested.</summary>
    public long? CurrentTriedAt { get; set; }

    public CurrentFunding? Current { get; private set; }

    /// <summary>The requests for new rates have ended.</summary>
    /// <param name="failure">The failure, or null.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public void RatesRead(string? failure, long now)
    {
        _ratesFailure = failure;
        NoteFailure(now);
    }

    /// <summary>The exchange has answered a request for the next settlement, or the request has failed.</summary>
    /// <param name="answer">The answer or the failure.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public void CurrentRead(ExchangeResult<CurrentFunding> answer, long now)
    {
        Current = answer.Value ?? Current;
        _currentFailure = answer.Error?.Message;
        NoteFailure(now);
    }

    public ContractFunding ToState(string symbol) => new(
        symbol,
        Stored?.Newest,
        Stored?.NewestRate,
        Stored is { Newest: { } newest, Interval: { } interval } ? newest + interval : null,
        Stored?.Complete,
        Current,
        _ratesFailure ?? _currentFailure,
        _failingSince);

    private void NoteFailure(long now) => _failingSince = (_ratesFailure ?? _currentFailure) is null ? null : _failingSince ?? now;
}
