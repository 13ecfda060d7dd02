using CryptoFlow.Storage.Commits;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Feed;
using CryptoFlow.Web.Http;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Web.Tests.Feed;

/// <summary>A writer, its feed on the way to this process, its log, and one client that is moved by hand or at random.</summary>
internal sealed class FeedWorld : IFeedLog
{
    private readonly Queue<object> _onTheWay = [];
    private readonly List<CommitStamp> _got = [];
    private FeedCursor? _client;
    private CommitStamp _segment;
    private bool _refuses;
    private bool _mayReset;

    public FeedWorld() => Source = new FeedSource(Recent, this, new FeedCounters(), new FeedLimits(), TimeProvider.System);

    public CommitScript Script { get; } = new();

    public RecentCommits Recent { get; } = new(TimeProvider.System);

    public FeedSource Source { get; }

    public Task<Answer<CommitHeadRead>> ReadHeadAsync(CancellationToken ended) => Task.FromResult(Answer<CommitHeadRead>(new ReadCommitHead(TimeSpan.MaxValue)));

    public Task<Answer<ICommitsReply>> ReadAsync(CommitStamp after, CancellationToken ended) =>
        Task.FromResult(Answer<ICommitsReply>(new ReadCommits(after, 7, TimeSpan.MaxValue)));

    public async Task<FeedCursor> ConnectAsync(FeedPosition? since) => (await FeedCursor.BeginAsync(Source, since, default)).Value!.Cursor;

    public async Task RunAsync(int[] choices)
    {
        _client = await ConnectAsync(null);
        foreach (var choice in choices)
            await ActAsync(choice);
        _refuses = false;
        _onTheWay.Enqueue(Script.Head);
        while (_onTheWay.Count > 0)
            Deliver();
        for (var rounds = 0; rounds < 300 && _client.Position != FeedPosition.Of(Script.Head); rounds++)
            await StepAsync();
        Assert.Equal(Script.Log.Select(c => c.Stamp).Where(s => s.Number > _segment.Number), _got);
    }

    private async Task ActAsync(int choice)
    {
        var which = choice / 10;
        switch (choice % 10)
        {
            case 0 or 1 or 2:
                _onTheWay.Enqueue(Script.Commit());
                break;
            case 3 or 4 when _onTheWay.Count > 0:
                Deliver();
                break;
            case 5 or 6:
                await StepAsync();
                break;
            case 7 when which < 3:
                await ReconnectAsync();
                break;
            case 7:
                _refuses = which == 9;
                break;
            case 8 when which < 2:
                Script.Epoch++;
                break;
            case 8 when which == 2 && _onTheWay.Count > 0:
                // A commit is lost on its way: the next commit shows the jump, or the head that the writer repeats; or the feed says so.
                _onTheWay.Dequeue();
                break;
            case 8 when which is 4 or 5:
                _onTheWay.Enqueue(Script.Head);
                break;
            case 8 when which == 3:
                _onTheWay.Enqueue(CommitFeedReset.Instance);
                break;
            case 9 when which == 0 && Script.Log.Count > 3:
                Script.Lose(2);
                _onTheWay.Enqueue(CommitFeedReset.Instance);
                _mayReset = true;
                break;
            case 9 when which == 1 && Script.Newest.Number - Script.Trimmed > 12:
                Script.Trimmed = Script.Newest.Number - 12;
                _mayReset = true;
                break;
            case 9 when which == 2:
                Script.Database += "x";
                Script.Epoch++;
                _onTheWay.Enqueue(Script.Head);
                _mayReset = true;
                break;
        }
    }

    private void Deliver()
    {
        switch (_onTheWay.Dequeue())
        {
            case ICommitEvent commit:
                Recent.Append(commit);
                break;
            case CommitHead head:
                Recent.Follow(head);
                break;
            default:
                Recent.Forget();
                break;
        }
    }

    private async Task ReconnectAsync()
    {
        var (beginning, _) = await FeedCursor.BeginAsync(Source, _client!.Position, default);
        if (beginning is null)
            return;
        _client = beginning.Cursor;
        Take(beginning.First);
    }

    private async Task StepAsync() => Take(await _client!.NextAsync(TimeSpan.Zero, default));

    private void Take(FeedStep step)
    {
        if (step.Reset is { } reset)
        {
            Assert.True(_mayReset, "Nothing was lost.");
            _segment = reset.GoesOnAfter.Stamp;
            _got.Clear();
        }

        foreach (var commit in step.Commits)
        {
            Assert.Equal((_got.Count > 0 ? _got[^1] : _segment).Number + 1, commit.Stamp.Number);
            _got.Add(commit.Stamp);
        }
    }

    private Answer<T> Answer<T>(object message)
        where T : class => _refuses ? new(null, Problem.Unavailable("Not now.")) : new((T)Script.Answer(message)!, null);
}
