using System.Runtime.CompilerServices;

namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>A period of the synthetic market in whole ticks and lots, so that merging periods is exact and cheap.</summary>
internal struct Block
{
    /// <summary>First price, in ticks.</summary>
    public int Open;
    public int High;
    public int Low;
    public int Close;

    /// <summary>Volume bought by takers, in lots (units of the last digit of a volume).</summary>
    public long BuyLots;
    public long SellLots;

    /// <summary>Ticks times lots.</summary>
    public long BuyTurnover;
    public long SellTurnover;
    public long Trades;

    /// <summary>Whether nothing has been appended yet. A price is never zero.</summary>
    public readonly bool IsEmpty => Open == 0;

    public void Append(in Block next)
    {
        if (IsEmpty)
        {
            this = next;
            return;
        }
        High = Math.Max(High, next.High);
        Low = Math.Min(Low, next.Low);
        Close = next.Close;
        BuyLots += next.BuyLots;
        SellLots += next.SellLots;
        BuyTurnover += next.BuyTurnover;
        SellTurnover += next.SellTurnover;
        Trades += next.Trades;
    }

    /// <summary>The state when <paramref name="elapsed"/> of <paramref name="length"/> is over: the price is on its way from open to close.</summary>
    public readonly Block Part(int elapsed, int length)
    {
        var close = Open + (int)((long)(Close - Open) * elapsed / length);
        return new Block
        {
            Open = Open,
            High = Math.Max(Open, close),
            Low = Math.Min(Open, close),
            Close = close,
            BuyLots = BuyLots * elapsed / length,
            SellLots = SellLots * elapsed / length,
            BuyTurnover = BuyLots * elapsed / length * close,
            SellTurnover = SellLots * elapsed / length * close,
            Trades = Trades * elapsed / length,
        };
    }

    /// <summary>The period as a candle in the exchange's units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly Candle ToCandle(long openTime, Instrument instrument)
    {
        var turnoverDecimals = instrument.PriceDecimals + instrument.QuantityDecimals;
        return new Candle(
            openTime,
            Price(Open),
            Price(High),
            Price(Low),
            Price(Close),
            Number(BuyLots + SellLots, instrument.QuantityDecimals),
            Number((BuyTurnover + SellTurnover) * instrument.TickUnits, turnoverDecimals),
            Trades,
            Number(BuyLots, instrument.QuantityDecimals),
            Number(BuyTurnover * instrument.TickUnits, turnoverDecimals));

        decimal Price(int ticks) => Number((long)ticks * instrument.TickUnits, instrument.PriceDecimals);

        decimal Number(long units, int decimals)
        {
            while (instrument.TrimsZeros && decimals > 0 && units % 10 == 0)
            {
                units /= 10;
                decimals--;
            }
            return new decimal((int)units, (int)(units >> 32), 0, false, (byte)decimals);
        }
    }
}
