using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor;

/// <summary>The objects that the storage monitor shares with others of its process.</summary>
/// <param name="Queue">The figures of the writer's mailbox.</param>
/// <param name="Readers">Shows the running queries and the router's newest report.</param>
/// <param name="Samples">Receives each sample, on the monitor's thread.</param>
public sealed record MonitorShared(WriterQueueStats Queue, ReaderBoard Readers, IMonitorSamples Samples);
