using System.Collections.Immutable;
using CryptoFlow.Exchanges.Streams;
using CryptoFlow.Retries;

namespace CryptoFlow.Collectors.Streams;

/// <summary>
/// The subscription requests of one connection: which to send next, which wait for an answer, which the exchange has refused. Safe for concurrent use, because one
/// task sends and another receives.
/// </summary>
/// <remarks>
/// A refused request for several series is sent again for each series alone, so that one bad name does not prevent the others. Series that are refused alone are
/// subscribed again, all together, after a pause that grows. A request without an answer is sent a second time. If that has no answer either, the connection is
/// useless.
/// </remarks>
/// <param name="protocol">The exchange's texts.</param>
/// <param name="pauses">The pauses before refused series are subscribed again.</param>
internal sealed class SubscriptionBook(StreamProtocol protocol, Backoff pauses)
{
    private const int MostTries = 2;

    private readonly Lock _gate = new();
    private readonly Queue<Try> _due = [];
    private readonly List<Try> _sent = [];
    private readonly HashSet<SeriesKey> _refused = [];
    private long _lastId;
    private int _refusals;
    private TimeSpan _askAgainAt;
    private volatile int _refusedCount;

    /// <summary>The number of series that the exchange refuses.</summary>
    public int Refused => _refusedCount;

    /// <summary>Adds requests for these series at the end of the queue.</summary>
    public void Add(ImmutableArray<SeriesKey> series)
    {
        lock (_gate)
        {
            AddParts(series);
        }
    }

    /// <summary>The next request to send; null if none is due.</summary>
    /// <param name="now">Monotonic time of the sending.</param>
    public StreamRequest? TakeNext(TimeSpan now)
    {
        lock (_gate)
        {
            if (_due.Count == 0 && _refused.Count > 0 && now >= _askAgainAt)
            {
                PauseAfter(now);
                AddParts([.. _refused]);
            }

            if (!_due.TryDequeue(out var next))
                return null;
            next.SentAt = now;
            next.Tries++;
            _sent.Add(next);
            return next.Request;
        }
    }

    /// <summary>Sends requests without an answer again. False if the last try of a request has failed.</summary>
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

    /// <summary>Takes an acceptance, and returns those of its series that the exchange had refused before.</summary>
    public ImmutableArray<SeriesKey> OnAccepted(StreamMessage.Accepted accepted)
    {
        lock (_gate)
        {
            if (Find(accepted.Request, accepted.Series) is not { } answered)
                return [];
            Settle(answered, accepted.Series);
            return NotRefused(accepted.Series is { } one ? [one] : answered.Request.Series);
        }
    }

    /// <summary>A candle of a series has come, so the exchange does not refuse the series.</summary>
    public void OnDelivered(SeriesKey series)
    {
        if (_refusedCount == 0)
            return;
        lock (_gate)
            NotRefused([series]);
    }

    /// <summary>Takes a refusal, and returns the series that the exchange refuses. They are subscribed again after a pause.</summary>
    /// <param name="refused">The refusal.</param>
    /// <param name="now">Monotonic time.</param>
    public ImmutableArray<SeriesKey> OnRefused(StreamMessage.Refused refused, TimeSpan now)
    {
        lock (_gate)
        {
            var answered = Find(refused.Request, refused.Series);
            if (answered is not null)
                Settle(answered, refused.Series);
            ImmutableArray<SeriesKey> series = refused.Series is { } one ? [one] : answered?.Request.Series ?? [];
            if (series.Length > 1)
            {
                foreach (var alone in series)
                    _due.Enqueue(NewTry([alone]));
                return [];
            }

            if (refused.HasStream || series.IsEmpty)
            {
                NotRefused(series);
                return [];
            }

            if (_refused.Count == 0)
                PauseAfter(now);
            _refused.Add(series[0]);
            _refusedCount = _refused.Count;
            return series;
        }
    }

    private void PauseAfter(TimeSpan now) => _askAgainAt = now + pauses.Delay(++_refusals);

    private ImmutableArray<SeriesKey> NotRefused(ImmutableArray<SeriesKey> series)
    {
        ImmutableArray<SeriesKey> accepted = [.. series.Where(_refused.Remove)];
        _refusedCount = _refused.Count;
        if (_refused.Count == 0)
            _refusals = 0;
        return accepted;
    }

    private void AddParts(ImmutableArray<SeriesKey> series)
    {
        foreach (var part in series.Chunk(protocol.Limits.SeriesPerRequest))
            Enqueue([.. part]);
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

    /// <summary>The request that an answer belongs to: the request with the id, else the request with the series, else the oldest request.</summary>
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

        /// <summary>The series without an answer. Bitget answers each series separately.</summary>
        public HashSet<SeriesKey> Open { get; } = [.. request.Series];

        public TimeSpan SentAt { get; set; }

        public int Tries { get; set; }
    }
}
