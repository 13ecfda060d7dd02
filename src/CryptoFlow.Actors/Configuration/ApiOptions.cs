namespace CryptoFlow.Configuration;

/// <summary>The HTTP front end (section <c>CryptoFlow:Api</c>).</summary>
public sealed class ApiOptions
{
    /// <summary>The key that changes of state need in the header <c>X-Api-Key</c>. Without one they are refused. <value>Default none; at least 16 characters.</value></summary>
    public string? Key { get; set; }

    /// <summary>How long a request waits for its answer from the database, ms. <value>Default 2000, 10 to 60000.</value></summary>
    public int ReadTimeoutMs { get; set; } = 2000;

    /// <summary>Memory for the newest pages as they are sent, MB; 0 keeps none. <value>Default 32, 0 to 4096.</value></summary>
    public int CacheMb { get; set; } = 32;

    /// <summary>Backtests that run at once; one more is refused with 503. <value>Default 2, 1 to 64.</value></summary>
    public int MaxBacktests { get; set; } = 2;

    /// <summary>Names, beside this machine's own, by which requests may call the server, without a port; <c>*</c> allows all. <value>Default none: on loopback only this machine's own names, on other addresses all.</value></summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>Origins of pages that may open a WebSocket, beside those of the called host and of this machine; <c>null</c> for pages opened as files, <c>*</c> for all. <value>Default none.</value></summary>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>WebSocket clients at once; one more is refused with 503. <value>Default 256, 1 to 10000.</value></summary>
    public int MaxWebSockets { get; set; } = 256;

    /// <summary>Messages that may wait for a slow WebSocket client before it is dropped; a sync after a downtime pushes up to 1,000 candles of a series at once. <value>Default 8192, 2000 to 100000.</value></summary>
    public int WebSocketQueueLimit { get; set; } = 8192;
}
