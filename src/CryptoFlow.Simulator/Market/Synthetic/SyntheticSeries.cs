using System.Runtime.CompilerServices;

namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>One interval of a synthetic contract: up to ten minutes merged from minutes, longer ones from quarter-hours.</summary>
internal sealed class SyntheticSeries(SyntheticContract contract, Interval interval) : ICandleSeries
{
    private const long MinuteMs = 60_000;
    private const long QuarterMs = 15 * MinuteMs;

    // The market opens on a whole quarter-hour.
    private readonly long _listed = (contract.Instrument.ListedAt + QuarterMs - 1) / QuarterMs * QuarterMs;

    public Interval Interval => interval;

    public long FirstOpen => interval.Floor(_listed);

    public long End => long.MaxValue;

    public bool TryRead(long openTime, out Candle candle)
    {
        var sum = new Block();
        Add(ref sum, Math.Max(openTime, _listed), interval.Next(openTime), inMinutes: interval.Milliseconds < QuarterMs);
        return Show(sum, openTime, out candle);
    }

    public bool TryReadPart(long openTime, long moment, out Candle candle)
    {
        // Whole quarter-hours, whole minutes, and a part of the current minute.
        var from = Math.Max(openTime, _listed);
        var minute = moment / MinuteMs * MinuteMs;
        var quarter = Math.Max(from, moment / QuarterMs * QuarterMs);
        var sum = new Block();
        Add(ref sum, from, quarter, inMinutes: false);
        Add(ref sum, quarter, minute, inMinutes: true);
        if (moment >= from)
            sum.Append(contract.Minute(moment / MinuteMs).Part((int)(moment - minute), (int)MinuteMs));
        return Show(sum, openTime, out candle);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ref Block sum, long from, long to, bool inMinutes)
    {
        var unit = inMinutes ? MinuteMs : QuarterMs;
        var (number, end) = (from / unit, to / unit);
        for (; number < end; number++)
            sum.Append(inMinutes ? contract.Minute(number) : contract.Quarter(number));
    }

    private bool Show(in Block sum, long openTime, out Candle candle)
    {
        candle = sum.IsEmpty ? default : sum.ToCandle(openTime, contract.Instrument);
        return !sum.IsEmpty;
    }
}
