using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Outgoing;

/// <summary>
/// Opens the TCP connections of one HTTP client. A host name may have addresses that do not answer (a dead IPv6 route is the usual case);
/// the next address is tried in time, and those that did not answer are named. Safe for concurrent use.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="log">Where an address that did not answer is named, at most once in <see cref="WarningPeriod"/>.</param>
public sealed class OutgoingConnector(TimeProvider time, ILogger log)
{
    /// <summary>How long all attempts together may take where nothing else is said. Within it a SYN is sent four times.</summary>
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

    /// <summary>The connection to the first address of <paramref name="target"/> that answers: an exchange, or a proxy.</summary>
    /// <exception cref="SocketException">The name has no address, or the one address that was given as a number refused.</exception>
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

    /// <summary>A failure of an address that was given as a number says all that there is to say.</summary>
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

/// <summary>No address of a host answered; the message names each.</summary>
public sealed class ConnectException(string message) : IOException(message);
