namespace CryptoFlow.Storage;

/// <summary>
/// The origin of the candles in the file that stores the writes of this process. A node without the file may have been started with another origin than the node
/// that writes. Safe for concurrent use.
/// </summary>
public interface IFileOrigin
{
    /// <summary>The origin; null while this node sees no node with the file.</summary>
    MarketOrigin? Find();
}

/// <summary>A process that runs alone has the file itself.</summary>
internal sealed class OwnFileOrigin(MarketOrigin origin) : IFileOrigin
{
    public MarketOrigin? Find() => origin;
}
