using System.Collections.Immutable;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Storage.Monitor.DayRecord;

/// <summary>
/// Records in memory what the storage did in the last 24 hours: holders of locks and snapshots, messages that waited long, and checkpoints. It answers why something
/// was slow at a given time. At most <see cref="MaxEntries"/> entries of each of the three kinds. Used from one actor.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class StorageRecord(TimeProvider time)
{
    /// <summary>The largest number of entries of each kind. All of them take about 5 MB.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>A message enters the record if it waited this long in a queue. The pages of a full-speed backfill wait for a shorter time.</summary>
    public static readonly TimeSpan LeastQueueTime = TimeSpan.FromSeconds(1);

    /// <summary>A message enters the record if it waited this long for another program's lock.</summary>
    public static readonly TimeSpan LeastLockWait = TimeSpan.FromMilliseconds(20);

    private readonly HeldLockLog _locks = new(time, MaxEntries);
    private readonly MinuteLog<(object Kind, SeriesKey? Series), WaitedMessages> _waits = new(MaxEntries, Merge, w => w.To);
    private readonly MinuteLog<(CheckpointMode Mode, bool Busy), CheckpointsRun> _checkpoints = new(MaxEntries, Merge, c => c.To);
    private readonly long _startedAt = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="now">The time on a monotonic clock.</param>
    /// <param name="holders">The newest observation of the holders.</param>
    public void Look(TimeSpan now, LockHolders holders) => _locks.Look(now, holders.Writer, holders.Snapshots);

    public void Add(WriteObserved write)
    {
        if (IsLong(write.QueueTime, write.LockWait))
            AddWait((write.Lane, write.Series), NameOf(write), write.QueueTime, write.HandlerTime, write.LockWait, write.Rejection is not null);
    }

    public void Add(ReadObserved read)
    {
        if (IsLong(read.QueueTime, read.LockWait))
            AddWait((read.Query, null), $"query {read.Query}", read.QueueTime, read.HandlerTime, read.LockWait, read.Outcome != ReadOutcome.Answered);
    }

    public void Add(CheckpointObserved checkpoint)
    {
        var (outcome, to) = (checkpoint.Outcome, Now());
        _checkpoints.Add(
            (outcome.Mode, outcome.Busy),
            new CheckpointsRun(
                outcome.Mode, outcome.Busy, to - (long)outcome.Duration.TotalMilliseconds, to, 1, outcome.MovedPages, outcome.LeftPages, outcome.Duration));
    }

    /// <summary>The entries that overlap a range of time. If more than <see cref="StorageRecordRead.MostOfEach"/> do, the oldest are left out.</summary>
    /// <param name="from">Begin, ms UTC.</param>
    /// <param name="to">End, ms UTC.</param>
    /// <param name="reads">The queries that run now.</param>
    public StorageRecordRead Read(long from, long to, IEnumerable<RunningQuery> reads)
    {
        var oldest = Now() - BoundedLog<HeldLock>.KeptMs;
        from = Math.Max(from, oldest);
        var locks = Newest(_locks.Entries.Where(e => e.To >= from && e.From <= to), e => e.From, e => e.To);
        var waits = Newest(_waits.Entries.Where(e => e.To >= from && e.From <= to), e => e.From, e => e.To);
        var checkpoints = Newest(_checkpoints.Entries.Where(e => e.To >= from && e.From <= to), e => e.From, e => e.To);
        long?[] completeSince =
        [
            _startedAt, oldest, _locks.LostUntil, _waits.LostUntil, _checkpoints.LostUntil, locks.LeftOutUntil, waits.LeftOutUntil, checkpoints.LeftOutUntil,
        ];
        return new StorageRecordRead(
            completeSince.Max()!.Value,
            locks.Entries,
            waits.Entries,
            checkpoints.Entries,
            [.. reads.Select(r => new RunningRead(r.Reader, r.Query.ToString()!, time.GetElapsedTime(r.StartedAt))).OrderByDescending(r => r.Age)]);
    }

    /// <summary>The newest entries in order of their begin, and the end of the newest entry that was left out.</summary>
    private static (ImmutableArray<T> Entries, long? LeftOutUntil) Newest<T>(IEnumerable<T> entries, Func<T, long> from, Func<T, long> to)
    {
        T[] all = [.. entries.OrderBy(to)];
        var leftOut = Math.Max(all.Length - StorageRecordRead.MostOfEach, 0);
        return ([.. all.Skip(leftOut).OrderBy(from)], leftOut > 0 ? to(all[leftOut - 1]) : null);
    }

    private static bool IsLong(TimeSpan queueTime, LockWait wait) =>
        queueTime >= LeastQueueTime || wait.Waited >= LeastLockWait || wait.WasRefused;

    private static string NameOf(WriteObserved write) => write.Series is { } series ? $"{write.Lane} {series}" : $"{write.Lane}";

    private void AddWait((object, SeriesKey?) key, string name, TimeSpan queueTime, TimeSpan handlerTime, LockWait wait, bool isRefused)
    {
        var to = Now();
        var from = to - (long)(queueTime + handlerTime).TotalMilliseconds;
        _waits.Add(key, new WaitedMessages(name, from, to, 1, queueTime, wait.Waited, isRefused ? 1 : 0));
    }

    private static WaitedMessages Merge(WaitedMessages a, WaitedMessages b) => a with
    {
        From = Math.Min(a.From, b.From),
        To = Math.Max(a.To, b.To),
        Count = a.Count + b.Count,
        LongestInQueue = a.LongestInQueue > b.LongestInQueue ? a.LongestInQueue : b.LongestInQueue,
        LongestForLock = a.LongestForLock > b.LongestForLock ? a.LongestForLock : b.LongestForLock,
        Refused = a.Refused + b.Refused,
    };

    private static CheckpointsRun Merge(CheckpointsRun a, CheckpointsRun b) => a with
    {
        From = Math.Min(a.From, b.From),
        To = Math.Max(a.To, b.To),
        Count = a.Count + b.Count,
        MovedPages = a.MovedPages + b.MovedPages,
        LeftPages = b.LeftPages,
        Longest = a.Longest > b.Longest ? a.Longest : b.Longest,
    };

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
