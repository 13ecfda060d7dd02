using System.Globalization;

namespace CryptoFlow.Web.CommandLine;

/// <summary>
/// Checks how many files this process may open. The runtime holds a descriptor for each loaded assembly, about 260 while the server runs. When
/// no descriptor is left, no assembly can be loaded, not even the code that reports an exception. So this check runs before anything else.
/// </summary>
internal static class FileLimit
{
    /// <summary>Enough for assemblies, database, exchanges and some dozens of clients.</summary>
    public const int Least = 512;

    private const string LimitsOfThisProcess = "/proc/self/limits";

    private const string Name = "Max open files";

    /// <summary>The error if the limit is too low, else null. Also null on a system that does not report its limits.</summary>
    public static string? Shortage()
    {
        try
        {
            return File.Exists(LimitsOfThisProcess) ? Shortage(File.ReadAllText(LimitsOfThisProcess)) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="limits">The text of <c>/proc/self/limits</c>. The soft limit counts; the runtime has raised it to the hard limit by now.</param>
    internal static string? Shortage(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
        if (line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var soft, ..]
            || !int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files)
            || files >= Least)
            return null;
        return $"This process may open only {files} files at once (ulimit -n); CryptoFlow needs at least {Least}, and one more for each client. "
            + "Raise the limit: 'ulimit -n 4096' in the shell, LimitNOFILE=4096 in a systemd unit, '--ulimit nofile=4096' with Docker.";
    }
}
