using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Configuration;

/// <summary>The HTTP front end (section <c>CryptoFlow:Api</c>).</summary>
public sealed class ApiOptions
{
    /// <summary>
    /// The API key, at least 16 characters. A request that changes state must send it in the header <c>X-Api-Key</c>. Without a configured key such requests are
    /// refused.
    /// </summary>
    [PasswordPropertyText(true)]
    public string? Key { get; set; }

    /// <summary>How long a request waits for its answer from the database, ms.</summary>
    [Range(10, 60_000)]
    public int ReadTimeoutMs { get; set; } = 2000;

    /// <summary>
    /// Maximum time for which the server warms up before it is ready, seconds. With 0 the server does not warm up: it is ready sooner, but the first requests of
    /// each kind are slow.
    /// </summary>
    [Range(0, 60)]
    public int WarmUpSeconds { get; set; } = 5;

    /// <summary>Memory for the cache of the newest pages, MB. A page of 1,000 candles takes 0.6 MB. 0 switches the cache off.</summary>
    [Range(0, 4096)]
    public int CacheMb { get; set; } = 32;

    /// <summary>Number of backtests that may run at the same time. A further backtest is refused with 503.</summary>
    [Range(1, 64)]
    public int MaxBacktests { get; set; } = 2;

    /// <summary>
    /// Host names by which requests may address the server, without a port, beside this machine's own names; <c>*</c> allows all. If none is set, a server on
    /// loopback accepts only this machine's own names, and a server on another address accepts all names.
    /// </summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>
    /// Origins whose pages may open a WebSocket or the stream, beside the origins of the called host and of this machine. <c>null</c> allows pages that are opened
    /// as files, <c>*</c> allows all.
    /// </summary>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>Number of live clients, of WebSockets and of the stream together. A further client is refused with 503.</summary>
    [Range(1, 10_000)]
    public int MaxWebSockets { get; set; } = 256;

    /// <summary>
    /// Number of messages that may wait for a slow WebSocket client. With a further message the client is disconnected. After a downtime, a sync pushes up to 1,000
    /// candles of a series at once.
    /// </summary>
    [Range(2000, 100_000)]
    public int WebSocketQueueLimit { get; set; } = 8192;
}
