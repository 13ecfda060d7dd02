using CryptoFlow.Monitoring.Metrics;

namespace CryptoFlow.Cluster.Wire;

/// <summary>The histogram of the sizes of messages, and its labels.</summary>
internal static class WireSizes
{
    private const string Direction = "direction";

    /// <summary>Upper bounds in bytes. <c>PageUnchanged</c> has some 60 bytes, a page of 1,000 candles some 60,000, and no message more than <see cref="WireLimits.MaxMessageBytes"/>.</summary>
    private static readonly double[] Bounds = [64, 256, 1024, 4096, 16_384, 65_536, 131_072, 262_144, 524_288, WireLimits.MaxMessageBytes];

    public static KeyValuePair<string, object?> Written { get; } = new(Direction, "written");

    public static KeyValuePair<string, object?> Read { get; } = new(Direction, "read");

    public static HistogramShape Shape { get; } = new(
        "cryptoflow.cluster.message.size",
        "Size of a message between two nodes, without the envelope of Akka.",
        Bounds,
        [[(Direction, "written")], [(Direction, "read")]])
    { Unit = HistogramShape.Bytes };
}
