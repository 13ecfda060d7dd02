using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CryptoFlow.Testing;

namespace CryptoFlow.Outgoing;

/// <summary>Network addresses that connect, refuse or stay silent, as a test says.</summary>
internal sealed class Addresses
{
    public static readonly IPAddress Six = IPAddress.Parse("2001:db8::1");
    public static readonly IPAddress Four = IPAddress.Parse("192.0.2.1");
    public static readonly IPAddress OtherFour = IPAddress.Parse("192.0.2.2");

    private readonly ConcurrentDictionary<IPAddress, TaskCompletionSource<Stream>> _answers = new();

    /// <summary>The addresses to which a connection was attempted, in order.</summary>
    public ConcurrentQueue<IPAddress> Dialled { get; } = new();

    /// <summary>Number of cancelled attempts.</summary>
    public int Cancelled { get; private set; }

    public Stream Answers(IPAddress address)
    {
        var stream = new MemoryStream();
        Of(address).SetResult(stream);
        return stream;
    }

    public void Refuses(IPAddress address) => Of(address).SetException(new SocketException((int)SocketError.ConnectionRefused));

    public async Task<Stream> DialAsync(IPAddress address, CancellationToken ended)
    {
        Dialled.Enqueue(address);
        try
        {
            return await Of(address).Task.WaitAsync(ended);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }
    }

    /// <summary>Waits until this number of attempts has begun.</summary>
    public Task<int> BegunAsync(int attempts) => Poll.UntilAsync(() => Dialled.Count, n => n == attempts);

    private TaskCompletionSource<Stream> Of(IPAddress address) => _answers.GetOrAdd(address, _ => new TaskCompletionSource<Stream>());
}
