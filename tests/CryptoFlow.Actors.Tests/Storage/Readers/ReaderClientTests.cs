using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Readers;

/// <summary>The client sends a query again as often as the policy says. The caller gets the answer or the last refusal.</summary>
public sealed class ReaderClientTests() : TestKit(ActorTestSettings.Patient)
{
    private static readonly TimeSpan TimeForTry = TimeSpan.FromSeconds(7);
    private static readonly ReadRefused Refused = new(ReadRefusal.QueueFull, "words", TimeSpan.FromSeconds(1));
    private static readonly ComparisonsRead Answer = new([]);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Each_try_carries_its_remaining_time_and_the_answer_is_returned()
    {
        var result = Ask(attempts: 1);

        Assert.Equal(TimeForTry, ExpectMsg<ReadComparisons>().Remaining);
        LastSender.Tell(Answer);

        Assert.Equal(Answer, (await result).Answer);
    }

    [Fact]
    public async Task After_a_refusal_the_query_is_sent_again_as_often_as_the_policy_says()
    {
        var result = Ask(attempts: 3);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            ExpectMsg<ReadComparisons>();
            LastSender.Tell(Refused);
        }

        Assert.Equal(Refused, (await result).Refusal);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task Readers_that_do_not_answer_count_as_a_refusal()
    {
        var result = Ask(attempts: 1);
        ExpectMsg<ReadComparisons>();

        _time.Advance(TimeForTry);

        Assert.Equal(ReadRefusal.Expired, (await result).Refusal?.Reason);
    }

    [Fact]
    public async Task A_reply_to_another_query_is_a_defect()
    {
        var result = Ask(attempts: 1);
        ExpectMsg<ReadComparisons>();

        LastSender.Tell(new EquityRead([]));

        await Assert.ThrowsAsync<InvalidOperationException>(() => result);
    }

    /// <summary>Asks with pauses of zero length, so that the test does not wait.</summary>
    private Task<Result<ComparisonsRead, ReadRefused>> Ask(int attempts) =>
        new ReaderClient(TestActor, _time, new RetryPolicy(attempts, TimeForTry, default)).AskAsync(
            remaining => new ReadComparisons([], remaining), CancellationToken.None);
}
