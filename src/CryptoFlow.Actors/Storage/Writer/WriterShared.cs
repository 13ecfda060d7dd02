using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Storage.Writer;

/// <summary>The objects that the writer shares with others of its process.</summary>
/// <param name="Queue">The figures of the writer's mailbox, also read by the storage monitor.</param>
/// <param name="Readers">Tells the readers whether the file was moved.</param>
/// <param name="Reading">Tells the writer when clients last read.</param>
/// <param name="Changes">Tells the caches of each commit.</param>
/// <param name="Commits">Tells the subscribed actors of each commit.</param>
public sealed record WriterShared(WriterQueueStats Queue, ReaderBoard Readers, ReadActivity Reading, SeriesChanges Changes, ICommitFeed Commits);
