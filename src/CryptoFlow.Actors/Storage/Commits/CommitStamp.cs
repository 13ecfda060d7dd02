namespace CryptoFlow.Storage.Commits;

/// <summary>Identifies a commit that the writer publishes. The default value means "before the first commit".</summary>
/// <param name="Epoch">The epoch of the writer that made the commit. Each opening of the file by a writer raises the epoch by at least one.</param>
/// <param name="Number">
/// Increases by one with each published commit, over all epochs. After a power cut the file may have lost the last commits. The next writer then uses their numbers
/// again, under its own epoch. So only epoch and number together identify a commit.
/// </param>
public readonly record struct CommitStamp(long Epoch, long Number)
{
    public override string ToString() => $"{Epoch}:{Number}";
}
