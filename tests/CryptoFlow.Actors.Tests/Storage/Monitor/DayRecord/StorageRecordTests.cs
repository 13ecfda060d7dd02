using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.OtherProcesses;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Storage.Monitor.DayRecord;

public sealed class StorageRecordTests
{
    private const int Gone = int.MaxValue;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(TestCandles.Start));
    private readonly LockHolders _holders = new();
    private readonly StorageRecord _record;

    public StorageRecordTests() => _record = new StorageRecord(_time);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void A_program_that_held_the_write_lock_is_recorded_with_the_duration()
    {
        Look(new OtherProgram(Gone, true, 0));
        var from = Now;
        Pass(seconds: 5);
        Look(new OtherProgram(Gone, true, 0));
        Assert.Equal(new HeldLock($"process {Gone}", true, from, Now, IsHeld: true), Assert.Single(Everything().Locks));
        var seen = Now;
        Pass(seconds: 1);
        Look();

        Pass(seconds: 3600);
        Assert.Equal(new HeldLock($"process {Gone}", true, from, seen, IsHeld: false), Assert.Single(Everything().Locks));
    }

    [Fact]
    public void Two_locks_of_one_program_are_two_entries()
    {
        Look(new OtherProgram(Gone, true, 0));
        Pass(seconds: 1);
        Look();
        Pass(seconds: 1);
        Look(new OtherProgram(Gone, true, 0));
        Assert.Equal([false, true], Everything().Locks.Select(l => l.IsHeld));
    }

    [Fact]
    public void A_snapshot_enters_the_record_when_it_is_old()
    {
        var query = new RunningQuery(2, new ReaderProtocol.FindMissing(TestCandles.Btc15, default, TimeSpan.Zero), StartedAt: 0);
        _holders.Look(_time.GetElapsedTime(0), [(query, TimeSpan.FromMilliseconds(400))], [], (100, 50));
        _record.Look(_time.GetElapsedTime(0), _holders);
        Assert.Empty(Everything().Locks);
        Pass(seconds: 1);
        _holders.Look(_time.GetElapsedTime(0), [(query, TimeSpan.FromMilliseconds(1400))], [], (100, 50));
        _record.Look(_time.GetElapsedTime(0), _holders);

        var held = Assert.Single(Everything().Locks);
        Assert.Equal((false, 1400L), (held.Writes, held.To - held.From));
        Assert.StartsWith("reader 2 with ", held.Holder, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_whose_age_was_read_late_is_still_one_entry()
    {
        var query = new RunningQuery(2, new ReaderProtocol.FindMissing(TestCandles.Btc15, default, TimeSpan.Zero), StartedAt: 0);
        foreach (var age in new[] { 600, 1600, 2250 })
        {
            _holders.Look(_time.GetElapsedTime(0), [(query, TimeSpan.FromMilliseconds(age))], [], (100, 50));
            _record.Look(_time.GetElapsedTime(0), _holders);
            Pass(seconds: 1);
        }

        Assert.Single(Everything().Locks);
    }

    [Fact]
    public void Messages_of_one_kind_that_waited_in_one_minute_are_one_entry()
    {
        Write(queueSeconds: 2);
        Write(queueSeconds: 4, lockSeconds: 3, WriteRefusal.StorageUnavailable);
        Write(queueSeconds: 0.5);
        var first = Assert.Single(Everything().Waits);
        Assert.Equal((2, 1, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(3)), (first.Count, first.Refused, first.LongestInQueue, first.LongestForLock));
        Assert.Equal($"Sync {TestCandles.Btc15}", first.Message);

        Pass(seconds: 60);
        Write(queueSeconds: 2);
        Assert.Equal([2, 1], Everything().Waits.Select(w => w.Count));
    }

    [Fact]
    public void Checkpoints_are_summed_by_mode_and_result()
    {
        Checkpoint(CheckpointMode.Passive, busy: false, moved: 10);
        Checkpoint(CheckpointMode.Passive, busy: true, moved: 3);
        Checkpoint(CheckpointMode.Passive, busy: false, moved: 5);
        Assert.Equal([(false, 2, 15), (true, 1, 3)], Everything().Checkpoints.Select(c => (c.Busy, c.Count, c.MovedPages)).Order());
    }

    [Fact]
    public void Only_entries_that_overlap_the_requested_range_are_returned()
    {
        Write(queueSeconds: 10);
        var to = Now;
        Pass(seconds: 600);
        Assert.Single(_record.Read(to - 10_000, to - 9_000, []).Waits);
        Assert.Empty(_record.Read(to - 20_000, to - 10_001, []).Waits);
        Assert.Empty(_record.Read(to + 1, to + 1000, []).Waits);
    }

    [Fact]
    public void After_24_hours_an_entry_is_removed_and_the_record_says_since_when_it_is_complete()
    {
        var start = Now;
        Write(queueSeconds: 2);
        Assert.Equal(start, Everything().Since);
        Pass(seconds: 25 * 3600);
        Write(queueSeconds: 2);
        Assert.Single(Everything().Waits);
        Assert.Equal(Now - BoundedLog<HeldLock>.KeptMs, Everything().Since);
    }

    [Fact]
    public void A_full_record_drops_the_oldest_entries_and_says_so()
    {
        var log = new BoundedLog<string>(2);
        log.Add("a", 1);
        log.Add("b", 2);
        Assert.Null(log.LostUntil);
        log.Add("c", 3);
        Assert.Equal(["b", "c"], log.Entries);
        Assert.Equal(1, log.LostUntil);
    }

    [Fact]
    public void An_answer_leaves_out_the_oldest_entries_above_its_bound_and_says_so()
    {
        const int More = 2;
        var ends = new List<long>();
        for (var i = 0; i < StorageRecordRead.MostOfEach + More; i++)
        {
            var series = TestCandles.Btc15 with { Instrument = new Instrument(Exchange.Binance, $"C{i}USDT") };
            _record.Add(new WriteObserved(WriteLane.Sync, series, TimeSpan.FromSeconds(2), TimeSpan.Zero, default, null, 0, null));
            ends.Add(Now);
            Pass(seconds: 0.001);
        }

        var read = Everything();
        Assert.Equal(ends[More..], read.Waits.Select(w => w.To));
        Assert.Equal(ends[More - 1], read.Since);
    }

    [Fact]
    public void An_observation_without_holders_allocates_nothing()
    {
        Look();
        _record.Look(TimeSpan.FromSeconds(1), _holders);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _record.Look(TimeSpan.FromSeconds(i), _holders);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private StorageRecordRead Everything() => _record.Read(0, long.MaxValue, []);

    private void Look(params OtherProgram[] others)
    {
        _holders.Look(_time.GetElapsedTime(0), [], [.. others], (100, 50));
        _record.Look(_time.GetElapsedTime(0), _holders);
    }

    private void Write(double queueSeconds, double lockSeconds = 0, WriteRefusal? rejection = null) => _record.Add(new WriteObserved(
        WriteLane.Sync,
        TestCandles.Btc15,
        TimeSpan.FromSeconds(queueSeconds),
        TimeSpan.Zero,
        new LockWait(TimeSpan.FromSeconds(lockSeconds)),
        rejection,
        0,
        null));

    private void Checkpoint(CheckpointMode mode, bool busy, int moved) =>
        _record.Add(new CheckpointObserved(new CheckpointOutcome(mode, busy, 20, 15, moved, TimeSpan.FromMilliseconds(2))));

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
