using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Outgoing;

/// <summary>
/// Opens the TCP connections of one HTTP client. Some addresses of a host name may not answer, usually because of a dead IPv6 route. The connector then tries the
/// next address after a short delay, and logs the addresses that did not answer. Safe for concurrent use.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="log">Receives a warning about addresses that did not answer, at most once in <see cref="WarningPeriod"/>.</param>
public sealed class OutgoingConnector(TimeProvider time, ILogger log)
{
    /// <summary>Default time for all attempts together. Within it the kernel sends a SYN four times.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan WarningPeriod = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, IPAddress> _lastAnswered = new(StringComparer.OrdinalIgnoreCase);
    private readonly RepeatedWarning _warning = new(time, WarningPeriod);
    private readonly Lock _warningGate = new();

    /// <summary>Finds the addresses of a host name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects to one address; ends when the token is cancelled.</summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>> Dial { get; init; } = DialAsync;

    /// <summary>How long the resolver and all attempts together may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = DefaultTimeout;

    /// <summary>Connects to the first address of <paramref name="target"/> (an exchange or a proxy) that answers.</summary>
    /// <exception cref="SocketException">The name has no address, or the target is an IP address and refused the connection.</exception>
    /// <exception cref="ConnectException">No address answered.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        var addresses = await ResolveAsync(target.Host, cancellation, either.Token);
        var race = new AddressRace((address, ended) => Dial(new IPEndPoint(address, target.Port), ended), time);
        var (won, answered, lost) = await race.RunAsync(AddressOrder.Of(addresses, _lastAnswered.GetValueOrDefault(target.Host)), either.Token);
        if (won is null)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Failed(target, lost);
        }

        _lastAnswered[target.Host] = answered!;
        if (lost.Count > 0)
            Warn(target.Host, lost, answered!);
        return won;
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation, CancellationToken either)
    {
        if (IPAddress.TryParse(host, out var number))
            return [number];
        try
        {
            return await Resolve(host, either).WaitAsync(either);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectException($"The name {host} was not resolved within {ConnectTimeout.TotalSeconds:0.##} s");
        }
    }

    /// <summary>If the target is an IP address, the error of its only attempt says everything: there are no other addresses to name.</summary>
    private static Exception Failed(DnsEndPoint target, IReadOnlyList<LostAddress> lost) => lost switch
    {
        [{ Failure: SocketException failure }] when IPAddress.TryParse(target.Host, out _) => failure,
        [] => new ConnectException($"The name {target.Host} has no address"),
        _ => new ConnectException($"No address answers: {string.Join("; ", lost)}"),
    };

    private void Warn(string host, IReadOnlyList<LostAddress> lost, IPAddress answered)
    {
        bool now;
        long suppressed;
        lock (_warningGate)
            now = _warning.ShouldLog(out suppressed);
        if (now)
            log.AddressLost(host, string.Join("; ", lost), answered, suppressed);
    }

    private static async Task<Stream> DialAsync(IPEndPoint target, CancellationToken ended)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, ended);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>No address of a host answered. The message names each address.</summary>
public sealed class ConnectException(string message) : IOException(message);
