namespace CryptoFlow.Storage.Writer;

/// <summary>The checkpoint modes that are used; RESTART and FULL block the writer behind readers and are not.</summary>
public enum CheckpointMode
{
    /// <summary>Moves what no reader needs any more and waits for nobody.</summary>
    Passive,

    /// <summary>Also empties the WAL file; waits some 50 ms for readers, so only when it is quiet, or when overlapping readers keep the WAL from beginning anew.</summary>
    Truncate,
}

/// <summary>What a checkpoint did.</summary>
/// <param name="Mode">The mode it ran in.</param>
/// <param name="Busy">Whether a reader or another program kept it from finishing.</param>
/// <param name="WalPages">Frames in the WAL after it.</param>
/// <param name="CheckpointedPages">How many of these are in the file already.</param>
/// <param name="MovedPages">Frames that it moved into the file.</param>
/// <param name="Duration">How long the writer's thread was taken.</param>
public sealed record CheckpointOutcome(CheckpointMode Mode, bool Busy, int WalPages, int CheckpointedPages, int MovedPages, TimeSpan Duration)
{
    /// <summary>Frames that are still only in the WAL.</summary>
    public int LeftPages => WalPages - CheckpointedPages;

    /// <summary>Whether it moved nothing though there was something to move: trying again at once is in vain.</summary>
    public bool Fruitless => Busy && MovedPages == 0;
}
