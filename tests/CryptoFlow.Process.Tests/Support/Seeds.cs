namespace CryptoFlow.Processes.Support;

/// <summary>The seed of a randomised test. Each run prints a new seed; an environment variable sets a fixed one.</summary>
internal static class Seeds
{
    public static int Draw(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CRYPTOFLOW_SEED"), out var given) ? given : Environment.TickCount & 0xFFFFFF;
        output.WriteLine($"seed {seed}; CRYPTOFLOW_SEED={seed} repeats it");
        return seed;
    }
}
