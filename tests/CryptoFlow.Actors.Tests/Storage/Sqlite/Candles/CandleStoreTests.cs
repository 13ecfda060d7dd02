using CryptoFlow.Storage.Candles;
using System.Collections.Immutable;
using CryptoFlow.Storage.Sqlite.Engine;
using CsCheck;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterMessages;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>Compares the store with a dictionary. Pages overlap, lie near or far from each other, have holes, and come with or without taker volume.</summary>
public sealed class CandleStoreTests
{
    /// <summary>The first candle's offset; for each candle its distance (also with holes), its revision of the prices, and if its taker volume is known.</summary>
    private static readonly Gen<(int First, (int Step, int Revision, bool Taker)[] Candles)> AnyPage = Gen.Select(
        Gen.Int[0, 40],
        Gen.Select(Gen.Frequency((6, Gen.Const(1)), (2, Gen.Int[2, 4]), (1, Gen.Int[5, 60])), Gen.Int[0, 2], Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false)))).Array[1, 30]);

    [Fact]
    public void A_page_changes_exactly_the_candles_that_differ_and_reports_them() =>
        AnyPage.Array[1, 8].Sample(
            pages =>
            {
                using var database = new TestDatabase();
                using var store = new SqliteWriteStore(database.OpenWriter(), database.Settings);
                var model = new SortedDictionary<long, Candle>();
                foreach (var page in pages.Select(p => PageOf(p.First, p.Candles)))
                {
                    var inserted = page.Where(c => !model.ContainsKey(c.OpenTime)).ToList();
                    var updated = page.Where(c => model.TryGetValue(c.OpenTime, out var stored) && Differs(c, stored)).ToList();

                    var result = store.Store(Write(Btc15, page, source: ChangeSource.Import));

                    var written = Assert.IsType<CandlesWritten>(result.Reply);
                    Assert.Equal((inserted.Count, updated.Count, page.Length - inserted.Count - updated.Count), (written.Inserted, written.Updated, written.Unchanged));
                    ImmutableArray<Candle> changed = [.. inserted.Concat(updated).OrderBy(c => c.OpenTime)];
                    Assert.Equal<Candle>(changed, result.Committed?.Changed ?? []);
                    foreach (var candle in changed)
                        model[candle.OpenTime] = candle;
                    Assert.Equal(model.Values, Stored(database));
                }
            },
            iter: 150);

    private static bool Differs(Candle candle, Candle stored) =>
        candle.Open != stored.Open || candle.High != stored.High || candle.Low != stored.Low || candle.Close != stored.Close || candle.Volume != stored.Volume
        || (candle.TradeCount != 0 && (candle.BuyVolume != stored.BuyVolume || candle.TradeCount != stored.TradeCount));

    private static ImmutableArray<Candle> PageOf(int first, (int Step, int Revision, bool Taker)[] candles)
    {
        var page = ImmutableArray.CreateBuilder<Candle>();
        var offset = first;
        foreach (var (step, revision, taker) in candles)
        {
            offset += step;
            var price = 100.0 + revision;
            page.Add(new Candle(Time(Btc15, offset), price, price, price, price, 10, taker ? 4 : 0, taker ? 6 : 0, taker ? -2 : 0, taker ? 3 : 0));
        }

        return page.ToImmutable();
    }

    private static List<Candle> Stored(TestDatabase database)
    {
        using var reader = StorageConnection.OpenReader(database.Settings);
        using var rows = reader.Prepare($"SELECT {CandleTables.Columns} FROM candles_15 ORDER BY time");
        var stored = new List<Candle>();
        while (rows.Step())
            stored.Add(CandleRow.Read(rows));
        rows.Reset();
        return stored;
    }
}
