using System.Runtime.CompilerServices;

namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>Generates the quarter-hours of one contract, one UTC day at a time. All other intervals are merged or split from them.</summary>
internal sealed class QuarterMaker(int seed, Venue venue, Instrument instrument)
{
    public const int QuartersPerDay = 96;

    private readonly PricePath _path = new(seed, venue, instrument);
    private readonly ulong _seed = Chance.Mix(Chance.Mix((ulong)seed, venue.ToString()), instrument.Symbol + "/quarters");
    private readonly double _typicalLots = instrument.TypicalVolume * Math.Pow(10, instrument.QuantityDecimals);

    /// <summary>The quarters of a day (days since the epoch).</summary>
    public Block[] Day(long day)
    {
        var first = day * QuartersPerDay;
        Span<int> prices = stackalloc int[QuartersPerDay + 1];
        _path.Fill(first, prices);

        var blocks = new Block[QuartersPerDay];
        for (var i = 0; i < blocks.Length; i++)
            blocks[i] = Quarter(first + i, i, prices[i], prices[i + 1]);
        return blocks;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Block Quarter(long quarter, int ofDay, int open, int close)
    {
        var chance = Chance.Mix(_seed, (ulong)quarter);
        var move = Math.Abs(close - open);
        var reach = (move * 0.3) + (open * 0.0004);
        var high = Math.Max(open, close) + (int)(reach * Chance.Unit(chance, 1));
        var low = Math.Max(1, Math.Min(open, close) - (int)(reach * Chance.Unit(chance, 2)));

        // The volume is larger when the price moves, and in the afternoon UTC.
        var afternoon = 1 - (Math.Abs(ofDay - 60) / (double)QuartersPerDay);
        var bustle = (0.5 + afternoon) * (0.4 + Chance.Unit(chance, 3)) * (1 + (200.0 * move / open));
        var lots = Math.Max(2, (long)(_typicalLots * bustle));
        var buys = (long)(lots * (0.35 + (0.3 * Chance.Unit(chance, 4))));

        // All volume is traded at the mean price, so that turnover / volume lies between low and high.
        var mean = Mean(open, high, low, close);
        return new Block
        {
            Open = open,
            High = high,
            Low = low,
            Close = close,
            BuyLots = buys,
            SellLots = lots - buys,
            BuyTurnover = buys * mean,
            SellTurnover = (lots - buys) * mean,
            Trades = 1 + (long)(9000 * bustle * (0.5 + Chance.Unit(chance, 5))),
        };
    }

    internal static int Mean(int open, int high, int low, int close) => (int)(((long)open + high + low + close) / 4);
}
