using System.Net;
using System.Net.Sockets;
using System.Text;
using CryptoFlow.Benchmarks.Load;

namespace CryptoFlow.Processes.Benchmarks;

/// <summary>The load generator with a server whose answers the test chooses.</summary>
public sealed class LoadTests
{
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static readonly byte[] Request = HttpConnection.Request("/");

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabcde", 200, 5)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", 200, 13)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", 304, 0)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}", 503, 2)]
    public void An_answer_ends_where_it_says_and_the_next_one_follows_on_the_same_connection(string answer, int status, long length)
    {
        using var server = new ScriptedServer((answer, TimeSpan.Zero), (Empty, TimeSpan.Zero), (answer, TimeSpan.Zero));
        using var connection = new HttpConnection(server.Address);
        Assert.Equal((status, length), connection.Get(Request));
        Assert.Equal((200, 0), connection.Get(Request));
        Assert.Equal((status, length), connection.Get(Request));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public void A_large_body_of_either_kind_is_counted_whole()
    {
        var body = new string('x', 300_000);
        using var server = new ScriptedServer(
            ($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}", TimeSpan.Zero),
            ($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n", TimeSpan.Zero));
        using var connection = new HttpConnection(server.Address);
        Assert.Equal((200, body.Length), connection.Get(Request));
        Assert.Equal((200, 2 * body.Length), connection.Get(Request));
    }

    [Fact]
    public void After_a_broken_answer_the_next_request_opens_a_new_connection()
    {
        using var server = new ScriptedServer(("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", TimeSpan.Zero), (null, TimeSpan.Zero), (Empty, TimeSpan.Zero));
        using var connection = new HttpConnection(server.Address);
        Assert.Throws<IOException>(() => connection.Get(Request));
        Assert.Equal((200, 0), connection.Get(Request));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task In_an_open_loop_what_waits_behind_a_slow_answer_counts_from_when_it_was_due()
    {
        var slow = TimeSpan.FromMilliseconds(300);
        using var server = new ScriptedServer([(Empty, slow), .. Enumerable.Repeat((Empty, TimeSpan.Zero), 9)]);
        using var load = new LoadGenerator(server.Address, clients: 1);
        var run = await load.OpenAsync(perSecond: 100, _ => Request, TimeSpan.FromMilliseconds(100), seed: 1);

        // The first request took 300 ms. The last of the ten was due 90 ms after the first, so it waited for at least 210 ms.
        Assert.Equal((10, 0), (run.Times.Count, run.Failed));
        Assert.InRange(run.Times.Percentile(0), 200, double.MaxValue);
    }

    [Fact]
    public async Task A_closed_loop_whose_time_is_over_before_a_client_runs_has_one_answer()
    {
        using var server = new ScriptedServer((Empty, TimeSpan.Zero));
        using var load = new LoadGenerator(server.Address, clients: 1);
        var run = await load.ClosedAsync(_ => Request, TimeSpan.Zero, seed: 1);
        Assert.Equal((1, 0), (run.Times.Count, run.Failed));
    }

    [Fact]
    public async Task An_answer_other_than_200_counts_as_failed()
    {
        using var server = new ScriptedServer(("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", TimeSpan.Zero), (null, TimeSpan.Zero), (Empty, TimeSpan.Zero));
        using var load = new LoadGenerator(server.Address, clients: 1);
        var run = await load.OpenAsync(perSecond: 1_000, _ => Request, TimeSpan.FromMilliseconds(3), seed: 1);
        Assert.Equal((1, 2), (run.Times.Count, run.Failed));
    }

    /// <summary>Gives the scripted answers one after the other, whatever the request is; null closes the connection.</summary>
    private sealed class ScriptedServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Queue<(string? Answer, TimeSpan After)> _answers;

        public ScriptedServer(params (string? Answer, TimeSpan After)[] answers)
        {
            _answers = new Queue<(string?, TimeSpan)>(answers);
            _listener.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _ = ServeAsync();
        }

        public Uri Address { get; }

        public int Connections { get; private set; }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            while (_answers.Count > 0)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                Connections++;
                await AnswerAsync(client.GetStream());
            }
        }

        private async Task AnswerAsync(NetworkStream stream)
        {
            var request = new byte[1024];
            while (_answers.TryPeek(out var next) && next.Answer is not null && await stream.ReadAsync(request) > 0)
            {
                _answers.Dequeue();
                await Eventually.PassAsync(next.After);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(next.Answer));
            }

            // Closes the connection.
            _answers.TryDequeue(out _);
        }
    }
}
