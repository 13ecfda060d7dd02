using System.Collections.Immutable;
using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Feed;

/// <summary>The next step of a client: commits, or a reset, or neither if nothing happened in the time.</summary>
internal readonly record struct FeedStep(ImmutableArray<FeedCommit> Commits, FeedReset? Reset)
{
    public static FeedStep Nothing => new([], null);
}

/// <summary>The first step of a client.</summary>
/// <param name="Cursor">Moves the client on.</param>
/// <param name="Start">The position of the client before the first step.</param>
/// <param name="First">The step that follows at once.</param>
internal sealed record FeedBeginning(FeedCursor Cursor, FeedPosition Start, FeedStep First);

/// <summary>
/// Moves one client through the commits. The client pulls: it takes the commits after its position from memory, or from the commit log if the memory does not cover
/// its position. Each answer begins right after the position, so no commit is left out and none comes twice. No messages queue up for a slow client; its position
/// only falls behind.
/// </summary>
/// <param name="source">The memory, the log and the limits that all clients share.</param>
/// <param name="position">The position of the client.</param>
internal sealed class FeedCursor(FeedSource source, FeedPosition position)
{
    /// <summary>The last commit that was taken.</summary>
    public FeedPosition Position { get; private set; } = position;

    /// <summary>Begins at a position, or at the newest commit if there is none.</summary>
    /// <returns>The beginning, or the problem to answer the client with if the database does not answer.</returns>
    public static async Task<Answer<FeedBeginning>> BeginAsync(FeedSource source, FeedPosition? since, CancellationToken ended)
    {
        if (since is not { } position)
        {
            var (head, refused) = await source.Log.ReadHeadAsync(ended);
            return head is null ? new(null, refused) : new(new FeedBeginning(new FeedCursor(source, FeedPosition.Of(head.Head)), FeedPosition.Of(head.Head), FeedStep.Nothing), null);
        }

        var cursor = new FeedCursor(source, position);
        var (first, problem) = await cursor.LookAsync(ended);
        return problem is null ? new(new FeedBeginning(cursor, position with { Database = cursor.Position.Database }, first), null) : new(null, problem);
    }

    /// <summary>Waits for the next step.</summary>
    /// <param name="atMost">Longest wait.</param>
    /// <param name="ended">Ends the wait; then this throws.</param>
    public async Task<FeedStep> NextAsync(TimeSpan atMost, CancellationToken ended)
    {
        if (source.Recent.After(Position) is { Length: > 0 } found)
            return Take(found);
        using var late = new CancellationTokenSource(atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero, source.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ended);
        try
        {
            return await WaitForNextAsync(late.Token, over.Token, ended);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return FeedStep.Nothing;
        }
    }

    private async Task<FeedStep> WaitForNextAsync(CancellationToken late, CancellationToken over, CancellationToken ended)
    {
        while (true)
        {
            // Read before the look, so that a commit after the look ends the wait.
            var changed = source.Recent.Changed;
            var (step, problem) = await LookAsync(over);
            if (step is { Commits.Length: > 0 } or { Reset: not null } || late.IsCancellationRequested)
                return step;

            // A refused read is tried again after a pause. If the memory does not cover the position, it may miss a commit, so the log is asked again after a while.
            if (problem is not null)
                await Task.Delay(source.Limits.RetryAfter, source.Time, over);
            else
                await WaitAsync(changed, source.Recent.After(Position) is null ? source.Limits.AskAgainAfter : Timeout.InfiniteTimeSpan, over, ended);
        }
    }

    /// <summary>Takes the commits that follow now, without a wait.</summary>
    private async Task<(FeedStep Step, Problem? Problem)> LookAsync(CancellationToken ended)
    {
        if (source.Recent.After(Position) is { } found)
            return (Take(found), null);
        var version = source.Recent.Version;
        var (reply, problem) = await source.Log.ReadAsync(Position.Stamp, ended);
        return reply is null ? (FeedStep.Nothing, problem) : (Take(reply, version), null);
    }

    private FeedStep Take(ReaderProtocol.ICommitsReply reply, long version)
    {
        var database = reply.Head.DatabaseId ?? "";
        if (Position.Database is { } own && own != database)
            return Reset(FeedLoss.OtherDatabase, reply.Head);
        if (reply is ReaderProtocol.CommitsLost lost)
            return Reset(lost.Reason == CommitLoss.TooOld ? FeedLoss.TooOld : FeedLoss.OtherHistory, reply.Head);

        var commits = ((ReaderProtocol.CommitsRead)reply).InOrder();
        Position = Position with { Database = database };
        if (commits.Count == 0)
            source.Recent.Learn(reply.Head, version);
        return Take([.. commits.Select(c => FeedCommit.Of(c, database))]);
    }

    private FeedStep Take(ImmutableArray<FeedCommit> commits)
    {
        if (commits.Length > 0)
            Position = commits[^1].Position;
        return new FeedStep(commits, null);
    }

    private FeedStep Reset(FeedLoss reason, CommitHead head)
    {
        var reset = new FeedReset(reason, Position, FeedPosition.Of(head));
        Position = reset.GoesOnAfter;
        source.Counters.CountReset();
        return new FeedStep([], reset);
    }

    /// <summary>Returns at the next change, after the time, or when the wait is over. Throws only if the client has left.</summary>
    private async Task WaitAsync(Task changed, TimeSpan atMost, CancellationToken over, CancellationToken ended)
    {
        await changed.WaitAsync(atMost, source.Time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.ThrowIfCancellationRequested();
    }
}
