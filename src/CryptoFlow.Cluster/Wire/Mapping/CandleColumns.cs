using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CryptoFlow.Market;
using Google.Protobuf;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>Candles as columns (market.proto, Candles). This is the inner loop of the wire format: a page has up to 5,000 candles.</summary>
internal static class CandleColumns
{
    /// <summary>Most candles in one message.</summary>
    public const int MaxCandles = 5_000;

    /// <exception cref="InvalidDataException">More than <see cref="MaxCandles"/>.</exception>
    public static Proto.Candles ToWire(this ImmutableArray<Candle> candles)
    {
        var wire = new Proto.Candles();
        var items = candles.AsSpan();
        if (items.Length > MaxCandles)
            throw new InvalidDataException($"{items.Length} candles; a message holds at most {MaxCandles}.");
        if (items.IsEmpty)
            return wire;

        WriteTimes(wire, items);
        WriteTradeCounts(wire, items);

        // An array for each column: one array for all columns of a large page would go to the large object heap.
        var size = items.Length * sizeof(double);
        var open = new byte[size];
        var high = new byte[size];
        var low = new byte[size];
        var close = new byte[size];
        var volume = new byte[size];
        var buy = new byte[size];
        var sell = new byte[size];
        var delta = new byte[size];
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var candle = ref items[i];
            var at = i * sizeof(double);
            BinaryPrimitives.WriteDoubleLittleEndian(open.AsSpan(at), candle.Open);
            BinaryPrimitives.WriteDoubleLittleEndian(high.AsSpan(at), candle.High);
            BinaryPrimitives.WriteDoubleLittleEndian(low.AsSpan(at), candle.Low);
            BinaryPrimitives.WriteDoubleLittleEndian(close.AsSpan(at), candle.Close);
            BinaryPrimitives.WriteDoubleLittleEndian(volume.AsSpan(at), candle.Volume);
            BinaryPrimitives.WriteDoubleLittleEndian(buy.AsSpan(at), candle.BuyVolume);
            BinaryPrimitives.WriteDoubleLittleEndian(sell.AsSpan(at), candle.SellVolume);
            BinaryPrimitives.WriteDoubleLittleEndian(delta.AsSpan(at), candle.Delta);
        }

        wire.Open = UnsafeByteOperations.UnsafeWrap(open);
        wire.High = UnsafeByteOperations.UnsafeWrap(high);
        wire.Low = UnsafeByteOperations.UnsafeWrap(low);
        wire.Close = UnsafeByteOperations.UnsafeWrap(close);
        wire.Volume = UnsafeByteOperations.UnsafeWrap(volume);
        wire.BuyVolume = UnlessZero(buy);
        wire.SellVolume = UnlessZero(sell);
        wire.Delta = UnlessZero(delta);
        return wire;

        static ByteString UnlessZero(byte[] column) =>
            column.AsSpan().ContainsAnyExcept((byte)0) ? UnsafeByteOperations.UnsafeWrap(column) : ByteString.Empty;
    }

    /// <exception cref="InvalidDataException">The columns have different lengths, or there are more than <see cref="MaxCandles"/> candles.</exception>
    public static ImmutableArray<Candle> FromWire(this Proto.Candles wire)
    {
        var size = wire.Open.Length;
        var count = size / sizeof(double);
        if (count > MaxCandles)
            throw new InvalidDataException($"{count} candles; a message holds at most {MaxCandles}.");
        if (size % sizeof(double) != 0
            || wire.High.Length != size || wire.Low.Length != size || wire.Close.Length != size || wire.Volume.Length != size
            || !IsWholeOrEmpty(wire.BuyVolume) || !IsWholeOrEmpty(wire.SellVolume) || !IsWholeOrEmpty(wire.Delta)
            || (wire.StepErrors.Count != 0 && wire.StepErrors.Count != count - 1)
            || (wire.TradeCounts.Count != 0 && wire.TradeCounts.Count != count))
            throw new InvalidDataException("The columns of the candles have different lengths.");

        var candles = new Candle[count];
        var open = wire.Open.Span;
        var high = wire.High.Span;
        var low = wire.Low.Span;
        var close = wire.Close.Span;
        var volume = wire.Volume.Span;
        var buy = wire.BuyVolume.Span;
        var sell = wire.SellVolume.Span;
        var delta = wire.Delta.Span;
        var time = wire.FirstOpenTime;
        for (var i = 0; i < candles.Length; i++)
        {
            var at = i * sizeof(double);
            candles[i] = new Candle(
                time,
                BinaryPrimitives.ReadDoubleLittleEndian(open[at..]),
                BinaryPrimitives.ReadDoubleLittleEndian(high[at..]),
                BinaryPrimitives.ReadDoubleLittleEndian(low[at..]),
                BinaryPrimitives.ReadDoubleLittleEndian(close[at..]),
                BinaryPrimitives.ReadDoubleLittleEndian(volume[at..]),
                buy.IsEmpty ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(buy[at..]),
                sell.IsEmpty ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(sell[at..]),
                delta.IsEmpty ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(delta[at..]),
                wire.TradeCounts.Count == 0 ? 0 : wire.TradeCounts[i]);
            time = unchecked(time + wire.Step + (i < wire.StepErrors.Count ? wire.StepErrors[i] : 0));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(candles);

        bool IsWholeOrEmpty(ByteString column) => column.Length == size || column.IsEmpty;
    }

    private static void WriteTimes(Proto.Candles wire, ReadOnlySpan<Candle> items)
    {
        wire.FirstOpenTime = items[0].OpenTime;
        if (items.Length < 2)
            return;
        var step = unchecked(items[1].OpenTime - items[0].OpenTime);
        wire.Step = step;
        for (var i = 2; i < items.Length; i++)
        {
            if (unchecked(items[i].OpenTime - items[i - 1].OpenTime) == step)
                continue;
            wire.StepErrors.Capacity = items.Length - 1;
            for (var j = 1; j < items.Length; j++)
                wire.StepErrors.Add(unchecked(items[j].OpenTime - items[j - 1].OpenTime - step));
            return;
        }
    }

    private static void WriteTradeCounts(Proto.Candles wire, ReadOnlySpan<Candle> items)
    {
        long any = 0;
        foreach (ref readonly var candle in items)
            any |= candle.TradeCount;
        if (any == 0)
            return;
        wire.TradeCounts.Capacity = items.Length;
        foreach (ref readonly var candle in items)
            wire.TradeCounts.Add(candle.TradeCount);
    }
}
