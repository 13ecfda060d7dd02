namespace CryptoFlow.Simulator.Market;

/// <summary>The status of a contract.</summary>
public enum InstrumentStatus
{
    /// <summary>Open.</summary>
    Trading,

    /// <summary>Announced, without candles.</summary>
    PreLaunch,

    /// <summary>Being settled. It is still listed, and its candles are still served.</summary>
    Delivering,

    /// <summary>Removed: its candles are refused.</summary>
    Closed,
}

/// <summary>One contract of one exchange, with the precision of its numbers.</summary>
/// <param name="Symbol">As the exchange writes it: <c>BTCUSDT</c>.</param>
/// <param name="PriceDecimals">Digits after the point in prices.</param>
/// <param name="TickUnits">The tick size in units of the last of those digits.</param>
/// <param name="QuantityDecimals">Digits after the point in volumes.</param>
/// <param name="TrimsZeros">Whether the exchange omits trailing zeros ("83709"; Bybit and Bitget) or writes them ("83709.00").</param>
/// <param name="ReferencePrice">The price around which the synthetic market moves.</param>
/// <param name="TypicalVolume">Base volume of an average quarter of an hour in the synthetic market.</param>
/// <param name="ListedAt">When trading began, ms UTC. No candle ends before it.</param>
/// <param name="Status">The status.</param>
/// <param name="FundingHours">Hours between two settlements of its funding.</param>
/// <param name="RefusesCandles">Whether its candles are refused although it is listed.</param>
internal sealed record Instrument(
    string Symbol,
    int PriceDecimals,
    int TickUnits,
    int QuantityDecimals,
    bool TrimsZeros,
    double ReferencePrice,
    double TypicalVolume,
    long ListedAt,
    InstrumentStatus Status,
    int FundingHours = 8,
    bool RefusesCandles = false)
{
    /// <summary>Whether requests for candles are answered as for a contract that does not exist.</summary>
    public bool HasNoCandles => RefusesCandles || Status is InstrumentStatus.Closed;

    public const string QuoteCoin = "USDT";

    public string BaseCoin => Symbol.EndsWith(QuoteCoin, StringComparison.Ordinal) ? Symbol[..^QuoteCoin.Length] : Symbol;

    /// <summary>The tick size as text, with all digits: <c>0.10</c>.</summary>
    public string TickSize => new decimal(TickUnits, 0, 0, false, (byte)PriceDecimals).ToString();

    /// <summary>The smallest volume as text: <c>0.001</c>.</summary>
    public string QuantityStep => new decimal(1, 0, 0, false, (byte)QuantityDecimals).ToString();
}
