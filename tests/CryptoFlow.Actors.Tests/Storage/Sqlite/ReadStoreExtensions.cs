using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Storage.Sqlite;

internal static class ReadStoreExtensions
{
    /// <summary>Answers a query without a deadline.</summary>
    public static IReadReply Answer(this SqliteReadStore store, IReadMessage query) => store.Answer(query, Deadline.Never);
}
