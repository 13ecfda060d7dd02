using System.Globalization;

namespace CryptoFlow.Monitoring;

/// <summary>The file descriptors of this process (files, sockets, pipes). A value is null if the operating system does not report it.</summary>
/// <param name="Open">Descriptors in use.</param>
/// <param name="Limit">The number that this process may have open: the soft limit of RLIMIT_NOFILE.</param>
public sealed record DescriptorHealth(int? Open, long? Limit)
{
    private const int TooManyOpenFiles = 24;

    private const string Folder = "/proc/self/fd";
    private const string Limits = "/proc/self/limits";
    private const string LimitLine = "Max open files";

    public static DescriptorHealth Unknown { get; } = new(null, null);

    /// <summary>Used share of the limit, percent; null if the count or the limit is not known.</summary>
    public double? UsedPercent => Open is { } open && Limit is > 0 and { } limit ? 100.0 * open / limit : null;

    /// <summary>
    /// Counts the descriptors (Linux only). Lists one directory and reads one small file, about 50 µs with a hundred descriptors. Both need a descriptor. So the
    /// error EMFILE means that no descriptor is left, and that the whole limit is in use.
    /// </summary>
    /// <param name="before">The last result. Its limit is used after EMFILE, when the limit cannot be read.</param>
    public static DescriptorHealth Look(DescriptorHealth before)
    {
        if (!OperatingSystem.IsLinux())
            return Unknown;
        try
        {
            // The listing itself holds one descriptor.
            var open = Directory.EnumerateFileSystemEntries(Folder).Count() - 1;
            return new DescriptorHealth(open, LimitFrom(File.ReadAllText(Limits)));
        }
        catch (IOException full) when (full.HResult == TooManyOpenFiles && before.Limit is { } limit)
        {
            return new DescriptorHealth((int)Math.Min(limit, int.MaxValue), limit);
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }

    /// <summary>The soft limit in the text of <c>/proc/self/limits</c>; null if there is no limit (<c>unlimited</c>). Pure.</summary>
    public static long? LimitFrom(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(l => l.StartsWith(LimitLine, StringComparison.Ordinal));
        var soft = line?[LimitLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
