using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Simulator;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Torture.Locks;

/// <summary>The storage actors in this process, on a real file, without collectors. A test can send them messages of any size.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    /// <summary>Open time of the first candle, ms UTC. It lies on the grid of every interval.</summary>
    private const long Start = 1_600_041_600_000;

    /// <summary>Longest wait for an answer.</summary>
    public static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(60);

    private readonly ExchangeSimulator _exchanges;
    private readonly IActorRef _writer;
    private readonly IActorRef _readers;

    private StorageHost(ExchangeSimulator exchanges, CollectorHost host)
    {
        _exchanges = exchanges;
        Host = host;
        _writer = host.Actor<DbWriterActor>();
        _readers = host.Actor<DbReaderRouterActor>();
    }

    public CollectorHost Host { get; }

    /// <summary>Starts the actors and waits until they have opened the file.</summary>
    /// <param name="database">Path of the file.</param>
    /// <param name="origin">The market that the file's candles come from.</param>
    /// <param name="settings">More settings, by their keys below <c>CryptoFlow</c>.</param>
    public static async Task<StorageHost> StartAsync(string database, MarketOrigin origin = MarketOrigin.Simulator, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var exchanges = await ExchangeSimulator.StartAsync(new SimulatorOptions { Speed = 0 });
        var host = await CollectorHost.StartAsync(database, exchanges, new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["Collector:Enabled"] = "false" }, origin: origin);
        await Poll.UntilAsync(() => host.HealthAsync(), health => health.Writer.Open && health.Readers.Count > 0);
        return new StorageHost(exchanges, host);
    }

    /// <summary>Sends a query to the readers, or another message to the writer, and returns the answer.</summary>
    public Task<object> AskAsync(object message) => (message is IReadMessage ? _readers : _writer).Ask<object>(message, AnsweredWithin);

    /// <summary>Stores candles with round numbers.</summary>
    /// <exception cref="InvalidOperationException">The writer refused.</exception>
    public async Task WriteAsync(WriteLane lane, Interval interval, string symbol, long first, int count)
    {
        if (await AskAsync(Page(lane, interval, symbol, first, count)) is not CandlesWritten and var refused)
            throw new InvalidOperationException($"The writer answered {refused}");
    }

    /// <summary>A page of candles with round numbers, from candle number <paramref name="first"/> on.</summary>
    public static WriteCandles Page(WriteLane lane, Interval interval, string symbol, long first, int count) => new(
        WriteId.New(),
        lane,
        lane == WriteLane.Sync ? ChangeSource.Sync : ChangeSource.Backfill,
        RunId.New(),
        Series(interval, symbol),
        [.. Enumerable.Range(0, count).Select(i => Candle(Start + ((first + i) * interval.Milliseconds)))],
        AnsweredWithin);

    public static SeriesKey Series(Interval interval, string symbol) => new(new Instrument(Exchange.Binance, symbol), interval);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _exchanges.DisposeAsync();
    }

    private static Candle Candle(long time)
    {
        var price = 100 + (time / 60_000 % 1_000 / 7.0);
        return new Candle(time, price, price + 1.25, price - 1.25, price + 0.5, 12.345, 5.125, 7.22, -2.095, 321);
    }
}
