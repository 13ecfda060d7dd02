using System.Collections.Immutable;
using CryptoFlow.Storage.Schema;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Storage.Writer;

/// <summary>What storing a page changed.</summary>
internal readonly record struct StoredPage(int Inserted, int Updated, ImmutableArray<Candle> Changed);

/// <summary>
/// Writes candles of one interval: an insert that gives way to a row that is there, then, only for such a row, an update that
/// touches it only where a value differs. A page that changes nothing writes no row and no WAL frame. Prepared
/// single-row statements, bound by position: faster than one multi-row statement (SQLITE rule 11), and they tell new from changed.
/// </summary>
/// <remarks>
/// A candle that comes without taker volume and trade count leaves a stored one of the same prices and volume as it is: a file of six columns, imported
/// over what was collected, would wipe them out.
/// </remarks>
internal sealed class CandleStore
{
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _updateWithoutTaker;

    public CandleStore(StorageConnection connection, Interval interval)
    {
        var table = CandleTables.NameOf(interval);
        _insert = connection.Prepare(
            $"INSERT INTO {table} (symbol, {CandleTables.Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING");
        var update = $"""
            UPDATE {table} SET open = ?3, high = ?4, low = ?5, close = ?6, volume = ?7, buy_volume = ?8, sell_volume = ?9, delta = ?10, trade_count = ?11
            WHERE symbol = ?1 AND time = ?2 AND
            """;
        _update = connection.Prepare(
            $"{update} (open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count) IS NOT (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        _updateWithoutTaker = connection.Prepare($"{update} (open, high, low, close, volume) IS NOT (?3, ?4, ?5, ?6, ?7)");
    }

    /// <summary>Stores a page inside of the caller's transaction.</summary>
    public StoredPage Store(string symbol, ImmutableArray<Candle> candles)
    {
        var inserted = 0;
        var updated = 0;

        // A page that is all new, as a backfill's are, is handed on as it is.
        ImmutableArray<Candle>.Builder? changed = null;
        _insert.Bind(1, symbol);
        _update.Bind(1, symbol);
        _updateWithoutTaker.Bind(1, symbol);
        for (var i = 0; i < candles.Length; i++)
        {
            ref readonly var candle = ref candles.ItemRef(i);
            if (Bind(_insert, candle).Run() > 0)
                inserted++;
            else if (Bind(HasTaker(candle) ? _update : _updateWithoutTaker, candle).Run() > 0)
                updated++;
            else
            {
                changed ??= Copy(candles.AsSpan(0, i));
                continue;
            }

            changed?.Add(candle);
        }

        return new StoredPage(inserted, updated, changed is null ? candles : changed.ToImmutable());
    }

    private static ImmutableArray<Candle>.Builder Copy(ReadOnlySpan<Candle> candles)
    {
        var copy = ImmutableArray.CreateBuilder<Candle>();
        copy.AddRange(candles);
        return copy;
    }

    private static bool HasTaker(in Candle candle) => candle is not { BuyVolume: 0, SellVolume: 0, Delta: 0, TradeCount: 0 };

    private static Statement Bind(Statement statement, in Candle candle) => statement
        .Bind(2, candle.OpenTime)
        .Bind(3, candle.Open)
        .Bind(4, candle.High)
        .Bind(5, candle.Low)
        .Bind(6, candle.Close)
        .Bind(7, candle.Volume)
        .Bind(8, candle.BuyVolume)
        .Bind(9, candle.SellVolume)
        .Bind(10, candle.Delta)
        .Bind(11, candle.TradeCount);
}
