using System.Threading.Channels;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>The client sends a message until the message is committed, or is refused for a reason that a retry cannot change.</summary>
public sealed class WriterClientTests : TestKit
{
    private static readonly SeriesKey Series = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);

    private readonly Clock _time = new();
    private readonly WriterClient _client;

    public WriterClientTests()
        : base(ActorTestSettings.Patient) => _client = new WriterClient(TestActor, _time, RetryPolicy.UntilStored(seed: 1));

    public static TheoryData<WriteRefusal> WorthAnotherTry =>
        [WriteRefusal.QueueFull, WriteRefusal.Expired, WriteRefusal.Busy, WriteRefusal.StorageUnavailable, WriteRefusal.Draining];

    public static TheoryData<WriteRefusal> Final => [WriteRefusal.Invalid, WriteRefusal.Failed];

    [Theory, MemberData(nameof(WorthAnotherTry))]
    public async Task A_temporary_refusal_is_tried_again_after_a_pause(WriteRefusal reason)
    {
        var reply = Send();
        var first = Refuse(reason);
        _time.Advance(await _time.NextPauseAsync());

        var second = ExpectMsg<WriteCandles>();
        LastSender.Tell(Written(second));

        Assert.Equal(Written(second), (await reply).Answer);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Candles, second.Candles);
    }

    [Theory, MemberData(nameof(Final))]
    public async Task A_permanent_refusal_is_returned_at_once(WriteRefusal reason)
    {
        var reply = Send();
        var refused = Refuse(reason);

        Assert.Equal(new WriteRefused(refused.Id, reason, "words"), (await reply).Refusal);
    }

    [Fact]
    public async Task A_writer_that_does_not_answer_is_asked_again()
    {
        var reply = Send();
        var first = ExpectMsg<WriteCandles>();
        Assert.Equal(Clock.ReplyWithin, first.Remaining);

        _time.Advance(Clock.ReplyWithin);
        _time.Advance(await _time.NextPauseAsync());
        var second = ExpectMsg<WriteCandles>();
        LastSender.Tell(Written(second));

        Assert.Equal(Written(second), (await reply).Answer);
    }

    [Fact]
    public async Task The_pauses_double_up_to_ten_seconds_however_often_it_is_refused()
    {
        var reply = Send();
        for (var attempt = 1; attempt <= 40; attempt++)
        {
            Refuse(WriteRefusal.Busy);
            var pause = await _time.NextPauseAsync();
            var longest = Math.Min(100 * Math.Pow(2, attempt - 1), 10_000);
            Assert.InRange(pause.TotalMilliseconds, longest / 2, longest);
            _time.Advance(pause);
        }

        Assert.False(reply.IsCompleted);
    }

    [Fact]
    public async Task Cancellation_ends_the_tries()
    {
        using var cancellation = new CancellationTokenSource();
        var reply = Send(cancellation.Token);
        Refuse(WriteRefusal.Busy);
        _time.Advance(await _time.NextPauseAsync());
        Refuse(WriteRefusal.Busy);
        var pause = await _time.NextPauseAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply);
        _time.Advance(pause);
        TestActor.Tell("the next message");
        ExpectMsg("the next message");
    }

    private Task<Result<CandlesWritten, WriteRefused>> Send(CancellationToken cancellation = default) => _client.SendAsync(
        remaining => new WriteCandles(WriteId.New(), WriteLane.Backfill, ChangeSource.Backfill, default, Series, [], remaining), cancellation);

    private WriteCandles Refuse(WriteRefusal reason)
    {
        var message = ExpectMsg<WriteCandles>();
        LastSender.Tell(new WriteRefused(message.Id, reason, "words"));
        return message;
    }

    private static CandlesWritten Written(WriteCandles message) => new(message.Id, default, Series, 0, 0, 0, 1);

    /// <summary>A clock that reports when each pause begins.</summary>
    private sealed class Clock : FakeTimeProvider
    {
        public static readonly TimeSpan ReplyWithin = TimeSpan.FromSeconds(30);

        private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime != ReplyWithin)
                _pauses.Writer.TryWrite(dueTime);
            return timer;
        }

        public ValueTask<TimeSpan> NextPauseAsync() => _pauses.Reader.ReadAsync();
    }
}
