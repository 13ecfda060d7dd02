using CryptoFlow.Errors;
using CryptoFlow.Storage;

namespace CryptoFlow.Web.CommandLine;

/// <summary>Checks the path of a file that a command writes. The check refuses the names of the database's files even if these files do not exist now.</summary>
internal static class OutputPath
{
    private static readonly string[] DatabaseSuffixes = ["", "-wal", "-shm", "-journal", ".writer.lock", ".server.json"];

    /// <param name="option">The option that names the file.</param>
    /// <param name="named">The path as the user gave it.</param>
    /// <param name="path">The real path.</param>
    /// <param name="database">The real path of the database.</param>
    /// <exception cref="UserError">The file cannot be written there, or must not be.</exception>
    public static void Refuse(string option, string named, string path, string database)
    {
        if (DatabaseSuffixes.Any(suffix => path == database + suffix))
            throw UserError.WrongUse($"{option} is '{named}', which is the database or a file that belongs to it; choose another name.");
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
            throw UserError.WrongUse($"{option} is '{named}', which is a device; name a file. A file is renamed into its place, which would replace the device.");
        if (Directory.Exists(path))
            throw UserError.WrongUse($"{option} is '{named}', which is a directory; name a file.");
        if (Path.GetDirectoryName(path) is { } directory && !Directory.Exists(directory))
            throw UserError.WrongUse($"{option} is '{named}', but there is no directory {directory}.");
    }
}
