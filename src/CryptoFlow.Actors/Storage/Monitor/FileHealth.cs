namespace CryptoFlow.Storage.Monitor;

/// <summary>The database file and its disk. A value is null if the file system does not report it.</summary>
/// <param name="Bytes">Size of the database file without the WAL.</param>
/// <param name="DiskFreeBytes">Bytes that this program may still write to the disk.</param>
public sealed record FileHealth(long? Bytes, long? DiskFreeBytes)
{
    /// <summary>Size of the free pages in the file, bytes. Deleted rows have left them, and later writes use them. Part of <see cref="Bytes"/>.</summary>
    public long? FreeBytes { get; init; }

    public static FileHealth Unknown { get; } = new(null, null);

    /// <summary>Asks the file system, with two calls. Does not open the file.</summary>
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
