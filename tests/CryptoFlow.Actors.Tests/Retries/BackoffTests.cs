using CsCheck;

namespace CryptoFlow.Retries;

public class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_delay_doubles_up_to_the_cap_with_jitter_of_at_most_half() =>
        Gen.Select(Gen.Int, Gen.Int[1, 2000]).Sample((seed, attempt) =>
        {
            var doubled = Math.Min(200 * Math.Pow(2, attempt - 1), Cap.TotalMilliseconds);
            var delay = new Backoff(First, Cap, seed).Delay(attempt);
            Assert.InRange(delay.TotalMilliseconds, (doubled / 2) - 1, doubled);
            Assert.Equal(delay, new Backoff(First, Cap, seed).Delay(attempt));
        });

    [Fact]
    public void Different_seeds_give_different_delays()
    {
        var delays = Enumerable.Range(0, 100).Select(seed => new Backoff(First, Cap, seed).Delay(3)).Distinct();
        Assert.InRange(delays.Count(), 90, 100);
    }
}
