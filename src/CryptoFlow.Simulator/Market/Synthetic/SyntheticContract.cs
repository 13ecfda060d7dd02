namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>The synthetic market of one contract: quarter-hours and minutes by number, with a cache of the recent ones.</summary>
internal sealed class SyntheticContract
{
    private const int DaysKept = 64;
    private const int SplitsKept = 256;

    private readonly QuarterMaker _maker;
    private readonly ulong _minuteSeed;

    // Cache slots by number modulo size. Their content is immutable and replaced as a whole, so no lock is needed. At worst two
    // threads generate the same day twice.
    private readonly Kept?[] _days = new Kept?[DaysKept];
    private readonly Kept?[] _splits = new Kept?[SplitsKept];

    public SyntheticContract(int seed, Venue venue, Instrument instrument)
    {
        Instrument = instrument;
        _maker = new QuarterMaker(seed, venue, instrument);
        _minuteSeed = Chance.Mix(Chance.Mix((ulong)seed, venue.ToString()), instrument.Symbol + "/minutes");
    }

    public Instrument Instrument { get; }

    /// <summary>A quarter-hour by its number since the epoch.</summary>
    public ref readonly Block Quarter(long quarter)
    {
        var (day, index) = Math.DivRem(quarter, QuarterMaker.QuartersPerDay);
        ref var slot = ref _days[day % DaysKept];
        var kept = Volatile.Read(ref slot);
        if (kept is null || kept.Number != day)
            Volatile.Write(ref slot, kept = new Kept(day, _maker.Day(day)));
        return ref kept.Blocks[index];
    }

    /// <summary>A minute by its number since the epoch.</summary>
    public ref readonly Block Minute(long minute)
    {
        var (quarter, index) = Math.DivRem(minute, MinuteSplit.Minutes);
        ref var slot = ref _splits[quarter % SplitsKept];
        var kept = Volatile.Read(ref slot);
        if (kept is null || kept.Number != quarter)
            Volatile.Write(ref slot, kept = new Kept(quarter, MinuteSplit.Of(Quarter(quarter), Chance.Mix(_minuteSeed, (ulong)quarter))));
        return ref kept.Blocks[index];
    }

    private sealed record Kept(long Number, Block[] Blocks);
}
