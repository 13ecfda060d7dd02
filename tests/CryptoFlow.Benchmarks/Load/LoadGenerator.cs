using System.Diagnostics;

namespace CryptoFlow.Benchmarks.Load;

/// <summary>
/// Clients with a connection and a thread each, which stay open from run to run. Closed loop: each asks again as soon as it is answered. Open loop:
/// requests are due at a fixed rate whatever becomes of those before, the next free connection takes the next one, and what waited for a
/// connection has waited for the server.
/// </summary>
internal sealed class LoadGenerator(Uri server, int clients) : IDisposable
{
    private readonly HttpConnection[] _connections = [.. Enumerable.Range(0, clients).Select(_ => new HttpConnection(server))];

    /// <summary>As many answers as there can be, and one at least: on a busy machine the time may be over before a client's thread runs.</summary>
    /// <param name="next">The next request of a client, drawn with the client's own chance.</param>
    /// <param name="lasts">For how long.</param>
    /// <param name="seed">Of the clients' chances.</param>
    public Task<LoadRun> ClosedAsync(Func<Random, byte[]> next, TimeSpan lasts, int seed)
    {
        var (end, asked) = (Stopwatch.GetTimestamp() + Ticks(lasts), false);
        return RunAsync(next, () => !Interlocked.Exchange(ref asked, true) || Stopwatch.GetTimestamp() < end ? Stopwatch.GetTimestamp() : null, seed);
    }

    /// <summary>Requests at a fixed rate, each timed from when it was due.</summary>
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
