using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Collectors;

/// <summary>What is collected and how often (section <c>CryptoFlow:Collector</c>).</summary>
public sealed class CollectorOptions
{
    /// <summary>Whether this process collects candles.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Time between two syncs of a series, seconds.</summary>
    [Range(1, 3600)]
    public int PollIntervalSeconds { get; set; } = 60;

    /// <summary>History that is kept complete, days back from now.</summary>
    [Range(1, 3650)]
    public int HistoryDays { get; set; } = 730;

    /// <summary>The intervals that are collected, as one value (<c>15m,1h</c>) or item by item (<c>Timeframes:0</c>).</summary>
    public List<string> Timeframes { get; set; } = [];

    /// <summary>How long after its end a candle counts as closed, by the exchange's clock, seconds.</summary>
    [Range(0, 60)]
    public int CloseGraceSeconds { get; set; } = 2;

    /// <summary>Each sync reads the candles again that have closed within this time, minutes, and at least the newest three of a series: exchanges correct fresh candles.</summary>
    [Range(1, 240)]
    public int ResyncMinutes { get; set; } = 10;

    /// <summary>Time within which the whole stored history is compared with the exchange again, hours; its newest three days 24 times as often. 0 switches the comparison off.</summary>
    [Range(0, 720)]
    public int SweepHours { get; set; } = 24;

    /// <summary>
    /// Whether the funding rates of the collected contracts are collected too, with their mark prices: new rates after each full hour, the history as far back as
    /// that of the candles, and each minute the estimate for the next settlement. These requests use the part of the exchanges' limits that the candles leave free.
    /// </summary>
    public bool Funding { get; set; }

    /// <summary>Answers without a candle after which the candle is recorded as missing at the exchange. Then it is asked for again after a day, after a week, and every month.</summary>
    [Range(1, 100)]
    public int ConfirmMissingAfterAsks { get; set; } = 3;

    /// <summary>Time before a missing candle is asked for again, seconds; doubled with each request.</summary>
    [Range(1, 86_400)]
    public int GapRetrySeconds { get; set; } = 300;

    /// <summary>Time between two complete searches for holes in the stored candles, seconds.</summary>
    [Range(1, 86_400)]
    public int GapScanSeconds { get; set; } = 3600;

    /// <summary>History requests of one exchange that may run at once.</summary>
    [Range(1, 64)]
    public int RequestsInFlight { get; set; } = 8;

    /// <summary>Pages of one exchange that may wait for the writer at once.</summary>
    [Range(1, 16)]
    public int PagesInFlight { get; set; } = 2;

    /// <summary>Whether the exchanges' WebSocket streams bring closed candles at once, and show the candle that is forming. Polling goes on in any case.</summary>
    public bool Streams { get; set; } = true;

    /// <summary>Time after which a request to an exchange is given up, seconds.</summary>
    [Range(1, 120)]
    public int RequestTimeoutSeconds { get; set; } = 15;

    /// <summary>The intervals if <see cref="Timeframes"/> is not set.</summary>
    public static IReadOnlyList<string> DefaultTimeframes { get; } = ["15m", "1h", "4h", "1d"];
}
