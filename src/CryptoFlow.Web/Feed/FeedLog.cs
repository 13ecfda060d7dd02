using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Feed;

/// <summary>The commit log of the database, for the clients of the feed.</summary>
internal interface IFeedLog
{
    /// <summary>The end of the log, or the problem to answer a client with.</summary>
    Task<Answer<ReaderProtocol.CommitHeadRead>> ReadHeadAsync(CancellationToken ended);

    /// <summary>The commits in the log after a commit, or the problem to answer a client with.</summary>
    Task<Answer<ReaderProtocol.ICommitsReply>> ReadAsync(CommitStamp after, CancellationToken ended);
}

/// <summary>Reads the log through the readers, which may run on another node. Clients wait for their turn, so that many clients leave room for other requests.</summary>
internal sealed class FeedLog(ReadQueries queries, FeedCounters counters, FeedLimits limits) : IFeedLog, IDisposable
{
    /// <summary>Maximum number of commits in one read.</summary>
    private const int MostRead = 100;

    private readonly SemaphoreSlim _turns = new(limits.ReadsAtOnce);

    public Task<Answer<ReaderProtocol.CommitHeadRead>> ReadHeadAsync(CancellationToken ended) =>
        InTurnAsync(remaining => new ReaderProtocol.ReadCommitHead(remaining), ended);

    public Task<Answer<ReaderProtocol.ICommitsReply>> ReadAsync(CommitStamp after, CancellationToken ended)
    {
        counters.CountLogRead();
        return InTurnAsync(remaining => new ReaderProtocol.ReadCommits(after, MostRead, remaining), ended);
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Answer<T>> InTurnAsync<T>(Func<TimeSpan, IReadMessage<T>> query, CancellationToken ended)
        where T : class, IReadReply
    {
        await _turns.WaitAsync(ended);
        try
        {
            return await queries.AskAsync(query, ended);
        }
        finally
        {
            _turns.Release();
        }
    }
}
