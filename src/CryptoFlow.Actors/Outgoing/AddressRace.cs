using System.Net;

namespace CryptoFlow.Outgoing;

/// <summary>An address that did not answer before another address did, or before all attempts ended.</summary>
/// <param name="Address">The address.</param>
/// <param name="After">How long the attempt lasted.</param>
/// <param name="Failure">The error of the attempt; null if the address gave no answer.</param>
internal readonly record struct LostAddress(IPAddress Address, TimeSpan After, Exception? Failure)
{
    public override string ToString() =>
        Failure is null ? $"{Address} gave no answer within {After.TotalSeconds:0.##} s" : $"{Address} failed: {Failure.Message}";
}

/// <summary>How a race ended.</summary>
/// <param name="Won">The connection; null if no address answered.</param>
/// <param name="Answered">The address of the connection.</param>
/// <param name="Lost">The addresses that were tried before without success, in the order of the tries.</param>
internal readonly record struct RaceResult(Stream? Won, IPAddress? Answered, IReadOnlyList<LostAddress> Lost);

/// <summary>
/// Connects to the first address that answers (RFC 8305, section 5). If an attempt has neither succeeded nor failed after <see cref="AttemptDelay"/>, the next
/// attempt starts while the first continues. If an attempt fails, the next starts at once. The first success cancels all other attempts.
/// </summary>
/// <param name="dial">Connects to one address. It must end when its token is cancelled.</param>
/// <param name="time">The clock.</param>
internal sealed class AddressRace(Func<IPAddress, CancellationToken, Task<Stream>> dial, TimeProvider time)
{
    /// <summary>The Connection Attempt Delay that RFC 8305 recommends.</summary>
    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs until an address answers, all attempts have failed, or the token is cancelled. In the last two cases the result has no connection.</summary>
    public async Task<RaceResult> RunAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Attempt>();
        var lost = new List<LostAddress>();
        try
        {
            for (var next = 0; next < addresses.Count && !cancellation.IsCancellationRequested; next++)
            {
                // The delay counts from before the attempt, so that an attempt that has begun has its delay.
                var last = next == addresses.Count - 1;
                using var turn = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
                var pause = Task.Delay(last ? Timeout.InfiniteTimeSpan : AttemptDelay, time, turn.Token);
                running.Add(Start(addresses[next], ended.Token));
                if (await WaitAsync(running, lost, last, pause, turn) is { } winner)
                    return new RaceResult(await winner.Connecting, winner.Address, InOrder(addresses, [.. lost, .. Before(winner, running)]));
            }

            return new RaceResult(null, null, InOrder(addresses, [.. lost, .. running.Select(Silent)]));
        }
        finally
        {
            await ended.CancelAsync();
            foreach (var attempt in running)
                _ = CloseAsync(attempt.Connecting);
        }
    }

    /// <summary>Waits until an attempt succeeds and returns it. Returns null when the next attempt has to start, or when no attempt is left.</summary>
    private async Task<Attempt?> WaitAsync(List<Attempt> running, List<LostAddress> lost, bool last, Task pause, CancellationTokenSource turn)
    {
        try
        {
            while (running.Count > 0)
            {
                var first = await Task.WhenAny([.. running.Select(attempt => attempt.Connecting), pause]);
                if (first == pause)
                    return null;
                var attempt = running.Find(attempt => attempt.Connecting == first)!;
                running.Remove(attempt);
                if (first.IsCompletedSuccessfully)
                    return attempt;
                lost.Add(new LostAddress(attempt.Address, time.GetElapsedTime(attempt.StartedAt), first.Exception?.InnerException));
                if (!last)
                    return null;
            }

            return null;
        }
        finally
        {
            await turn.CancelAsync();
        }
    }

    /// <summary>The attempts that started before the winner and did not answer in time. Later attempts do not count: they had no chance.</summary>
    private IEnumerable<LostAddress> Before(Attempt winner, List<Attempt> running) =>
        running.Where(attempt => attempt.StartedAt < winner.StartedAt).Select(Silent);

    private static IReadOnlyList<LostAddress> InOrder(IReadOnlyList<IPAddress> addresses, IReadOnlyList<LostAddress> lost) =>
        [.. addresses.SelectMany(address => lost.Where(l => l.Address.Equals(address)))];

    private LostAddress Silent(Attempt attempt) => new(attempt.Address, time.GetElapsedTime(attempt.StartedAt), null);

    private Attempt Start(IPAddress address, CancellationToken ended) => new(address, time.GetTimestamp(), dial(address, ended));

    /// <summary>Closes a connection that succeeds after the winner.</summary>
    private static async Task CloseAsync(Task<Stream> late)
    {
        await ((Task)late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (late.IsCompletedSuccessfully)
            await late.Result.DisposeAsync();
    }

    private sealed record Attempt(IPAddress Address, long StartedAt, Task<Stream> Connecting);
}
