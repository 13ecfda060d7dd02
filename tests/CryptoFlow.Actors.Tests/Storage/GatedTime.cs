using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Storage;

/// <summary>
/// A clock that stands still and can stop the threads that read it. While the gate is closed, the dedicated threads of storage actors wait when they
/// read the time. The clock remembers these threads.
/// </summary>
public sealed class GatedTime : FakeTimeProvider
{
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly ConcurrentDictionary<Thread, byte> _threads = new();
    private readonly ConcurrentDictionary<Thread, byte> _waiting = new();
    private int _closedBy = -1;

    /// <summary>Number of threads that wait now.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Number of readers' threads that wait now. The threads of the writer and of the monitors read the clock, too.</summary>
    public int WaitingReaders => _waiting.Keys.Count(t => t.Name?.Contains("reader-dispatcher", StringComparison.Ordinal) == true);

    /// <summary>The dedicated threads that have read the clock.</summary>
    public ICollection<Thread> Threads => _threads.Keys;

    /// <summary>Closes the gate. Call it from the test's thread, which never waits itself.</summary>
    public void Close()
    {
        _closedBy = Environment.CurrentManagedThreadId;
        _gate.Reset();
    }

    public void Open() => _gate.Set();

    public override DateTimeOffset GetUtcNow()
    {
        if (!Thread.CurrentThread.IsThreadPoolThread && Environment.CurrentManagedThreadId != _closedBy)
        {
            _threads.TryAdd(Thread.CurrentThread, 0);
            _waiting.TryAdd(Thread.CurrentThread, 0);
            _gate.Wait();
            _waiting.TryRemove(Thread.CurrentThread, out _);
        }

        return base.GetUtcNow();
    }

    /// <summary>Reads the clock, like <see cref="GetUtcNow"/>. The timestamp of a <see cref="FakeTimeProvider"/> is its time in ticks.</summary>
    public override long GetTimestamp() => GetUtcNow().Ticks;
}
