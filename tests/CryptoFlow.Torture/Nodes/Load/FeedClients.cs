using System.Globalization;
using CryptoFlow.Torture.Feeds;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>
/// Clients of the feed at the nodes that answer HTTP, half of them by Server-Sent Events and half by WebSocket. A client whose connection ends continues at the next node,
/// after the last commit that it has taken. At the end what each client has put together must equal the commit log.
/// </summary>
internal sealed class FeedClients : IAsyncDisposable
{
    private const int Clients = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly FeedFollower[] _followers;
    private readonly Task _following;

    public FeedClients(IReadOnlyList<ClusterNode> nodes, int seed)
    {
        Uri[] servers = [.. nodes.Where(n => n.Plan.HasWeb).Select(n => n.Place.Web)];
        _followers = [.. Enumerable.Range(0, Clients).Select(i => new FeedFollower(i, only: null, NextOf(servers, i / 2), new Random(seed + i)))];

        // The faults of the nodes disturb the clients enough.
        var calm = new CancellationToken(canceled: true);
        _following = Task.WhenAll(_followers.Select(f => Task.Run(() => f.RunAsync(calm, _end.Token))));
    }

    /// <summary>Waits until the file has no new commit and each client has the last one, and ends the clients. The writing clients have ended before.</summary>
    /// <param name="database">The file.</param>
    /// <exception cref="TimeoutException">A client has not got all commits in time.</exception>
    public async Task EndAsync(string database)
    {
        var before = -1L;
        await Eventually.GetAsync(
            () =>
            {
                var (newest, last) = (Newest(database), before);
                before = newest;
                return Task.FromResult(newest == last && _followers.All(f => f.Journal.Number == newest) ? "all" : null);
            },
            Patience,
            "every client of the feed is where the commit log ends",
            LookEvery);
        await StopAsync();
    }

    /// <summary>Holds the clients against the commit log. No program writes the file any more.</summary>
    public IReadOnlyList<Finding> Judge(ForeignConnection file)
    {
        var judge = new FeedJudge(file);
        return
        [
            new("clients of the feed", string.Create(CultureInfo.InvariantCulture, $"{Clients}, {_followers.Sum(f => f.Journal.Messages):N0} messages on {_followers.Sum(f => f.Connections)} connections")),
            Finding.None("clients of the feed that differ from the commit log", [.. _followers.Select(judge.Difference).OfType<string>()]),
            Finding.None("clients of the feed that were told to read again", [.. _followers.SelectMany(f => f.Journal.Resets)]),
            Finding.None("clients of the feed that were refused", [.. _followers.SelectMany(f => f.Refusals)]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task StopAsync()
    {
        await _end.CancelAsync();
        await _following;
    }

    /// <summary>Each call gives the next node.</summary>
    private static Func<Uri?> NextOf(Uri[] servers, int first)
    {
        var next = first;
        return () => servers[next++ % servers.Length];
    }

    private static long Newest(string database)
    {
        using var file = new ForeignConnection(database, readOnly: true);
        return file.Scalar<long>("SELECT ifnull(max(number), 0) FROM commits");
    }
}
