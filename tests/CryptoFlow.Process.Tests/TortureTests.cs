using CryptoFlow.Processes.Support;
using CryptoFlow.Torture.Feeds;
using CryptoFlow.Torture.Foreign;
using CryptoFlow.Torture.Kills;
using CryptoFlow.Torture.Locks;
using CryptoFlow.Torture.Paper;
using CryptoFlow.Torture.Rounds;

namespace CryptoFlow.Processes;

/// <summary>
/// Short runs of the commands of tests/CryptoFlow.Torture that kill the program or run beside other programs. <see cref="TortureLoadTests"/> has the others.
/// The tests print promises that are times, and check all others.
/// </summary>
[Collection(TestLane.Torture)]
public sealed class TortureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_round_of_torture_loses_nothing_and_ends_with_what_the_exchanges_have() =>
        Reported.AssertMet(await new TortureRound(Seeds.Draw(output), TimeSpan.FromSeconds(8)).RunAsync(), output);

    [Fact]
    public async Task Small_and_huge_messages_meet_no_lock() =>
        Reported.AssertMet(await MessageSizes.RunAsync(TimeSpan.FromSeconds(1), output.WriteLine), output);

    [Fact]
    public async Task Other_programs_locks_and_snapshots_are_waited_out_counted_and_survived()
    {
        var times = new ForeignTimes(
            WriteFor: TimeSpan.FromSeconds(2),
            WriteWithinMs: 200,
            HoldShort: TimeSpan.FromMilliseconds(500),
            WaitRightWithinMs: 20,
            HoldLong: TimeSpan.FromSeconds(3),
            BusyTimeout: TimeSpan.FromSeconds(1),
            Snapshot: TimeSpan.FromSeconds(2),
            SmallAgainWithin: TimeSpan.FromSeconds(10))
        { UntilForgotten = false, LongBusyTimeout = TimeSpan.FromSeconds(60) };

        Reported.AssertMet(await new ForeignRun(times, Seeds.Draw(output), output.WriteLine).RunAsync("abcd"), output);
    }

    [Fact]
    public async Task Paper_trades_after_kills_are_those_of_a_backtest_of_the_same_candles()
    {
        var now = KillRun.Now;
        var run = new PaperRun(csvFolder: null, from: Interval.D1.Floor(now - (90 * Interval.D1.Milliseconds)), now, speed: 0, Seeds.Draw(output), output.WriteLine);
        Reported.AssertMet(await run.RunAsync(kills: 3), output);
    }

    [Fact]
    public async Task Feed_clients_that_are_cut_off_have_every_commit_once_and_in_order() =>
        Reported.AssertMet(await new FeedRun(clients: 12, TimeSpan.FromSeconds(12), Seeds.Draw(output), output.WriteLine).RunAsync(), output);
}
