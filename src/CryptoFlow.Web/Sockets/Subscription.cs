namespace CryptoFlow.Web.Sockets;

/// <summary>The state of a subscription.</summary>
internal enum SubscriptionState
{
    /// <summary>Waits until the client's earlier subscriptions have opened.</summary>
    Waiting,

    /// <summary>The client's actor has sent <see cref="HubProtocol.Join"/> and waits for the answer.</summary>
    Joining,

    /// <summary>The history is being read. Meanwhile the seam buffers commits.</summary>
    Reading,

    /// <summary>The history is in the outbox. Commits are sent as they arrive.</summary>
    Live,

    /// <summary>The client has unsubscribed, or the server has given the subscription up. Late answers to it are ignored.</summary>
    Ended,
}

/// <summary>
/// One subscription of one client. A client that subscribes to a series again gets a new subscription with a new id, so a late answer to the old subscription is not
/// mistaken for an answer to the new one.
/// </summary>
/// <param name="id">Unique among the client's subscriptions.</param>
/// <param name="series">The subscribed series.</param>
/// <param name="seam">Joins the history to the commits.</param>
internal sealed class Subscription(long id, SeriesKey series, LiveSeam seam) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public long Id { get; } = id;

    public SeriesKey Series { get; } = series;

    public LiveSeam Seam { get; } = seam;

    public SubscriptionState State { get; set; }

    /// <summary>The forming candle; null if the client has not asked for it.</summary>
    public FormingSlot? Forming { get; init; }

    /// <summary>Cancelled when the subscription ends, which stops the wait for its history. Do not read this property after <see cref="End"/>.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Whether the history has not been sent yet.</summary>
    public bool IsOpening => State is SubscriptionState.Waiting or SubscriptionState.Joining or SubscriptionState.Reading;

    /// <summary>Whether the hub has, or is about to have, this subscription.</summary>
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
