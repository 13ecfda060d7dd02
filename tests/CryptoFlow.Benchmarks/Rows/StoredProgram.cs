namespace CryptoFlow.Benchmarks.Rows;

/// <summary>Starts the program on an existing file, without collecting.</summary>
internal static class StoredProgram
{
    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>
    {
        ["CryptoFlow__Collector__Enabled"] = "false",

        // A slow answer must be measured as slow. With a short timeout it would become a refusal.
        ["CryptoFlow__Api__ReadTimeoutMs"] = "30000",
    };

    public static Task<CryptoFlowProcess> ServeAsync(string database) => CryptoFlowProcess.ServeAsync(database, Environment);
}
