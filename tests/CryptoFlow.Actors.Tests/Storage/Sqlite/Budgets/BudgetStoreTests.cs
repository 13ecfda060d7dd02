using CryptoFlow.Storage.Budgets;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Budgets;

/// <summary>The owner of the request budget of an exchange, and the amounts that it may use.</summary>
public sealed class BudgetStoreTests : IDisposable
{
    private static readonly BudgetRecord Record = new(
        [new BudgetUse("per minute", "", 700), new BudgetUse("per second", "/candles", 12)], TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), "too fast", 5);

    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SqliteWriteStore _writer;

    public BudgetStoreTests() => _writer = new SqliteWriteStore(_database.OpenWriter(), _database.Settings, time: _time);

    public void Dispose()
    {
        _writer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void The_first_owner_finds_nothing_and_the_next_one_finds_the_newest_lease_and_its_age()
    {
        var first = RunId.New();
        Assert.Equal((null, TimeSpan.Zero), Take(first));
        Assert.True(Lease(first, 1, Record with { HeldSince = null, PauseReason = null, Uses = [new BudgetUse("old", "", 1)] }));
        Assert.True(Lease(first, 2, Record));
        _time.Advance(TimeSpan.FromSeconds(4));

        var (before, age) = Take(RunId.New());

        Assert.Equal(TimeSpan.FromSeconds(4), age);
        Assert.Equal(Record.Uses.AsEnumerable(), before!.Uses);
        Assert.Equal(Record with { Uses = before.Uses }, before);
    }

    [Fact]
    public void An_owner_from_which_the_budget_was_taken_stores_no_lease()
    {
        var (first, second) = (RunId.New(), RunId.New());
        Take(first);
        Lease(first, 1, Record);
        Take(second);

        Assert.False(Lease(first, 2, Record with { Uses = [] }));
        Assert.False(Lease(RunId.New(), 2, Record with { Uses = [] }));
        Assert.Equal(2, Take(second).Before!.Uses.Length);
    }

    [Fact]
    public void A_lease_that_is_sent_again_or_arrives_late_changes_nothing()
    {
        var owner = RunId.New();
        Take(owner);
        Lease(owner, 2, Record);
        _time.Advance(TimeSpan.FromSeconds(4));

        foreach (var number in new[] { 1, 2 })
        {
            var again = _writer.Lease(new LeaseBudget(WriteId.New(), Exchange.Bybit, owner, number, Record with { Uses = [] }, TimeSpan.MaxValue));
            Assert.IsType<BudgetLeased>(again.Reply);
            Assert.False(again.Wrote);
        }

        Assert.Equal((2, TimeSpan.FromSeconds(4)), (Take(owner).Before!.Uses.Length, Take(owner).Age));
    }

    [Fact]
    public void Each_exchange_has_its_own_owner()
    {
        var owner = RunId.New();
        Take(owner);
        Assert.IsType<BudgetLeaseRefused>(_writer.Lease(new LeaseBudget(WriteId.New(), Exchange.Binance, owner, 1, Record, TimeSpan.MaxValue)).Reply);
    }

    /// <summary>A clock that was set back gives no negative age: the lease would end too late, which is only careful.</summary>
    [Fact]
    public void A_lease_whose_time_lies_in_the_future_has_the_age_0()
    {
        var owner = RunId.New();
        Take(owner);
        Lease(owner, 1, Record);
        using var later = new SqliteWriteStore(_database.OpenWriter(), _database.Settings, time: new FakeTimeProvider(_time.GetUtcNow() - TimeSpan.FromHours(1)));

        var taken = Assert.IsType<BudgetTaken>(later.Take(new TakeBudget(WriteId.New(), Exchange.Bybit, RunId.New(), TimeSpan.MaxValue)).Reply);

        Assert.Equal(TimeSpan.Zero, taken.Age);
    }

    private (BudgetRecord? Before, TimeSpan Age) Take(RunId owner)
    {
        var taken = Assert.IsType<BudgetTaken>(_writer.Take(new TakeBudget(WriteId.New(), Exchange.Bybit, owner, TimeSpan.MaxValue)).Reply);
        return (taken.Before, taken.Age);
    }

    private bool Lease(RunId owner, long number, BudgetRecord record) =>
        _writer.Lease(new LeaseBudget(WriteId.New(), Exchange.Bybit, owner, number, record, TimeSpan.MaxValue)).Reply is BudgetLeased;
}
