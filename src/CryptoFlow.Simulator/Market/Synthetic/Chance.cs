namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>
/// Random numbers without state: each number is a hash of the seed and of its place, so that any candle can be generated without the candles
/// before it. It uses only integer and plain IEEE arithmetic, so the same seed gives the same market on every machine.
/// </summary>
internal static class Chance
{
    /// <summary>A well-mixed 64-bit hash of two numbers (the finaliser of splitmix64).</summary>
    public static ulong Mix(ulong seed, ulong value)
    {
        var x = seed + (value * 0x9E3779B97F4A7C15UL) + 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    public static ulong Mix(ulong seed, string text)
    {
        foreach (var letter in text)
            seed = Mix(seed, letter);
        return seed;
    }

    /// <summary>A number in [0, 1) for a seed and a place.</summary>
    public static double Unit(ulong seed, ulong value) => (Mix(seed, value) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [-1, 1) for a seed and a place.</summary>
    public static double Signed(ulong seed, long value) => (Unit(seed, (ulong)value) * 2) - 1;
}
