using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Backtests;

/// <summary>Reads a backtest request from the command line or from a JSON body. A failure is an exception whose message is the user's error.</summary>
internal static class BacktestInput
{
    /// <exception cref="InputException">A value is not allowed.</exception>
    public static BacktestRequest ToRequest(string? symbol, string? strategy, long? from, long? to)
    {
        if (symbol is null)
            throw new InputException("symbol is missing; it is an exchange and a symbol, such as BINANCE:BTCUSDT.");
        if (!Instrument.TryParse(symbol, out var instrument))
            throw new InputException($"symbol is '{SeriesInput.Quote(symbol)}'; it is {Instrument.AllowedText}.");
        if (!StrategyRegistry.TryGetName(strategy ?? ChannelBounceStrategy.Name, out var name))
            throw new InputException($"strategy is '{SeriesInput.Quote(name)}'; allowed are {string.Join(", ", StrategyRegistry.Names)}.");
        if (from >= to)
            throw new InputException($"from is {from} and to is {to}; from must be before to.");
        return new BacktestRequest(instrument, name, from, to);
    }
}
