namespace CryptoFlow.Monitoring;

/// <summary>The database file and the disk that it lies on, as the file system shows them; null where it does not.</summary>
/// <param name="Bytes">Size of the file, the WAL not included.</param>
/// <param name="DiskFreeBytes">What this program may still write there.</param>
public sealed record FileHealth(long? Bytes, long? DiskFreeBytes)
{
    public static FileHealth Unknown { get; } = new(null, null);

    /// <summary>Asks the file system: two calls, the file is not opened.</summary>
    /// <param name="path">The database file, absolute.</param>
    public static FileHealth Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var disk = file.DirectoryName is { } folder && Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : (long?)null;
            return new FileHealth(file.Exists ? file.Length : null, disk);
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Unknown;
        }
    }
}
