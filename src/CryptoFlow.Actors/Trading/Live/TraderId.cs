using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Live;

/// <summary>
/// Identifies a paper trader among the traders of all processes, by its strategy and contract. The trader's parameters are not part of the id, because the process
/// that runs the trader takes them from its own configuration.
/// </summary>
/// <param name="Strategy">The strategy's name, such as <c>NO_ML</c>.</param>
/// <param name="Instrument">The traded contract.</param>
public sealed record TraderId(string Strategy, Instrument Instrument)
{
    private const char Separator = '-';

    public static TraderId Of(TraderKey key) => new(key.Strategy, key.Instrument);

    /// <summary>The name of the trader's actor: <c>NO_ML-BINANCE-BTCUSDT</c>.</summary>
    public string Name => $"{Strategy}{Separator}{Instrument.StorageKey.Replace(':', Separator)}";
}
