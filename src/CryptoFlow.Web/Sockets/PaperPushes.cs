using System.Text.Json;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Web.PaperRecords;

namespace CryptoFlow.Web.Sockets;

/// <summary>A pushed message: a signal that a paper trader has traded.</summary>
internal sealed record PaperSignalPush(string Type, string Strategy, string Symbol, PaperSignal Signal);

/// <summary>A pushed message: a trade reached its first target or was closed. <c>time</c> is the open time of the candle, ms UTC.</summary>
internal sealed record PaperTradePush(string Type, string Strategy, string Symbol, long Time, PaperTrade Trade);

/// <summary>Encodes a paper trader's step for WebSocket clients, after COMMIT: exits first, then the entry, in the order in which they were booked.</summary>
internal static class PaperPushes
{
    public static IEnumerable<ReadOnlyMemory<byte>> Of(WriterProtocol.TraderStepCommitted step)
    {
        var (trader, outcome) = (step.Trader, step.Outcome);
        var symbol = trader.Instrument.ToWireName();
        foreach (var position in outcome.Tp1Taken)
            yield return Trade(position, null);
        foreach (var trade in outcome.Closed)
            yield return Trade(trade.Position, trade);
        if (outcome.Signal is { } signal)
        {
            yield return JsonSerializer.SerializeToUtf8Bytes(
                new PaperSignalPush("signal", trader.Strategy, symbol, PaperSignal.Of(step.SignalId ?? 0, signal)), SocketJson.Default.PaperSignalPush);
        }

        ReadOnlyMemory<byte> Trade(Position position, Trade? closed) => JsonSerializer.SerializeToUtf8Bytes(
            new PaperTradePush("trade", trader.Strategy, symbol, outcome.Time, PaperTrade.Of(null, position, closed)), SocketJson.Default.PaperTradePush);
    }
}
