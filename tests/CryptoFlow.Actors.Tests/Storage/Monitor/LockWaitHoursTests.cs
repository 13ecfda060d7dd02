using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Monitor;

public sealed class LockWaitHoursTests
{
    private const long Start = 1_700_000_000_000 / LockWaitHour.Ms * LockWaitHour.Ms;

    private static readonly TimeSpan Minute = LockWaitHours.Pause;

    private readonly LockWaitHours _hours = new(Start + 5);

    [Fact]
    public void An_hour_without_waits_is_recorded_once_and_not_before_the_first_minute_has_passed()
    {
        Assert.Null(_hours.Next(Start + 5, TimeSpan.Zero));
        Assert.Null(_hours.Next(Start + 6, Minute / 2));

        var order = _hours.Next(Start + 60_000, Minute)!;
        _hours.Recorded(order.Id);

        Assert.Equal((Start + 5, new LockWaitHour(Start, 0, 0, 0, 0)), (order.Run, Assert.Single(order.Hours)));
        Assert.Null(_hours.Next(Start + LockWaitHour.Ms - 1, 20 * Minute));
        Assert.Equal(Start + LockWaitHour.Ms, Assert.Single(_hours.Next(Start + LockWaitHour.Ms, 21 * Minute)!.Hours).Hour);
    }

    [Fact]
    public void Waits_add_up_within_their_hour_and_are_sent_once_a_minute()
    {
        _hours.Next(Start, TimeSpan.Zero);
        _hours.Add(Waited(30), Start + 1);
        _hours.Add(new LockWait(TimeSpan.FromMilliseconds(50), LockRefusal.Busy), Start + 2);
        var first = _hours.Next(Start + 60_000, Minute)!;
        _hours.Recorded(first.Id);
        _hours.Add(Waited(10), Start + 60_001);
        _hours.Add(Waited(7), Start + LockWaitHour.Ms);

        Assert.Equal<IEnumerable<LockWaitHour>>([new LockWaitHour(Start, 2, 1, 80, 50)], first.Hours);
        Assert.Null(_hours.Next(Start + LockWaitHour.Ms, 1.5 * Minute));
        Assert.Equal<IEnumerable<LockWaitHour>>(
            [new LockWaitHour(Start, 3, 1, 90, 50), new LockWaitHour(Start + LockWaitHour.Ms, 1, 0, 7, 7)],
            _hours.Next(Start + LockWaitHour.Ms, 2 * Minute)!.Hours);
    }

    [Fact]
    public void An_unanswered_order_is_sent_again_with_the_waits_added_since()
    {
        _hours.Next(Start, TimeSpan.Zero);
        _hours.Add(Waited(30), Start + 1);
        var refused = _hours.Next(Start, Minute)!;
        var second = _hours.Next(Start, 2 * Minute)!;
        _hours.Add(Waited(5), Start + 2);

        // A late answer to the first order, and an answer to the second that does not have the newest wait.
        _hours.Recorded(refused.Id);
        _hours.Recorded(second.Id);

        Assert.Equal<IEnumerable<LockWaitHour>>(refused.Hours, second.Hours);
        Assert.Equal<IEnumerable<LockWaitHour>>([new LockWaitHour(Start, 2, 0, 35, 30)], _hours.Next(Start, 3 * Minute)!.Hours);
    }

    [Fact]
    public void The_hours_that_wait_for_the_writer_are_bounded()
    {
        for (var hour = 0; hour < 200; hour++)
            _hours.Add(Waited(1), Start + (hour * LockWaitHour.Ms));

        var order = _hours.Next(Start + (199 * LockWaitHour.Ms), TimeSpan.Zero) ?? _hours.Next(Start + (199 * LockWaitHour.Ms), Minute)!;

        Assert.InRange(order.Hours.Length, 24, WriterProtocol.RecordLockWaits.MostHours);
        Assert.Equal(Start + (199 * LockWaitHour.Ms), order.Hours[^1].Hour);
    }

    [Fact]
    public void A_clock_that_is_set_back_counts_no_hour_twice()
    {
        _hours.Add(Waited(1), Start + LockWaitHour.Ms);
        _hours.Add(Waited(2), Start);
        _hours.Next(Start, TimeSpan.Zero);

        Assert.Equal<IEnumerable<LockWaitHour>>([new LockWaitHour(Start + LockWaitHour.Ms, 2, 0, 3, 2)], _hours.Next(Start, Minute)!.Hours);
    }

    private static LockWait Waited(double ms) => new(TimeSpan.FromMilliseconds(ms));
}
