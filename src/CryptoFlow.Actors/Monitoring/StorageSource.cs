namespace CryptoFlow.Monitoring;

/// <summary>Where the figures of the storage are from.</summary>
public enum StoragePlace
{
    /// <summary>The writer runs in this process.</summary>
    Here,

    /// <summary>Another node runs the writer, and has reported the figures.</summary>
    Elsewhere,

    /// <summary>No node with the writer has reported to this node yet.</summary>
    Unknown,
}

/// <summary>Where the figures of the storage are from.</summary>
/// <param name="Place">Whether this process or another one observes the storage.</param>
/// <param name="Address">The node that has reported the figures; null if this process has observed them, or if there are none.</param>
public sealed record StorageSource(StoragePlace Place, string? Address)
{
    public static StorageSource Here { get; } = new(StoragePlace.Here, null);

    public static StorageSource Unknown { get; } = new(StoragePlace.Unknown, null);

    public static StorageSource On(string address) => new(StoragePlace.Elsewhere, address);
}
