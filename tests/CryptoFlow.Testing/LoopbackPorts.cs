using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CryptoFlow.Testing;

/// <summary>
/// Ports of loopback for programs that are told their port before they start. The ports are below those that the system gives to outgoing connections: such a connection
/// could take the port between the choice and the start. A locked file keeps the other test processes of this machine away from a port until this process ends.
/// </summary>
public static class LoopbackPorts
{
    private const int Lowest = 12_000;

    /// <summary>One above the highest port that is given.</summary>
    public const int End = 32_000;

    private static readonly Lock Gate = new();
    private static readonly List<FileStream> Reserved = [];
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "cryptoflow-test-ports")).FullName;
    private static int _next = Lowest + (Environment.ProcessId * 97 % (End - Lowest));

    /// <summary>Free ports that no other caller gets while this process lives.</summary>
    public static int[] Take(int count)
    {
        lock (Gate)
        {
            var ports = new List<int>();
            for (var tried = 0; ports.Count < count && tried < End - Lowest; tried++)
            {
                if (TryReserve(_next))
                    ports.Add(_next);
                _next = _next + 1 < End ? _next + 1 : Lowest;
            }

            return ports.Count == count ? [.. ports] : throw new InvalidOperationException($"There are no {count} free ports from {Lowest} to {End - 1}.");
        }
    }

    /// <summary>Reserves a port for this process. False if the port is in use or reserved.</summary>
    public static bool TryReserve(int port)
    {
        FileStream? reservation = null;
        try
        {
            reservation = new FileStream(Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            reservation?.Dispose();
            return false;
        }

        lock (Gate)
            Reserved.Add(reservation);
        return true;
    }
}
