using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Collectors.Funding;

/// <summary>The stored funding of a contract.</summary>
/// <param name="Complete">The range in which no settlement is missing, ms UTC, or null.</param>
/// <param name="Newest">The newest settlement, ms UTC, or null.</param>
/// <param name="Interval">Time between the two newest settlements, ms; null if there are not two.</param>
internal sealed record StoredFunding(TimeRange? Complete, long? Newest, long? Interval)
{
    /// <summary>Settlements to read for <see cref="Of"/>.</summary>
    public const int RatesToRead = 2;

    /// <summary>The rate of <see cref="Newest"/>.</summary>
    public double? NewestRate { get; init; }

    public static StoredFunding Of(ReaderProtocol.FundingRatesRead read) => new(
        read.Complete,
        read.Rates.IsEmpty ? null : read.Rates[^1].Time,
        read.Rates.Length < RatesToRead ? null : read.Rates[^1].Time - read.Rates[^2].Time)
    {
        NewestRate = read.Rates.IsEmpty ? null : read.Rates[^1].Rate,
    };
}

/// <summary>Decides when funding rates are asked for, and for which times. Pure. All times are ms UTC of the exchange's clock.</summary>
internal static class FundingSchedule
{
    private const long DayMs = 86_400_000;

    /// <summary>Time between a settlement and the first request for its rate, because exchanges publish a rate some seconds after the full hour.</summary>
    private const long Grace = 10_000;

    /// <summary>The least time between two requests for the new rates of a contract.</summary>
    private const long LeastPause = 60_000;

    /// <summary>
    /// A range counts as complete only up to this time before the answer, because a rate may be published late. A later request starts from there again.
    /// </summary>
    private const long PublishedWithin = 300_000;

    /// <summary>
    /// The least time between two requests for the present values of a contract. It is less than the time between two syncs, so the values are requested after each
    /// sync.
    /// </summary>
    private const long LeastCurrentPause = 45_000;

    /// <summary>
    /// Time after a full hour. An answer after this time proves whether a contract has settled at that hour (<see cref="CompleteOf"/>). Paper traders wait for this
    /// proof.
    /// </summary>
    private const long ProvenAfter = PublishedWithin + FundingRate.Grid;

    /// <summary>Each request for new rates also covers this time before them, because an exchange may correct or add rates.</summary>
    private const long ReadAgain = DayMs;

    /// <summary>
    /// Whether to ask for new rates. Settlements are at full hours, and exchanges change a contract's interval without notice. So each hour needs one request for
    /// its rate, and one request that proves whether there was a settlement. If a rate is missing that is due by the contract's interval, further requests follow
    /// until the hour is over.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="triedAt">When the rates were requested before, or null.</param>
    /// <param name="lookedAt">When such a request succeeded before, or null.</param>
    /// <param name="stored">What is stored; null if unknown.</param>
    public static bool IsDue(long now, long? triedAt, long? lookedAt, StoredFunding? stored)
    {
        if (now - triedAt < LeastPause)
            return false;
        if (lookedAt is not { } looked || stored is null)
            return true;
        var hour = FullHour(now - Grace);
        if (looked - Grace < hour || (looked - ProvenAfter < hour && now - ProvenAfter >= hour))
            return true;
        return stored is { Newest: { } newest, Interval: { } interval } && newest + interval <= hour && newest + interval + FundingRate.ShortestInterval > now - Grace;
    }

    /// <summary>Whether to ask for the estimate of the next settlement.</summary>
    /// <param name="now">The time.</param>
    /// <param name="triedAt">When it was requested before, or null.</param>
    public static bool IsCurrentDue(long now, long? triedAt) => triedAt is not { } tried || now - tried >= LeastCurrentPause;

    /// <summary>The time of the first settlement to collect.</summary>
    public static long StartOf(Exchange exchange, int historyDays, long now) =>
        Math.Max(ExchangeHistory.FirstDayOf(exchange), FullHour(now) - (historyDays * DayMs));

    /// <summary>The range to request for new rates. It begins a day before the end of the complete range.</summary>
    public static TimeRange NewRates(long now, long start, TimeRange? complete) =>
        new(Math.Max(start, FullHour((complete?.To ?? now) - ReadAgain)), now - (now % FundingRate.Grid) + FundingRate.Grid);

    /// <summary>The history that is still to be read; null if there is none, or if new rates have to be read first.</summary>
    public static TimeRange? History(long start, TimeRange? complete) =>
        complete is { } known && start < known.From ? new TimeRange(start, known.From) : null;

    /// <summary>
    /// The part of an answered range that counts as complete; null if there is none. A settlement of the last hour without a mark price ends it, because the candle
    /// of the mark price may come late. An older settlement is accepted without a mark price.
    /// </summary>
    /// <param name="answered">The range that was asked for.</param>
    /// <param name="rates">The settlements in it.</param>
    /// <param name="now">The time.</param>
    public static TimeRange? CompleteOf(TimeRange answered, IEnumerable<FundingRate> rates, long now)
    {
        var until = now - PublishedWithin;
        var unpriced = rates.Where(r => r.MarkPrice is null && r.Time > now - FundingRate.ShortestInterval).Select(r => r.Time);
        var complete = answered with { To = unpriced.Append(Math.Min(answered.To, until - (until % FundingRate.Grid))).Min() };
        return complete.IsEmpty ? null : complete;
    }

    private static long FullHour(long time) => time - (time % FundingRate.ShortestInterval);
}
