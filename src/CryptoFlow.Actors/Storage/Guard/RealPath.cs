namespace CryptoFlow.Storage.Guard;

/// <summary>
/// The one name of a file: absolute, without symbolic links. Lock file, notice, <c>-wal</c> and the look at the file system go by
/// it, so that a link and its target are the same database. Two hard links of one file are not told apart.
/// </summary>
public static class RealPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <param name="path">Absolute, or relative to the working directory; what does not exist stays as it is named.</param>
    /// <exception cref="FileRefusedException">The links go in a circle.</exception>
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
