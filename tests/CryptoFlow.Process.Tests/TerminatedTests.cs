using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>SIGTERM in every phase. The program ends within 5 s with exit code 0, closes the file, and leaves no other file beside it.</summary>
[Collection(TestLane.Commands)]
public sealed class TerminatedTests(PatientExchanges exchanges, ITestOutputHelper output) : FaultTest(exchanges)
{
    [Fact]
    [Fault("sigterm")]
    public async Task A_program_that_has_just_taken_the_file_ends_in_order()
    {
        await using var program = CryptoFlowProcess.Start(Database, Sets.Long.EnvironmentFor(Simulator));
        await Eventually.HoldsAsync(() => File.Exists(Database + ".writer.lock"), Patience, "the program takes the file");

        await AssertEndsInOrderAsync(program);
    }

    [Fact]
    [Fault("sigterm")]
    public async Task A_program_in_the_middle_of_a_backfill_ends_in_order_and_goes_on_at_its_next_start()
    {
        await using (var program = await ServeAsync(Sets.Long))
        {
            await MidBackfillAsync(program);
            await AssertEndsInOrderAsync(program);
        }

        var stored = StoredRows.Read(Database);
        await using (var next = await ServeAsync(Sets.Long))
        {
            await next.BackfillCompletedAsync(exchanges: 2, Patience);
            await AssertEndsInOrderAsync(next);
        }

        Assert.NotEmpty(stored);
        Assert.Empty(stored.Except(StoredRows.Read(Database)));
        await AssertCompleteAsync(Sets.Long);
    }

    [Fact]
    [Fault("sigterm")]
    public async Task A_program_with_an_open_WebSocket_and_a_client_that_does_not_read_ends_in_order()
    {
        await using var program = await ServeAsync(Sets.Long);
        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        using var socket = await SubscribeAsync(program);
        using var slow = await AskWithoutReadingAsync(program);

        await AssertEndsInOrderAsync(program);
    }

    private async Task AssertEndsInOrderAsync(CryptoFlowProcess program)
    {
        var (took, _) = await program.TerminateAsync(Patience);
        output.WriteLine($"ended in {took.TotalSeconds:F2} s");
        await EndsAsync(program.Child, "sigterm");
        Assert.InRange(took, TimeSpan.Zero, EndsWithin);
        Assert.Empty(program.Leftovers());
        Assert.Empty(program.ErrorsLogged());
    }

    private static async Task<ClientWebSocket> SubscribeAsync(CryptoFlowProcess program)
    {
        using var patience = new CancellationTokenSource(Patience);
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(program.Http.BaseAddress!) { Scheme = "ws", Path = "/ws" }.Uri, patience.Token);
        var subscribe = Encoding.UTF8.GetBytes("""{"type":"subscribe","symbol":"btcusdt","exchange":"binance"}""");
        await socket.SendAsync(subscribe, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        var history = await socket.ReceiveAsync(new byte[64], patience.Token);
        Assert.Equal(WebSocketMessageType.Text, history.MessageType);
        return socket;
    }

    /// <summary>Asks for 40 answers of 1 MB, more than the buffers of the operating system hold, and reads only the first few bytes.</summary>
    private static async Task<TcpClient> AskWithoutReadingAsync(CryptoFlowProcess program)
    {
        using var patience = new CancellationTokenSource(Patience);
        var address = program.Http.BaseAddress!;
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        const string Request = "GET /api/candles?symbol=BTCUSDT&limit=5000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Request, 40))), patience.Token);
        var answer = new byte[15];
        await client.GetStream().ReadExactlyAsync(answer, patience.Token);
        Assert.Equal("HTTP/1.1 200 OK", Encoding.ASCII.GetString(answer));
        return client;
    }
}
