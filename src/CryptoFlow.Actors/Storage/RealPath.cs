namespace CryptoFlow.Storage;

/// <summary>
/// The unique name of a file: absolute, without symbolic links. The lock file, the <c>-wal</c> and the check of the file system use this name, so a symbolic
/// link and its target are the same database. Two hard links of one file count as two databases.
/// </summary>
public static class RealPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <param name="path">Absolute, or relative to the working directory. Parts that do not exist stay unchanged.</param>
    /// <exception cref="FileRefusedException">The symbolic links form a loop.</exception>
    public static string Of(string path)
    {
        var links = 0;
        return Resolve(Path.GetFullPath(path), ref links);
    }

    private static string Resolve(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } directory)
            return path;
        var real = Path.Combine(Resolve(directory, ref links), Path.GetFileName(path));
        if (new FileInfo(real).LinkTarget is not { } target)
            return real;
        if (++links > MostLinks)
            throw new FileRefusedException(FileRefusal.Place, $"The path {path} cannot be followed: its symbolic links go in a circle.");
        return Resolve(Path.GetFullPath(target, Path.GetDirectoryName(real)!), ref links);
    }
}
