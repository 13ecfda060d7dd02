using Akka.Actor;

namespace CryptoFlow.Storage;

/// <summary>The protocol of <see cref="StorageActor"/>, which starts and stops the storage in order.</summary>
public static class StorageProtocol
{
    /// <summary>Answered with <see cref="StorageActors"/>.</summary>
    public sealed record GetStorageActors
    {
        public static readonly GetStorageActors Instance = new();
    }

    /// <param name="Writer">The writer.</param>
    /// <param name="Readers">The router of the readers.</param>
    /// <param name="Monitor">The storage monitor.</param>
    public sealed record StorageActors(IActorRef Writer, IActorRef Readers, IActorRef Monitor);

    /// <summary>Close the readers, then the monitor's connection, then drain and close the writer. Answered with <see cref="StorageStopped"/>.</summary>
    /// <param name="Remaining">For how long the sender waits.</param>
    public sealed record StopStorage(TimeSpan Remaining);

    /// <summary>No connection to the file is open. Its WAL is empty, unless another program prevented the checkpoint.</summary>
    public sealed record StorageStopped
    {
        public static readonly StorageStopped Instance = new();
    }
}
