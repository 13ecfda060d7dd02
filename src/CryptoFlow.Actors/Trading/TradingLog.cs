using CryptoFlow.Logging;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Trading;

/// <summary>The log messages of paper trading.</summary>
internal static partial class TradingLog
{
    [LoggerMessage(LogEvents.TraderPhaseChanged, LogLevel.Information, "Paper trading, {Trader}: {Phase}. {Detail}")]
    private static partial void PhaseChanged(this ILogger logger, string trader, TraderPhase phase, string detail);

    [LoggerMessage(LogEvents.TraderBeginsAgain, LogLevel.Warning, "Paper trading, {Trader} restarts from its record ({Suppressed} more since the last line)")]
    private static partial void BeginsAgain(this ILogger logger, Exception cause, string trader, long suppressed);

    [LoggerMessage(LogEvents.TraderDiffers, LogLevel.Error, "Paper trading, {Trader}: {Differences} recorded trades differ from what the stored candles give. {First}")]
    private static partial void Differs(this ILogger logger, string trader, long differences, string first);

    [LoggerMessage(LogEvents.TraderDefect, LogLevel.Error, "Paper trading, {Trader}: an unexpected exception; the trader restarts from its record")]
    public static partial void TraderDefect(this ILogger logger, Exception defect, string trader);

    public static void TraderPhaseChanged(this ILogger logger, TraderKey trader, TraderPhase phase, string detail) =>
        logger.PhaseChanged(trader.ToString(), phase, detail);

    public static void TraderFailing(this ILogger logger, Exception cause, TraderKey trader, long suppressed) =>
        logger.BeginsAgain(cause, trader.ToString(), suppressed);

    public static void ParityBroken(this ILogger logger, TraderKey trader, long differences, string first) =>
        logger.Differs(trader.ToString(), differences, first);
}
