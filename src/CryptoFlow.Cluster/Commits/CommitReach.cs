namespace CryptoFlow.Cluster.Commits;

/// <summary>Whether this node follows the writer's commits. One per process. Safe for concurrent use.</summary>
public sealed class CommitReach
{
    private long _fills;
    private volatile bool _follows;

    /// <summary>True once this node passes on every commit to its subscribers.</summary>
    public bool Follows
    {
        get => _follows;
        internal set => _follows = value;
    }

    /// <summary>Number of reads of the commit log, because messages were lost or the writer has moved.</summary>
    public long Fills => Interlocked.Read(ref _fills);

    internal void AddFill() => Interlocked.Increment(ref _fills);
}
