using System.Diagnostics;
using System.Text.Json;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Web.Hosting;

/// <summary>A small file beside the database file. It names the server that has the database open, so that commands can go through that server.</summary>
/// <param name="Pid">The process id of the server.</param>
/// <param name="Url">The address of the server for programs on this machine.</param>
internal sealed record ServerNotice(int Pid, string Url)
{
    public static string PathFor(string databasePath) => RealPath.Of(databasePath) + ".server.json";

    /// <summary>
    /// The notice of a server that runs and has the file open, or null. A killed server leaves its notice behind, and the system may give its process
    /// id to another program. So a notice counts only while a process holds the writer lock. A stale notice is not deleted, because a server that
    /// starts at this moment may be replacing it; the next server replaces it.
    /// </summary>
    public static ServerNotice? Find(string databasePath) =>
        Read(databasePath) is { Url: { } url } notice
        && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp
        && IsAlive(notice.Pid)
        && DatabaseFile.IsInUse(databasePath)
            ? notice
            : null;

    /// <summary>Writes a temporary file and renames it, so that a reader never sees a partial notice.</summary>
    public void Write(string databasePath)
    {
        var path = PathFor(databasePath);
        var aside = $"{path}.{Pid}";
        try
        {
            // In a cluster the writer creates the folder when it opens the file, which may be later.
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllBytes(aside, JsonSerializer.SerializeToUtf8Bytes(this, ServerNoticeJson.Default.ServerNotice));
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>Whether the notice at the database's place is this one.</summary>
    public bool IsAt(string databasePath) => Read(databasePath) == this;

    /// <summary>Deletes the notice, unless another server has replaced it meanwhile.</summary>
    public void Remove(string databasePath)
    {
        if (IsAt(databasePath))
            File.Delete(PathFor(databasePath));
    }

    private static ServerNotice? Read(string databasePath)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathFor(databasePath)), ServerNoticeJson.Default.ServerNotice);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
