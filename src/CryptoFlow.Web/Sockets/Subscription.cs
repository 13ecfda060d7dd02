namespace CryptoFlow.Web.Sockets;

/// <summary>How far a subscription has come.</summary>
internal enum SubscriptionState
{
    /// <summary>Others of the same client are opened first.</summary>
    Waiting,

    /// <summary>The hub has been asked for the series' commits.</summary>
    Joining,

    /// <summary>Commits are collected; the history is waited for.</summary>
    Reading,

    /// <summary>The history is in the outbox, and commits follow it.</summary>
    Live,

    /// <summary>The client has unsubscribed, or the subscription was given up. Whatever still comes of it means nothing.</summary>
    Ended,
}

/// <summary>One subscription of one client. Who subscribes to a series anew gets a new one, with a number of its own: answers to the former are not taken for answers to it.</summary>
/// <param name="id">Counts the client's subscriptions.</param>
/// <param name="series">What it is to.</param>
/// <param name="seam">Joins its history to the commits.</param>
internal sealed class Subscription(long id, SeriesKey series, LiveSeam seam) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public long Id { get; } = id;

    public SeriesKey Series { get; } = series;

    public LiveSeam Seam { get; } = seam;

    public SubscriptionState State { get; set; }

    /// <summary>Cancelled when the subscription ends: its history is waited for no longer. Not to be asked for after that.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Whether the history is still to come.</summary>
    public bool IsOpening => State is SubscriptionState.Waiting or SubscriptionState.Joining or SubscriptionState.Reading;

    /// <summary>Whether the hub knows of it.</summary>
    public bool IsJoined => State is SubscriptionState.Joining or SubscriptionState.Reading or SubscriptionState.Live;

    public void End()
    {
        if (State == SubscriptionState.Ended)
            return;
        State = SubscriptionState.Ended;
        _ended.Cancel();
        _ended.Dispose();
    }

    public void Dispose() => End();
}
