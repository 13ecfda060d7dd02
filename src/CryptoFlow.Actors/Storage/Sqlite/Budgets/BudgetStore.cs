using System.Collections.Immutable;
using CryptoFlow.Storage.Budgets;
using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Budgets;

/// <summary>Reads and writes request budgets in the caller's transaction.</summary>
internal sealed class BudgetStore(StorageConnection connection)
{
    private readonly Statement _row = connection.Prepare("SELECT owner, number, stored_at, lease_ms, pause_ms, pause_reason, held_since FROM budgets WHERE exchange = ?1");

    private readonly Statement _uses = connection.Prepare("SELECT name, endpoint, amount FROM budget_uses WHERE exchange = ?1 ORDER BY name, endpoint");

    private readonly Statement _take = connection.Prepare(
        "INSERT INTO budgets (exchange, owner, number) VALUES (?1, ?2, 0) ON CONFLICT (exchange) DO UPDATE SET owner = excluded.owner, number = 0");

    private readonly Statement _lease = connection.Prepare(
        "UPDATE budgets SET number = ?2, stored_at = ?3, lease_ms = ?4, pause_ms = ?5, pause_reason = nullif(?6, ''), held_since = ?7 WHERE exchange = ?1");

    private readonly Statement _drop = connection.Prepare("DELETE FROM budget_uses WHERE exchange = ?1");

    private readonly Statement _put = connection.Prepare("INSERT OR REPLACE INTO budget_uses (exchange, name, endpoint, amount) VALUES (?1, ?2, ?3, ?4)");

    /// <summary>The owner and the number of its newest lease; null if the exchange has no owner.</summary>
    public (string Owner, long Number)? OwnerOf(Exchange exchange)
    {
        (string, long)? found = _row.Bind(1, KeyOf(exchange)).Step() ? (_row.GetText(0), _row.GetInt64(1)) : null;
        _row.Reset();
        return found;
    }

    /// <summary>The newest record and when it was stored, ms UTC; null if no owner has stored a lease.</summary>
    public (BudgetRecord Record, long StoredAt)? Find(Exchange exchange)
    {
        (BudgetRecord, long)? found = null;
        if (_row.Bind(1, KeyOf(exchange)).Step() && _row.GetNullableInt64(2) is { } storedAt)
        {
            found = (
                new BudgetRecord(
                    UsesOf(exchange),
                    TimeSpan.FromMilliseconds(_row.GetInt64(3)),
                    TimeSpan.FromMilliseconds(_row.GetInt64(4)),
                    _row.IsNull(5) ? null : _row.GetText(5),
                    _row.GetNullableInt64(6)),
                storedAt);
        }

        _row.Reset();
        return found;
    }

    public void Take(Exchange exchange, RunId owner) => _take.Bind(1, KeyOf(exchange)).Bind(2, NameOf(owner)).Run();

    /// <param name="exchange">The exchange, which has an owner.</param>
    /// <param name="number">The number of the lease.</param>
    /// <param name="record">The lease.</param>
    /// <param name="now">Now, ms UTC.</param>
    public void Lease(Exchange exchange, long number, BudgetRecord record, long now)
    {
        var key = KeyOf(exchange);
        _lease
            .Bind(1, key)
            .Bind(2, number)
            .Bind(3, now)
            .Bind(4, UpMs(record.LeaseLength))
            .Bind(5, UpMs(record.PauseLeft))
            .Bind(6, record.PauseReason ?? "")
            .Bind(7, record.HeldSince)
            .Run();
        _drop.Bind(1, key).Run();
        foreach (var use in record.Uses)
            _put.Bind(1, key).Bind(2, use.Limit).Bind(3, use.Endpoint).Bind(4, use.Amount).Run();
    }

    public static string NameOf(RunId owner) => owner.Value.ToString("N");

    /// <summary>Rounds up, because a lease and a pause may end late but never early.</summary>
    private static long UpMs(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static string KeyOf(Exchange exchange) => exchange.ToStorageName();

    private ImmutableArray<BudgetUse> UsesOf(Exchange exchange)
    {
        var uses = ImmutableArray.CreateBuilder<BudgetUse>();
        _uses.Bind(1, KeyOf(exchange));
        while (_uses.Step())
            uses.Add(new BudgetUse(_uses.GetText(0), _uses.GetText(1), (int)Math.Clamp(_uses.GetInt64(2), 0, int.MaxValue)));
        _uses.Reset();
        return uses.ToImmutable();
    }
}
