using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.Backtests;

/// <summary>Reads what is to be run, from the command line and from a body; each failure is the one sentence that the user gets.</summary>
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
        if (from < 0 || to < 0)
            throw new InputException($"{(from < 0 ? "from" : "to")} is {(from < 0 ? from : to)}; it is a time in milliseconds UTC, such as 1700000000000.");
        if (from >= to)
            throw new InputException($"from is {from} and to is {to}; from must be before to.");
        return new BacktestRequest(instrument, name, from, to);
    }
}
