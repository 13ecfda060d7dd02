using System.Diagnostics;

namespace CryptoFlow.Benchmarks.Load;

/// <summary>
/// Simulates clients. Each client has its own connection and thread; the connections stay open from run to run. Closed loop: a client sends its next
/// request as soon as it has an answer. Open loop: requests are due at a fixed rate, however long earlier requests take. The next free connection
/// sends the next request. The time of a request includes the time that it waited for a free connection, because the slow server caused that wait.
/// </summary>
internal sealed class LoadGenerator(Uri server, int clients) : IDisposable
{
    private readonly HttpConnection[] _connections = [.. Enumerable.Range(0, clients).Select(_ => new HttpConnection(server))];

    /// <summary>Closed loop: as many requests as the server can answer, and at least one. On a busy machine the time may be over before a client's thread runs.</summary>
    /// <param name="next">Draws the next request of a client, with the client's own random generator.</param>
    /// <param name="lasts">Duration of the run.</param>
    /// <param name="seed">Seed of the clients' random generators.</param>
    public Task<LoadRun> ClosedAsync(Func<Random, byte[]> next, TimeSpan lasts, int seed)
    {
        var (end, asked) = (Stopwatch.GetTimestamp() + Ticks(lasts), false);
        return RunAsync(next, () => !Interlocked.Exchange(ref asked, true) || Stopwatch.GetTimestamp() < end ? Stopwatch.GetTimestamp() : null, seed);
    }

    /// <summary>Open loop: requests at a fixed rate. The time of each request counts from the moment when it was due.</summary>
    /// <inheritdoc cref="ClosedAsync"/>
    public Task<LoadRun> OpenAsync(double perSecond, Func<Random, byte[]> next, TimeSpan lasts, int seed)
    {
        var (began, apart) = (Stopwatch.GetTimestamp(), Stopwatch.Frequency / perSecond);
        var (count, taken) = (Math.Max(1, (long)(lasts.TotalSeconds * perSecond)), -1L);
        return RunAsync(next, () => Interlocked.Increment(ref taken) is var number && number < count ? began + (long)(number * apart) : null, seed);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private async Task<LoadRun> RunAsync(Func<Random, byte[]> next, Func<long?> nextDue, int seed)
    {
        var (times, late) = (new Latencies(), new Latencies());
        var (failed, bytes) = (0L, 0L);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(_connections.Select((connection, i) => Task.Factory.StartNew(
            () => Client(connection, new Random(seed + i)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return new LoadRun(times, late, failed, bytes, Stopwatch.GetElapsedTime(began));

        void Client(HttpConnection connection, Random random)
        {
            while (nextDue() is { } due)
            {
                var request = next(random);
                if (Moment.WaitUntil(due))
                    late.Add(Stopwatch.GetElapsedTime(due));
                try
                {
                    var (status, length) = connection.Get(request);
                    Interlocked.Add(ref bytes, length);
                    if (status == 200)
                        times.Add(Stopwatch.GetElapsedTime(due));
                    else
                        Interlocked.Increment(ref failed);
                }
                catch (IOException)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
