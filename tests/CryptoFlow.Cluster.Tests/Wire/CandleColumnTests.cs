using System.Collections.Immutable;
using CryptoFlow.Cluster.Wire.Mapping;
using CryptoFlow.Market;
using Google.Protobuf;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Tests.Wire;

public sealed class CandleColumnTests
{
    private const long Start = 1_760_000_400_000;
    private const long Step = 900_000;

    [Fact]
    public void Candles_without_a_hole_need_two_numbers_for_their_times()
    {
        var wire = Page(1_500).ToWire();

        Assert.Equal((Start, Step), (wire.FirstOpenTime, wire.Step));
        Assert.Empty(wire.StepErrors);
        Equal(Page(1_500), wire);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(700), InlineData(1_498)]
    public void A_hole_keeps_every_open_time(int hole)
    {
        ImmutableArray<Candle> page = [.. Page(1_500).Select((c, i) => i < hole ? c : c with { OpenTime = c.OpenTime + (3 * Step) })];

        Equal(page, page.ToWire());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void A_short_page_is_equal(int count) => Equal(Page(count), Page(count).ToWire());

    [Fact]
    public void Times_at_the_ends_of_their_range_are_equal()
    {
        var candle = Page(1)[0];
        ImmutableArray<Candle> page = [.. new[] { long.MinValue, long.MaxValue, 0, -1, long.MinValue }.Select(t => candle with { OpenTime = t, TradeCount = t })];

        Equal(page, page.ToWire());
    }

    [Fact]
    public void Doubles_keep_every_bit()
    {
        double[] special = [-0.0, double.Epsilon, double.MaxValue, double.NaN, double.NegativeInfinity, 0.1 + 0.2];
        ImmutableArray<Candle> page = [.. special.Select((d, i) => new Candle(Start + (i * Step), d, d, d, d, d, d, d, d, 0))];

        Equal(page, page.ToWire());
        Equal([page[0]], ImmutableArray.Create(page[0]).ToWire());
    }

    [Fact]
    public void Columns_that_the_exchange_does_not_send_take_no_bytes()
    {
        ImmutableArray<Candle> page = [.. Page(1_000).Select(c => c with { BuyVolume = 0, SellVolume = 0, Delta = 0, TradeCount = 0 })];
        var wire = page.ToWire();

        Equal(page, wire);
        Assert.InRange(wire.CalculateSize(), 40_000, 40_040);
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused()
    {
        Refused(w => w.High = ByteString.Empty);
        Refused(w => w.Close = w.Close.Span[..^8].ToArray() is var cut ? ByteString.CopyFrom(cut) : w.Close);
        Refused(w => w.Open = ByteString.CopyFrom(new byte[79]));
        Refused(w => w.Delta = ByteString.CopyFrom(new byte[8]));
        Refused(w => w.StepErrors.Add(1));
        Refused(w => w.TradeCounts.RemoveAt(0));

        static void Refused(Action<Proto.Candles> change)
        {
            var wire = Page(10).ToWire();
            change(wire);
            Assert.Throws<InvalidDataException>(() => wire.FromWire());
        }
    }

    [Fact]
    public void More_candles_than_a_page_holds_are_refused_on_both_sides()
    {
        Assert.Throws<InvalidDataException>(() => Page(CandleColumns.MaxCandles + 1).ToWire());

        var column = ByteString.CopyFrom(new byte[(CandleColumns.MaxCandles + 1) * 8]);
        var wire = new Proto.Candles { Open = column, High = column, Low = column, Close = column, Volume = column };
        Assert.Throws<InvalidDataException>(() => wire.FromWire());
    }

    /// <summary>Candles as Binance sends them: all columns, five to six digits of trades.</summary>
    internal static ImmutableArray<Candle> Page(int count)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var price = 60_000 + (random.NextDouble() * 1_000);
                var (volume, buy) = (random.NextDouble() * 900, random.NextDouble() * 400);
                return new Candle(Start + (i * Step), price, price + 20, price - 20, price + 3, volume, buy, volume - buy, buy - (volume - buy), random.Next(20_000, 300_000));
            }),
        ];
    }

    private static void Equal(ImmutableArray<Candle> expected, Proto.Candles wire)
    {
        var read = Proto.Candles.Parser.ParseFrom(wire.ToByteArray()).FromWire();
        Assert.Equal(expected.Select(Bits), read.Select(Bits));
    }

    /// <summary>A comparison of doubles would take 0 and -0 for equal.</summary>
    private static string Bits(Candle c) => string.Join(
        ' ',
        ((long[])[c.OpenTime, c.TradeCount]).Concat(
            ((double[])[c.Open, c.High, c.Low, c.Close, c.Volume, c.BuyVolume, c.SellVolume, c.Delta]).Select(BitConverter.DoubleToInt64Bits)));
}
