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

    /// <summary>The notice of a server that still runs, or null. What a killed server has left behind does not count.</summary>
    public static ServerNotice? Find(string databasePath)
    {
        try
        {
            var notice = JsonSerializer.Deserialize(File.ReadAllBytes(PathFor(databasePath)), ApiJson.Default.ServerNotice);
            return notice is { Url.Length: > 0 } && IsAlive(notice.Pid) ? notice : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

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
        if (Find(databasePath) == this)
            File.Delete(PathFor(databasePath));
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
