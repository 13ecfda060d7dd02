using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Configuration;

/// <summary>The HTTP front end (section <c>CryptoFlow:Api</c>).</summary>
public sealed class ApiOptions
{
    /// <summary>The key that changes of state need in the header <c>X-Api-Key</c>; at least 16 characters. Without a key they are refused.</summary>
    [PasswordPropertyText(true)]
    public string? Key { get; set; }

    /// <summary>How long a request waits for its answer from the database, ms.</summary>
    [Range(10, 60_000)]
    public int ReadTimeoutMs { get; set; } = 2000;

    /// <summary>How long a start waits at most while the server warms up, seconds. 0: the server does not warm up and is ready sooner, and the first requests of each kind are slow.</summary>
    [Range(0, 60)]
    public int WarmUpSeconds { get; set; } = 5;

    /// <summary>Memory for the newest pages as they are sent, MB; a page of 1,000 candles takes 0.6 MB. 0 keeps none.</summary>
    [Range(0, 4096)]
    public int CacheMb { get; set; } = 32;

    /// <summary>Backtests that run at once. A further backtest is refused with 503.</summary>
    [Range(1, 64)]
    public int MaxBacktests { get; set; } = 2;

    /// <summary>Names, beside this machine's own, by which requests may call the server, without a port; <c>*</c> allows all. Where none is set, a server on loopback accepts only this machine's own names, a server on another address accepts all.</summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>Origins of pages that may open a WebSocket or the stream, beside those of the called host and of this machine; <c>null</c> for pages opened as files, <c>*</c> for all.</summary>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>Live clients at once, of WebSockets and of the stream together. A further client is refused with 503.</summary>
    [Range(1, 10_000)]
    public int MaxWebSockets { get; set; } = 256;

    /// <summary>Messages that may wait for a slow WebSocket client before the client is dropped. A sync after a downtime pushes up to 1,000 candles of a series at once.</summary>
    [Range(2000, 100_000)]
    public int WebSocketQueueLimit { get; set; } = 8192;
}
