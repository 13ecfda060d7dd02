namespace CryptoFlow.Simulator.Market;

/// <summary>
/// Known data of the usual contracts: the precision of prices and volumes (from recorded answers), a price level, and the approximate listing
/// date. Other symbols get a medium precision.
/// </summary>
internal static class InstrumentCatalog
{
    // Contracts that are not in the catalog have traded since 2021-01-01.
    private const long DefaultListing = 1_609_459_200_000;

    private static readonly Dictionary<string, (double Price, double Volume)> Levels = new(StringComparer.Ordinal)
    {
        ["BTCUSDT"] = (87_000, 700),
        ["ETHUSDT"] = (3_100, 14_000),
        ["SOLUSDT"] = (160, 120_000),
        ["BNBUSDT"] = (640, 3_000),
    };

    private static readonly Dictionary<(Venue, string), (int Price, int Tick, int Quantity, long Listed)> Grains = new()
    {
        [(Venue.Binance, "BTCUSDT")] = (2, 10, 3, 1_567_900_800_000),
        [(Venue.Binance, "ETHUSDT")] = (2, 1, 3, 1_574_812_800_000),
        [(Venue.Binance, "BNBUSDT")] = (3, 10, 2, 1_581_292_800_000),
        [(Venue.Binance, "SOLUSDT")] = (4, 100, 2, 1_600_041_600_000),
        [(Venue.Bybit, "BTCUSDT")] = (2, 10, 3, 1_585_130_400_000),
        [(Venue.Bybit, "ETHUSDT")] = (2, 1, 2, 1_603_238_400_000),
        [(Venue.Bybit, "SOLUSDT")] = (3, 10, 1, 1_624_924_800_000),
        [(Venue.Bitget, "BTCUSDT")] = (1, 1, 4, 1_585_699_200_000),
        [(Venue.Bitget, "ETHUSDT")] = (2, 1, 2, 1_585_699_200_000),
        [(Venue.Bitget, "SOLUSDT")] = (3, 1, 1, 1_626_307_200_000),
    };

    /// <exception cref="ArgumentException">No exchange has such a time between two settlements.</exception>
    public static Instrument Describe(Venue venue, SymbolOptions symbol)
    {
        if (symbol.FundingHours is not (1 or 2 or 4 or 8))
            throw new ArgumentException($"{symbol.Symbol} settles its funding every {symbol.FundingHours} hours; allowed are 1, 2, 4 and 8.");
        var level = Levels.GetValueOrDefault(symbol.Symbol, (Price: 20, Volume: 50_000));
        var grain = Grains.GetValueOrDefault((venue, symbol.Symbol), (Price: 3, Tick: 1, Quantity: 1, Listed: DefaultListing));
        return new Instrument(
            symbol.Symbol,
            grain.Price,
            grain.Tick,
            grain.Quantity,
            TrimsZeros: venue is not Venue.Binance,
            level.Price,
            level.Volume * Share(venue),
            symbol.ListedAt ?? grain.Listed,
            symbol.Status,
            symbol.FundingHours);
    }

    private static double Share(Venue venue) => venue is Venue.Binance ? 1 : 0.4;
}
