namespace CryptoFlow.Benchmarks.Rows;

/// <summary>The program on a file that is there already, collecting nothing.</summary>
internal static class StoredProgram
{
    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>
    {
        ["CryptoFlow__Collector__Enabled"] = "false",

        // A slow answer is measured as slow; it does not become a refusal.
        ["CryptoFlow__Api__ReadTimeoutMs"] = "30000",
    };

    public static Task<CryptoFlowProcess> ServeAsync(string database) => CryptoFlowProcess.ServeAsync(database, Environment);
}
