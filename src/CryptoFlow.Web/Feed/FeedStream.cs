using CryptoFlow.Web.Logging;

namespace CryptoFlow.Web.Feed;

/// <summary>Sends the feed to one client until the client leaves, receives no data for too long, or the server stops.</summary>
internal sealed class FeedStream(FeedSource source, FeedBeginning beginning, FeedFilter filter, IFeedClient client, ILogger logger)
{
    private readonly FeedCursor _cursor = beginning.Cursor;
    private long _sentAt;

    /// <param name="ending">Cancelled when the server stops, or when the client has ended the connection.</param>
    /// <param name="aborted">Cancelled when the connection is broken.</param>
    public async Task RunAsync(CancellationToken ending, CancellationToken aborted)
    {
        source.Counters.Entered();
        try
        {
            await InTimeAsync(BeginAsync, aborted);
            while (true)
            {
                var step = await _cursor.NextAsync(Left(), ending);

                // If no commit passes the filter, the client still gets its position from time to time, so that the position stays in the log.
                if (step.Reset is not null || step.Commits.Any(filter.Passes) || Left() <= TimeSpan.Zero)
                    await InTimeAsync(cut => SendAsync(step, cut), aborted);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            await InTimeAsync(cut => client.EndAsync(_cursor.Position, cut), aborted);
        }
        finally
        {
            source.Counters.Left();
        }
    }

    private async ValueTask BeginAsync(CancellationToken cut)
    {
        if (beginning.First.Reset is null)
            await SendAsync(FeedMessages.Position(beginning.Start), cut);
        await SendAsync(beginning.First, cut);
    }

    private async ValueTask SendAsync(FeedStep step, CancellationToken cut)
    {
        if (step.Reset is { } reset)
            await SendAsync(FeedMessages.Reset(reset), cut);
        foreach (var commit in step.Commits.Where(filter.Passes))
            await SendAsync(FeedMessages.Of(commit), cut);
        if (Left() <= TimeSpan.Zero)
            await SendAsync(FeedMessages.Position(_cursor.Position), cut);
        await client.FlushAsync(cut);
    }

    private ValueTask SendAsync(FeedMessage message, CancellationToken cut)
    {
        _sentAt = source.Time.GetTimestamp();
        return client.SendAsync(message, cut);
    }

    private TimeSpan Left() => source.Limits.PositionEvery - source.Time.GetElapsedTime(_sentAt);

    /// <summary>Breaks the connection of a client that receives no data in the time. The client can resume after its last message.</summary>
    private async ValueTask InTimeAsync(Func<CancellationToken, ValueTask> send, CancellationToken aborted)
    {
        using var late = new CancellationTokenSource(source.Limits.SendWithin, source.Time);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(late.Token, aborted);
        try
        {
            await send(cut.Token);
        }
        catch (Exception broken) when (late.IsCancellationRequested && FeedEndpoint.IsBroken(broken))
        {
            logger.SlowFeedClientDropped(source.Limits.SendWithin.TotalSeconds, _cursor.Position.Stamp.Number, source.Counters.CountDroppedSlow());
            client.Abort();
            throw;
        }
    }
}
