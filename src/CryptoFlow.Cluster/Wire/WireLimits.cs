namespace CryptoFlow.Cluster.Wire;

/// <summary>
/// The sizes of messages and frames (Wire/DESIGN.md, Sizes). All nodes need the same limits: Akka.Remote throws away a message above the frame limit on the
/// sender, and a receiver with a smaller limit ends the association.
/// </summary>
public static class WireLimits
{
    /// <summary>Largest serialized message, bytes. <see cref="WireSerializer"/> refuses and counts a larger message before it is sent.</summary>
    public const int MaxMessageBytes = 1024 * 1024;

    /// <summary>
    /// Akka's <c>akka.remote.dot-netty.tcp.maximum-frame-size</c>, bytes. The frame is larger than <see cref="MaxMessageBytes"/>, because it also holds Akka's
    /// envelope: two addresses, the manifest, and the envelope of publish-subscribe or sharding.
    /// </summary>
    public const int MaxFrameBytes = MaxMessageBytes + (64 * 1024);
}
