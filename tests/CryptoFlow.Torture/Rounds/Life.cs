using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CryptoFlow.Messages;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Rounds;

/// <summary>
/// The program from one start to its end, with clients that use pages over HTTP, health, and a WebSocket. The clients record every candle and every
/// error. An answer may break off only after the test has ordered the end.
/// </summary>
internal sealed class Life(CryptoFlowProcess program, CollectedSet set, ShownCandles shown, ConcurrentQueue<string> wrong, bool foreigners, int seed)
{
    private const int Clients = 3;

    private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _ending;
    private long _answers;
    private long _pushes;
    private JsonElement _health;

    public CryptoFlowProcess Program => program;

    public long Answers => Volatile.Read(ref _answers);

    public long Pushes => Volatile.Read(ref _pushes);

    /// <summary>Completes when the program serves, or when it is certain that it will not serve.</summary>
    public Task Serves => _serves.Task;

    /// <summary>The last health that the program answered. Undefined if there is none yet.</summary>
    public JsonElement Health => _health;

    /// <summary>True if the program refused to start because another program held the lock for too long (docs/operations.md).</summary>
    public bool HasMetALock =>
        foreigners && program.Child.Error.Any(line => line.Contains("has held the write lock of the database", StringComparison.Ordinal));

    /// <summary>From now on a client does not report an answer that breaks off.</summary>
    public void Ending() => _ending = true;

    /// <summary>Waits until the program serves, then uses the program until it ends.</summary>
    public async Task UseAsync()
    {
        try
        {
            await program.ServesAsync();
        }
        catch (Exception never) when (never is InvalidOperationException or TimeoutException)
        {
            if (!_ending && !HasMetALock)
                wrong.Enqueue($"the program did not serve: {never.Message}");
            return;
        }
        finally
        {
            _serves.TrySetResult();
        }

        await Task.WhenAll([.. Enumerable.Range(0, Clients).Select(i => ClientAsync(new Random(seed + i))), LookAsync(), ListenAsync(new Random(seed - 1))]);
    }

    private async Task ClientAsync(Random random)
    {
        var series = set.Plan.Series.ToArray();
        while (!_ending)
        {
            var asked = series[random.Next(series.Length)];
            var limit = random.Next(1, 400);
            var now = Program.Http.BaseAddress is null ? 0 : TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var path = random.Next(10) switch
            {
                0 => "/api/gaps",
                1 => "/api/symbols",
                < 6 => $"/api/candles?exchange={asked.Exchange}&symbol={asked.Symbol}&tf={asked.Interval.Minutes}&limit={limit}",
                _ => $"/api/candles?exchange={asked.Exchange}&symbol={asked.Symbol}&tf={asked.Interval.Minutes}&limit={limit}&before={now - random.NextInt64(365L * 86_400_000)}",
            };
            await AskAsync(path, page =>
            {
                if (!path.StartsWith("/api/candles", StringComparison.Ordinal))
                    return;
                Candle[] candles = [.. page.GetProperty("candles").EnumerateArray().Select(CandlePage.Read)];
                shown.Add(asked, candles);
                if (CandlePage.FindDefect(page, candles, asked.Interval, limit) is { } defect)
                    wrong.Enqueue($"{path}: {defect}");
            });
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(random.Next(50)));
        }
    }

    private async Task LookAsync()
    {
        while (!_ending)
        {
            await AskAsync("/api/health", health =>
            {
                _health = health.Clone();
                foreach (var contradiction in health.Contradictions())
                    wrong.Enqueue($"/api/health: {contradiction}");
                if (!foreigners && health.LockWaitCount() > 0)
                    wrong.Enqueue($"/api/health: {health.LockWaitCount()} lock waits where no other program was on the file: {health.GetProperty("lockWaits")}");
            });
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(200));
        }
    }

    private async Task AskAsync(string path, Action<JsonElement> use)
    {
        try
        {
            using var response = await program.Http.GetAsync(new Uri(path, UriKind.Relative));
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.OK)
            {
                using var body = JsonDocument.Parse(text);
                use(body.RootElement);
                Interlocked.Increment(ref _answers);
            }
            else if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) || response.Headers.RetryAfter is null)
            {
                wrong.Enqueue($"{path}: {(int)response.StatusCode} {text}");
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            if (!_ending)
                wrong.Enqueue($"{path}: {cut.Message}");
        }
    }

    private async Task ListenAsync(Random random)
    {
        var series = set.Plan.Series.ToArray();
        try
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new UriBuilder(program.Http.BaseAddress!) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
            foreach (var followed in random.GetItems(series, 3))
            {
                var subscribe = $$"""{"type":"subscribe","symbol":"{{followed.Symbol}}","exchange":"{{followed.Exchange}}","tf":{{followed.Interval.Minutes}}}""";
                await socket.SendAsync(Encoding.UTF8.GetBytes(subscribe), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }

            while (await MessageAsync(socket) is { } message)
                Remember(message);
            if (!_ending)
                wrong.Enqueue($"/ws was closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
        }
        catch (Exception cut) when (cut is WebSocketException or HttpRequestException or IOException or OperationCanceledException)
        {
            if (!_ending)
                wrong.Enqueue($"/ws: {cut.Message}");
        }
    }

    private void Remember(JsonElement message)
    {
        var interval = message.TryGetProperty("tf", out var tf) ? new Interval(tf.GetInt32()) : default;
        switch (message.GetProperty("type").GetString())
        {
            case "history":
                var whole = $"{message.GetProperty("exchange").GetString()}:{message.GetProperty("symbol").GetString()}";
                shown.Add(Series(whole), message.GetProperty("candles").EnumerateArray().Select(CandlePage.Read));
                break;
            case "candle":
                shown.Add(Series(message.GetProperty("symbol").GetString()), [CandlePage.Read(message.GetProperty("candle"))]);
                Interlocked.Increment(ref _pushes);
                break;
            case "error":
                // The server may answer this: the file is not open yet, or the query took too long.
                break;
        }

        SeriesKey Series(string? symbol) => Instrument.TryParse(symbol, out var instrument)
            ? new SeriesKey(instrument, interval)
            : throw new FormatException($"'{symbol}' is no symbol.");
    }

    private static async Task<JsonElement?> MessageAsync(ClientWebSocket socket)
    {
        var message = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonDocument.Parse(message.ToArray()).RootElement;
        }
    }
}
