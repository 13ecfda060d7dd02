namespace CryptoFlow.Storage.Writer;

/// <summary>The checkpoint modes that CryptoFlow uses. It does not use FULL and RESTART, because they make the writer wait for readers.</summary>
public enum CheckpointMode
{
    /// <summary>Moves the frames that no reader's snapshot pins. Waits for nobody.</summary>
    Passive,

    /// <summary>
    /// Also empties the WAL file. Waits up to 50 ms for readers, so the monitor orders it only in a quiet time, or when overlapping readers prevent a WAL reset.
    /// </summary>
    Truncate,
}

/// <summary>The result of a checkpoint.</summary>
/// <param name="Mode">The mode of the checkpoint.</param>
/// <param name="Busy">True if a reader or another program kept the checkpoint from finishing.</param>
/// <param name="WalPages">Frames in the WAL after the checkpoint.</param>
/// <param name="CheckpointedPages">How many of these frames are already in the database file.</param>
/// <param name="MovedPages">Frames that the checkpoint moved into the database file.</param>
/// <param name="Duration">How long the checkpoint occupied the writer's thread.</param>
public sealed record CheckpointOutcome(CheckpointMode Mode, bool Busy, int WalPages, int CheckpointedPages, int MovedPages, TimeSpan Duration)
{
    /// <summary>Frames that are still only in the WAL.</summary>
    public int LeftPages => WalPages - CheckpointedPages;

    /// <summary>True if the checkpoint was blocked and moved nothing. A retry at once would fail, too.</summary>
    public bool Fruitless => Busy && MovedPages == 0;
}
