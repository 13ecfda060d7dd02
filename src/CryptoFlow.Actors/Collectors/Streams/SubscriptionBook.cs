using System.Collections.Immutable;
using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// The subscription requests of one connection: which to send next, which wait for an answer, which the exchange has refused. Pure but for its state; safe for
/// concurrent use, because one task sends and another receives.
/// </summary>
/// <remarks>
/// A refused request for several series is sent again for each of them alone, so that one bad name does not cost the others. A request without an answer is sent
/// a second time; then the connection is useless.
/// </remarks>
internal sealed class SubscriptionBook(StreamProtocol protocol)
{
    private const int MostTries = 2;

    private readonly Lock _gate = new();
    private readonly Queue<Try> _due = [];
    private readonly List<Try> _sent = [];
    private long _lastId;

    /// <summary>Puts requests for these series behind those that are due.</summary>
    public void Add(ImmutableArray<SeriesKey> series)
    {
        lock (_gate)
        {
            foreach (var part in series.Chunk(protocol.Limits.SeriesPerRequest))
                Enqueue([.. part]);
        }
    }

    /// <summary>The next request to send; null if none is due.</summary>
    /// <param name="now">Monotonic time of the sending.</param>
    public StreamRequest? TakeNext(TimeSpan now)
    {
        lock (_gate)
        {
            if (!_due.TryDequeue(out var next))
                return null;
            next.SentAt = now;
            next.Tries++;
            _sent.Add(next);
            return next.Request;
        }
    }

    /// <summary>Sends requests without an answer again. False if a request has had its last try.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="patience">How long an answer may take.</param>
    public bool RepeatUnanswered(TimeSpan now, TimeSpan patience)
    {
        lock (_gate)
        {
            foreach (var late in _sent.Where(t => now - t.SentAt >= patience).ToList())
            {
                if (late.Tries >= MostTries)
                    return false;
                _sent.Remove(late);
                _due.Enqueue(late);
            }

            return true;
        }
    }

    public void OnAccepted(StreamMessage.Accepted accepted)
    {
        lock (_gate)
        {
            if (Find(accepted.Request, accepted.Series) is { } answered)
                Settle(answered, accepted.Series);
        }
    }

    /// <summary>Takes a refusal, and returns the series that the exchange has refused for good.</summary>
    public ImmutableArray<SeriesKey> OnRefused(StreamMessage.Refused refused)
    {
        lock (_gate)
        {
            if (Find(refused.Request, refused.Series) is not { } answered)
                return refused.Series is { } named ? [named] : [];
            if (refused.Series is { } one)
            {
                Settle(answered, one);
                return [one];
            }

            Settle(answered, null);
            if (answered.Request.Series.Length == 1)
                return answered.Request.Series;
            foreach (var alone in answered.Request.Series)
                _due.Enqueue(NewTry([alone]));
            return [];
        }
    }

    /// <summary>A request of too many bytes may be ignored. With usual names, the exchange's number of series is far below that size.</summary>
    private void Enqueue(ImmutableArray<SeriesKey> series)
    {
        var next = NewTry(series);
        if (next.Request.Utf8.Length <= StreamLimits.MostRequestBytes || series.Length == 1)
        {
            _due.Enqueue(next);
            return;
        }

        Enqueue(series[..(series.Length / 2)]);
        Enqueue(series[(series.Length / 2)..]);
    }

    private Try NewTry(ImmutableArray<SeriesKey> series) => new(protocol.Subscribe(++_lastId, series));

    /// <summary>The request that an answer belongs to: that with the id, else that with the series, else the oldest.</summary>
    private Try? Find(long? id, SeriesKey? series) =>
        id is not null ? _sent.Find(t => t.Request.Id == id)
        : series is not null ? _sent.Find(t => t.Open.Contains(series))
        : _sent.FirstOrDefault();

    private void Settle(Try answered, SeriesKey? series)
    {
        if (series is not null)
            answered.Open.Remove(series);
        else
            answered.Open.Clear();
        if (answered.Open.Count == 0)
            _sent.Remove(answered);
    }

    private sealed class Try(StreamRequest request)
    {
        public StreamRequest Request => request;

        /// <summary>The series that have no answer yet. Bitget answers for each series alone.</summary>
        public HashSet<SeriesKey> Open { get; } = [.. request.Series];

        public TimeSpan SentAt { get; set; }

        public int Tries { get; set; }
    }
}
