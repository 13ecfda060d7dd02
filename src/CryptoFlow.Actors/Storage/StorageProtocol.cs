using Akka.Actor;

namespace CryptoFlow.Storage;

/// <summary>The protocol of <see cref="StorageActor"/>, which starts the writer with its monitor and stops them in order.</summary>
public static class StorageProtocol
{
    /// <summary>Answered with <see cref="StorageActors"/>.</summary>
    public sealed record GetStorageActors
    {
        public static readonly GetStorageActors Instance = new();
    }

    /// <param name="Writer">The writer.</param>
    /// <param name="Monitor">The storage monitor.</param>
    public sealed record StorageActors(IActorRef Writer, IActorRef Monitor);

    /// <summary>
    /// Close the monitor's connection, then drain and close the writer. The readers must be closed first (<see cref="Readers.DbReaderRouterActor.CloseReaders"/>).
    /// Answered with <see cref="StorageStopped"/>.
    /// </summary>
    /// <param name="Remaining">For how long the sender waits.</param>
    public sealed record StopStorage(TimeSpan Remaining);

    /// <summary>The writer and its monitor have closed the file. Its WAL is empty, unless another connection prevented the checkpoint.</summary>
    public sealed record StorageStopped
    {
        public static readonly StorageStopped Instance = new();
    }
}
