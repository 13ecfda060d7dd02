using System.Text.Json.Nodes;

namespace CryptoFlow.Web.CandlePages;

/// <summary>The shape of <c>GET /api/candles</c>, for the OpenAPI document; <see cref="CandlesPage"/> writes it without these objects.</summary>
/// <param name="Candles">Oldest first.</param>
/// <param name="Exchange">Upper case: BINANCE.</param>
/// <param name="Symbol">Upper case: BTCUSDT.</param>
/// <param name="OldestTime">Open time of the first candle, null when there is none.</param>
/// <param name="HasMore">Whether an older candle is stored.</param>
/// <param name="Tf">The timeframe of rolled-up candles, such as 2h; absent for stored candles.</param>
/// <param name="RolledUpFrom">The stored interval from which they are rolled up, such as 1h; absent for stored candles.</param>
/// <param name="AsOf">The requested time, ms UTC; only in an answer to <c>asOf</c>.</param>
/// <param name="RevisionsSince">From this time on all changes by CryptoFlow are on record, ms UTC; only in an answer to <c>asOf</c>.</param>
internal sealed record CandlesDocument(
    IReadOnlyList<CandleDocument> Candles,
    string Exchange,
    string Symbol,
    long? OldestTime,
    bool HasMore,
    string? Tf = null,
    string? RolledUpFrom = null,
    long? AsOf = null,
    long? RevisionsSince = null);

/// <summary>One candle of <see cref="CandlesDocument"/>.</summary>
/// <param name="Time">Open time, ms UTC.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Base volume.</param>
/// <param name="BuyVolume">Taker buy base volume; 0 where the exchange does not give it.</param>
/// <param name="SellVolume">Volume less taker buy volume.</param>
/// <param name="Delta">Buy volume less sell volume.</param>
/// <param name="TradeCount">Number of trades; 0 where the exchange does not give it.</param>
/// <param name="Clusters">Always empty.</param>
/// <param name="Complete">Only in rolled-up candles: whether all base candles of its span are stored.</param>
/// <param name="Held">Only in incomplete rolled-up candles: number of base candles of its span that are stored.</param>
/// <param name="Forming">Only in the last candle of an answer to <c>forming</c>: true, because the candle is not closed and not stored.</param>
/// <param name="Expected">Only in incomplete rolled-up candles: number of base candles of its span when it is complete.</param>
internal sealed record CandleDocument(
    long Time,
    double Open,
    double High,
    double Low,
    double Close,
    double Volume,
    double BuyVolume,
    double SellVolume,
    double Delta,
    long TradeCount,
    JsonObject Clusters,
    bool? Complete = null,
    int? Held = null,
    int? Expected = null,
    bool? Forming = null);
