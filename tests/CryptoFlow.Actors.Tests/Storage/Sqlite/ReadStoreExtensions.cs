using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Storage.Sqlite;

internal static class ReadStoreExtensions
{
    /// <summary>Answers a query however long it takes.</summary>
    public static IReadReply Answer(this SqliteReadStore executor, IReadMessage query) => executor.Answer(query, Deadline.Never);
}
