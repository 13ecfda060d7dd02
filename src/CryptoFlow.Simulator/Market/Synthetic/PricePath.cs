using System.Runtime.CompilerServices;

namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>
/// The price at each quarter of an hour as a pure function of the seed. It is a sum of noises. Each noise is twice as fast as the noise before and weaker by the
/// square root of two, so the sum looks like a random walk. The exchanges share the path of a symbol, apart from a basis of a few hundredths of a percent.
/// </summary>
internal sealed class PricePath
{
    // The slowest noise changes every 2^16 quarters (682 days), the fastest every quarter.
    private const int Octaves = 17;
    private const double SlowestAmplitude = 0.2;
    private const double Faster = 0.70710678118654752;
    private const int BasisShift = 2;
    private const double BasisAmplitude = 0.0002;

    private readonly ulong _shared;
    private readonly ulong _basis;
    private readonly double _referenceTicks;

    public PricePath(int seed, Venue venue, Instrument instrument)
    {
        _shared = Chance.Mix((ulong)seed, instrument.Symbol);
        _basis = Chance.Mix(_shared, venue.ToString());
        _referenceTicks = instrument.ReferencePrice / (double)decimal.Parse(instrument.TickSize);
    }

    /// <summary>Prices, in ticks, at <paramref name="first"/> (quarters of an hour since the epoch) and the quarters after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(long first, Span<int> ticks)
    {
        Span<double> logarithms = stackalloc double[ticks.Length];
        logarithms.Clear();

        var amplitude = SlowestAmplitude;
        for (var octave = 0; octave < Octaves; octave++, amplitude *= Faster)
            AddNoise(Chance.Mix(_shared, (ulong)octave), Octaves - 1 - octave, amplitude, first, logarithms);
        AddNoise(_basis, BasisShift, BasisAmplitude, first, logarithms);

        for (var i = 0; i < ticks.Length; i++)
            ticks[i] = Math.Max(1, (int)Math.Round(_referenceTicks * Exponential(logarithms[i])));
    }

    // Random values at multiples of 2^shift quarters, with straight lines between them. AggressiveOptimization, here and elsewhere, because
    // these loops are most of
    // a backfill's cost, and the backfill would be over before tiered compilation optimizes them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNoise(ulong seed, int shift, double amplitude, long first, Span<double> sums)
    {
        var mask = (1L << shift) - 1;
        var share = 1.0 / (mask + 1);
        var cell = long.MinValue;
        double left = 0, slope = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            var quarter = first + i;
            if (quarter >> shift != cell)
            {
                cell = quarter >> shift;
                left = amplitude * Chance.Signed(seed, cell);
                slope = ((amplitude * Chance.Signed(seed, cell + 1)) - left) * share;
            }
            sums[i] += left + (slope * (quarter & mask));
        }
    }

    // Close enough to e^x for |x| < 1. Unlike Math.Exp, it gives the same bits on every machine.
    private static double Exponential(double x)
    {
        var y = 1 + (x / 256);
        for (var i = 0; i < 8; i++)
            y *= y;
        return y;
    }
}
