namespace CryptoFlow.Configuration;

/// <summary>What is collected and how often (section <c>CryptoFlow:Collector</c>).</summary>
public sealed class CollectorOptions
{
    /// <summary>Whether this process collects at all. <value>Default true.</value></summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Time between two syncs of a series, seconds. <value>Default 60, 1 to 3600.</value></summary>
    public int PollIntervalSeconds { get; set; } = 60;

    /// <summary>History that is kept complete, days back from now. <value>Default 730, 1 to 3650.</value></summary>
    public int HistoryDays { get; set; } = 730;

    /// <summary>The intervals collected. <value>Default 15m, 1h, 4h, 1d.</value></summary>
    public List<string> Timeframes { get; set; } = [];

    /// <summary>How long after its end a candle counts as closed, by the exchange's clock, seconds. <value>Default 2, 0 to 60.</value></summary>
    public int CloseGraceSeconds { get; set; } = 2;

    /// <summary>
    /// Each sync reads the candles again that have closed within this time, minutes, and at least the newest three of a series: exchanges
    /// correct fresh candles. <value>Default 10, 1 to 240.</value>
    /// </summary>
    public int ResyncMinutes { get; set; } = 10;

    /// <summary>
    /// Time within which the whole stored history is compared with the exchange once more, hours; its newest three days 24 times as often.
    /// 0 switches that off. <value>Default 24, 0 to 720.</value>
    /// </summary>
    public int SweepHours { get; set; } = 24;

    /// <summary>Answers without a candle after which it is recorded as missing at the exchange. <value>Default 3, 1 to 100.</value></summary>
    public int ConfirmMissingAfterAsks { get; set; } = 3;

    /// <summary>Time before a missing candle is asked for again, seconds; doubled with each ask. <value>Default 300, 1 to 86400.</value></summary>
    public int GapRetrySeconds { get; set; } = 300;

    /// <summary>Time between two complete searches for holes in what is stored, seconds. <value>Default 3600, 1 to 86400.</value></summary>
    public int GapScanSeconds { get; set; } = 3600;

    /// <summary>History requests under way at once per exchange. <value>Default 8, 1 to 64.</value></summary>
    public int RequestsInFlight { get; set; } = 8;

    /// <summary>Pages of one exchange that may wait for the writer at once. <value>Default 2, 1 to 16.</value></summary>
    public int PagesInFlight { get; set; } = 2;

    /// <summary>Time after which a request to an exchange is given up, seconds. <value>Default 15, 1 to 120.</value></summary>
    public int RequestTimeoutSeconds { get; set; } = 15;

    /// <summary>The intervals that hold where <see cref="Timeframes"/> is not set.</summary>
    public static IReadOnlyList<string> DefaultTimeframes { get; } = ["15m", "1h", "4h", "1d"];
}
