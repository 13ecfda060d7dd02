using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Storage;

/// <summary>
/// A clock that stands still and can stop those that look at it: while it is closed, the threads that storage actors have for
/// themselves wait in it. Remembers these threads.
/// </summary>
public sealed class GatedTime : FakeTimeProvider
{
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly ConcurrentDictionary<Thread, byte> _threads = new();
    private int _closedBy = -1;
    private int _waiting;

    /// <summary>How many threads wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The dedicated threads that have looked at the clock.</summary>
    public ICollection<Thread> Threads => _threads.Keys;

    /// <summary>To be called from the test, which itself never waits.</summary>
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
            Interlocked.Increment(ref _waiting);
            _gate.Wait();
            Interlocked.Decrement(ref _waiting);
        }

        return base.GetUtcNow();
    }

    /// <summary>A look, as <see cref="GetUtcNow"/> is. A timestamp of a <see cref="FakeTimeProvider"/> is its time in ticks.</summary>
    public override long GetTimestamp() => GetUtcNow().Ticks;
}
