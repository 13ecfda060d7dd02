using System.Diagnostics;
using CryptoFlow.Testing;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// Real locks of another connection in real time, because these tests measure waits. A thread may get no processor for a while, before its wait or after it. So a
/// measurement is repeated until the thread had the processor.
/// </summary>
public sealed class ConnectionLockTests : IDisposable
{
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    /// <summary>A wrong wait is wrong in all of these attempts.</summary>
    private const int Attempts = 20;

    private readonly TestDatabase _database = new(s => s with { BusyTimeout = TimeSpan.FromSeconds(20) });
    private readonly ForeignConnection _foreign;

    public ConnectionLockTests() => _foreign = _database.Foreign();

    public void Dispose()
    {
        _foreign.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task A_lock_that_is_waited_out_is_recorded_once_and_as_long_as_it_was()
    {
        using var connection = _database.OpenWriter();
        Assert.False(connection.TakeLockWait().Happened);
        await MeasureAsync(Hold / 2, async () =>
        {
            var took = await WaitForLockAsync(connection);
            var wait = connection.TakeLockWait();
            Assert.False(wait.WasRefused);
            Assert.False(connection.TakeLockWait().Happened);
            return (wait.Waited, took);
        });
    }

    [Fact]
    public async Task Two_waits_between_two_looks_add_up()
    {
        using var connection = _database.OpenWriter();

        // With one of the two waits alone, the sum would be too short by more than the tolerance.
        await MeasureAsync(Hold + (Hold / 2), async () =>
        {
            var took = await WaitForLockAsync(connection) + await WaitForLockAsync(connection);
            return (connection.TakeLockWait().Waited, took);
        });
    }

    [Fact]
    public void A_lock_that_is_held_longer_than_the_busy_timeout_is_busy_and_recorded_as_a_timeout()
    {
        using var connection = _database.OpenWriter();
        connection.Patience = Hold;
        _foreign.Execute("BEGIN IMMEDIATE");

        var began = Stopwatch.GetTimestamp();
        var failure = Assert.Throws<SqliteStoreException>(() => connection.Execute("BEGIN IMMEDIATE"));
        var took = Stopwatch.GetElapsedTime(began);

        Assert.Equal(raw.SQLITE_BUSY, failure.Code);
        var wait = connection.TakeLockWait();
        Assert.True(wait.WasRefused);
        Assert.InRange(wait.Waited, Hold, took);
        _foreign.Execute("COMMIT");
        connection.Execute("BEGIN IMMEDIATE");
        Assert.False(connection.TakeLockWait().Happened);
    }

    [Fact]
    public async Task Without_a_busy_timeout_a_lock_is_busy_at_once_and_still_counted()
    {
        using var connection = _database.OpenWriter();
        connection.Patience = TimeSpan.Zero;
        _foreign.Execute("BEGIN IMMEDIATE");

        await MeasureAsync(TimeSpan.Zero, () =>
        {
            var began = Stopwatch.GetTimestamp();
            Assert.Throws<SqliteStoreException>(() => connection.Execute("BEGIN IMMEDIATE"));
            var took = Stopwatch.GetElapsedTime(began);
            var wait = connection.TakeLockWait();
            Assert.True(wait is { Happened: true, WasRefused: true });
            Assert.InRange(wait.Waited, TimeSpan.Zero, took);
            return Task.FromResult((TimeSpan.Zero, took));
        });
    }

    [Fact]
    public void A_snapshot_that_is_out_of_date_is_refused_at_once_and_counted_as_such()
    {
        using var connection = _database.OpenWriter();
        connection.Execute("BEGIN");
        connection.QueryInt64("SELECT count(*) FROM candles_15");
        _foreign.Execute("CREATE TABLE theirs (x)");

        var failure = Assert.Throws<SqliteStoreException>(() => connection.Execute("DELETE FROM candles_15"));

        Assert.Equal(raw.SQLITE_BUSY_SNAPSHOT, failure.ExtendedCode);
        Assert.Equal(new LockWait(TimeSpan.Zero, LockRefusal.BusySnapshot), connection.TakeLockWait());
        Assert.False(connection.TakeLockWait().Happened);
    }

    [Theory]
    [InlineData(raw.SQLITE_BUSY, LockRefusal.Busy)]
    [InlineData(raw.SQLITE_BUSY_RECOVERY, LockRefusal.Busy)]
    [InlineData(raw.SQLITE_BUSY_SNAPSHOT, LockRefusal.BusySnapshot)]
    [InlineData(raw.SQLITE_LOCKED, LockRefusal.Locked)]
    [InlineData(raw.SQLITE_LOCKED_SHAREDCACHE, LockRefusal.Locked)]
    [InlineData(raw.SQLITE_IOERR, LockRefusal.None)]
    [InlineData(raw.SQLITE_FULL, LockRefusal.None)]
    public void A_result_is_a_refusal_by_its_code(int code, LockRefusal expected) => Assert.Equal(expected, SqliteStoreException.LockRefusalOf(code));

    [Fact]
    public async Task A_wait_ends_at_once_when_the_program_stops()
    {
        using var givingUp = new CancellationTokenSource();
        using var connection = StorageConnection.OpenWriter(_database.Settings, givingUp.Token);
        _foreign.Execute("BEGIN IMMEDIATE");
        var cancelled = Task.Delay(Hold / 3, TimeProvider.System).ContinueWith(_ => givingUp.Cancel(), TaskScheduler.Default);

        var failure = Assert.Throws<SqliteStoreException>(() => connection.Execute("BEGIN IMMEDIATE"));

        await cancelled;
        Assert.Equal(raw.SQLITE_BUSY, failure.Code);
        Assert.InRange(connection.TakeLockWait().Waited, TimeSpan.Zero, _database.Settings.BusyTimeout / 2);
    }

    /// <summary>Waits until the other connection has released its lock. Returns the time that the statement took.</summary>
    private async Task<TimeSpan> WaitForLockAsync(StorageConnection connection)
    {
        _foreign.Execute("BEGIN IMMEDIATE");
        var released = ReleaseAfter(Hold);
        var began = Stopwatch.GetTimestamp();
        connection.Execute("BEGIN IMMEDIATE");
        var took = Stopwatch.GetElapsedTime(began);
        connection.Execute("COMMIT");
        await released;
        return took;
    }

    /// <summary>Measures until the recorded wait is about as long as its statement, and the lock was there for at least this time. A wait is never longer than its statement.</summary>
    private static async Task MeasureAsync(TimeSpan atLeast, Func<Task<(TimeSpan Waited, TimeSpan Took)>> measure)
    {
        var measured = new List<string>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (waited, took) = await measure();
            Assert.InRange(waited, TimeSpan.Zero, took);
            if (waited >= atLeast && took - waited <= Tolerance)
                return;
            measured.Add($"{waited.TotalMilliseconds:F0} of {took.TotalMilliseconds:F0} ms");
        }

        Assert.Fail($"No recorded wait was as long as its statement: {string.Join(", ", measured)}");
    }

    private Task<int> ReleaseAfter(TimeSpan hold) =>
        Task.Delay(hold, TimeProvider.System).ContinueWith(_ => _foreign.Execute("COMMIT"), TaskScheduler.Default);
}
