namespace CryptoFlow.Cluster.Reading;

/// <summary>Whether a node with the database can be reached. One per process. Safe for concurrent use.</summary>
public sealed class ReaderReach
{
    private volatile bool _isReached;

    public bool IsReached
    {
        get => _isReached;
        internal set => _isReached = value;
    }
}
