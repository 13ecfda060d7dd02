using CryptoFlow.Retries;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Cluster.Tests.Hosting;

/// <summary>Writes of a node, wherever the writer runs.</summary>
internal static class NodeWrites
{
    public static SeriesKey Series { get; } = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    /// <summary>The open time of the candle with this number.</summary>
    public static long TimeOf(int n) => 1_700_000_100_000 / Interval.M15.Milliseconds * Interval.M15.Milliseconds + (n * Interval.M15.Milliseconds);

    /// <summary>Writes a candle. Sends again until it is stored, also while the writer moves.</summary>
    public static async Task<CandlesWritten> WriteAsync(this TestNode node, int number)
    {
        var writer = new WriterClient(node.Actor<DbWriterActor>(), TimeProvider.System, RetryPolicy.UntilStored(seed: number) with { TimeForTry = TimeSpan.FromSeconds(2) });
        var candle = new Candle(TimeOf(number), 1, 1, 1, 1, 1, 0, 0, 0, 0);
        var written = await writer.SendAsync(remaining => new WriteCandles(WriteId.New(), WriteLane.Sync, ChangeSource.Sync, RunId.New(), Series, [candle], remaining), default);
        Assert.True(written.IsAnswered, written.Refusal?.Detail);
        return written.Answer;
    }
}
