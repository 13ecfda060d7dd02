namespace CryptoFlow.Storage;

/// <summary>The open file descriptors of this process for a file (Linux).</summary>
internal static class OpenDescriptors
{
    public static List<string> Of(string path) =>
        [.. Directory.GetFiles("/proc/self/fd").Select(Target).Where(t => t.StartsWith(path, StringComparison.Ordinal))];

    private static string Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return ""; // The descriptor was closed in the meantime.
        }
    }
}
