using System.Runtime.InteropServices;
using CryptoFlow.Storage.Sqlite.OtherProcesses;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>
/// Checks whether the user of this process may write the database, its directory and the files beside it. SQLite's error says only that the database cannot be
/// opened. It does not name the file whose permissions are the reason.
/// </summary>
internal static partial class WriteAccess
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int AsEffectiveUser = 0x200; // AT_EACCESS
    private const int Read = 4; // R_OK
    private const int Write = 2; // W_OK
    private const int Search = 1; // X_OK
    private const int Denied = 13; // EACCES

    /// <summary>
    /// One sentence with the files that the user may not write and the command that fixes this; null if there are none, or if the operating system is not Linux.
    /// Opens no file: it checks by path (<c>faccessat</c>).
    /// </summary>
    /// <param name="database">The database, absolute.</param>
    public static string? FindObstacle(string database)
    {
        if (!OperatingSystem.IsLinux() || Path.GetDirectoryName(database) is not { } directory)
            return null;
        var directoryIsClosed = Directory.Exists(directory) && MayNot(directory, Read | Write | Search);
        if (directoryIsClosed && FileIdentity.OwnerOf(directory) != EffectiveUser() && !HoldsOnly(database, directory))
            return $"The user {User()} may not write {WithOwner(directory)}; choose another directory with CryptoFlow:Database:Path, or let that user write there.";

        var inTheWay = new List<string>();
        if (directoryIsClosed)
            inTheWay.Add(directory);
        inTheWay.AddRange(new[] { database, database + "-wal", database + "-shm", DatabaseLock.PathFor(database) }.Where(file => MayNot(file, Read | Write)));
        return inTheWay.Count == 0 ? null : Sentence(inTheWay);
    }

    /// <summary>
    /// True if the directory belongs to the database alone. Only then may the suggested command change its owner: directories of other programs or users (/root,
    /// /var/lib) must keep their owner.
    /// </summary>
    private static bool HoldsOnly(string database, string directory)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(directory).All(entry => entry.StartsWith(database, StringComparison.Ordinal));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string User() => Environment.UserName is { Length: > 0 } name ? name : $"{EffectiveUser()}";

    private static string Sentence(List<string> inTheWay)
    {
        var us = EffectiveUser();
        var user = User();
        var own = inTheWay.Where(path => FileIdentity.OwnerOf(path) == us).ToList();
        var foreign = inTheWay.Except(own).ToList();
        var commands = new List<string>();
        if (foreign.Count > 0)
            commands.Add($"sudo chown {user} {string.Join(' ', foreign.Select(Quoted))}");
        if (own.Count > 0)
            commands.Add($"chmod u+rwX {string.Join(' ', own.Select(Quoted))}");
        return $"The user {user} may not write {string.Join(", ", inTheWay.Select(WithOwner))}; run: {string.Join(" && ", commands)}";
    }

    private static string WithOwner(string path) => FileIdentity.OwnerOf(path) switch
    {
        null => path,
        0 => $"{path} (of root)",
        { } owner => $"{path} (of user {owner})",
    };

    /// <summary>Quotes a text so that a shell reads it as one word.</summary>
    private static string Quoted(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
        ? path
        : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool MayNot(string path, int mode) => Access(CurrentDirectory, path, mode, AsEffectiveUser) != 0 && Marshal.GetLastPInvokeError() == Denied;

    [LibraryImport("libc", EntryPoint = "faccessat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(int directory, string path, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}
