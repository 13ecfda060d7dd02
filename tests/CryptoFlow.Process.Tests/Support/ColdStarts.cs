using System.Runtime.CompilerServices;

namespace CryptoFlow.Processes.Support;

/// <summary>
/// The programs that these tests start do not warm up, unless a test says otherwise: the warm-up takes a fifth of the processor time of a start, and no test except
/// <see cref="WarmUpTests"/> is about the speed of the first requests.
/// </summary>
internal static class ColdStarts
{
    public const string WarmUpSeconds = "CryptoFlow__Api__WarmUpSeconds";

    /// <summary>The programs inherit the environment of the process that runs the tests.</summary>
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable(WarmUpSeconds, "0");
}
