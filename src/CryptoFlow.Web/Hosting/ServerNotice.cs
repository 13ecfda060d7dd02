using System.Diagnostics;
using System.Text.Json;
using CryptoFlow.Storage.Guard;
using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.Hosting;

/// <summary>Says beside the database file which server has it and where it is reached, so that commands can go through it.</summary>
/// <param name="Pid">The server's process.</param>
/// <param name="Url">Where it answers on this machine.</param>
internal sealed record ServerNotice(int Pid, string Url)
{
    public static string PathFor(string databasePath) => RealPath.Of(databasePath) + ".server.json";

    /// <summary>
    /// The notice of a server that still runs and still has the file, or null. A killed server leaves its notice behind, and the system may give its process id
    /// to another program: only where some process holds the writer lock can the notice be true. A stale notice is left in place, because a server that
    /// starts at this moment may be replacing it; the next server does.
    /// </summary>
    public static ServerNotice? Find(string databasePath) =>
        Read(databasePath) is { Url: { } url } notice
        && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp
        && IsAlive(notice.Pid)
        && DatabaseLock.IsHeld(RealPath.Of(databasePath))
            ? notice
            : null;

    /// <summary>Written aside and moved into place: a reader sees all of it or nothing.</summary>
    public void Write(string databasePath)
    {
        var path = PathFor(databasePath);
        var aside = $"{path}.{Pid}";
        try
        {
            File.WriteAllBytes(aside, JsonSerializer.SerializeToUtf8Bytes(this, ApiJson.Default.ServerNotice));
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>Takes it away, unless another server has put its own there since.</summary>
    public void Remove(string databasePath)
    {
        if (Read(databasePath) == this)
            File.Delete(PathFor(databasePath));
    }

    private static ServerNotice? Read(string databasePath)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathFor(databasePath)), ApiJson.Default.ServerNotice);
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
