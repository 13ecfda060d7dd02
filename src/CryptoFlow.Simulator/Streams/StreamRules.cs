namespace CryptoFlow.Simulator.Streams;

/// <summary>
/// The rules of an exchange's candle stream. All times are real time, as for the request limits, so a market that runs faster does not send more messages in a
/// second.
/// </summary>
public sealed record StreamRules
{
    /// <summary>Shortest time between two messages about the same forming candle. A closed candle is sent at its boundary.</summary>
    public TimeSpan Cadence { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the exchange sends a ping frame; null for never.</summary>
    public TimeSpan? PingEvery { get; init; }

    /// <summary>
    /// The exchange cuts a connection without a heartbeat for this long. The heartbeat is the answer to the exchange's ping (Binance), any
    /// message (Bybit), or the text <c>ping</c> (Bitget).
    /// </summary>
    public TimeSpan HeartbeatWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The exchange ends a connection of this age; null for never.</summary>
    public TimeSpan? Life { get; init; }

    /// <summary>Messages of a client in any second, its pings and pongs included; one more ends the connection.</summary>
    public int MessagesPerSecond { get; init; } = int.MaxValue;

    /// <summary>Subscribe requests of a connection in any hour; one more ends the connection.</summary>
    public int SubscribesPerHour { get; init; } = int.MaxValue;

    /// <summary>Streams of a connection.</summary>
    public int Topics { get; init; } = int.MaxValue;

    /// <summary>New connections of all clients in any five minutes.</summary>
    public int ConnectsPerFiveMinutes { get; init; } = int.MaxValue;

    /// <summary>Open connections of all clients.</summary>
    public int Connections { get; init; } = int.MaxValue;

    /// <summary>Rows of the first message about a candle series; 0 if the exchange sends no history.</summary>
    public int SnapshotRows { get; init; }

    /// <summary>Whether the exchange sends anything about a candle without trades.</summary>
    public bool SendsCandlesWithoutTrades { get; init; } = true;

    /// <summary>The rules of Binance (docs/exchanges.md, Candle streams).</summary>
    public static StreamRules Binance { get; } = new()
    {
        Cadence = TimeSpan.FromMilliseconds(250),
        PingEvery = TimeSpan.FromMinutes(3),
        HeartbeatWithin = TimeSpan.FromMinutes(10),
        Life = TimeSpan.FromHours(24),
        MessagesPerSecond = 15,
        Topics = 1024,
        ConnectsPerFiveMinutes = 300,
        SendsCandlesWithoutTrades = false,
    };

    /// <summary>The rules of Bybit.</summary>
    public static StreamRules Bybit { get; } = new()
    {
        HeartbeatWithin = TimeSpan.FromMinutes(10),
        ConnectsPerFiveMinutes = 500,
        Connections = 1000,
    };

    /// <summary>The rules of Bitget.</summary>
    public static StreamRules Bitget { get; } = new()
    {
        HeartbeatWithin = TimeSpan.FromMinutes(2),
        Life = TimeSpan.FromHours(24),
        MessagesPerSecond = 10,
        SubscribesPerHour = 240,
        Topics = 1000,
        ConnectsPerFiveMinutes = 300,
        Connections = 100,
        SnapshotRows = 500,
    };
}
