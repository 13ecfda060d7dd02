using CryptoFlow.Torture.Kills;

namespace CryptoFlow.Processes.Support;

/// <summary>The sets of series that the programs under test collect.</summary>
internal static class Sets
{
    /// <summary>A set whose backfill takes long enough for a test to catch it half done.</summary>
    public static CollectedSet Long => KillRun.Set;

    /// <summary>One series of 1,440 candles. The first sync collects the newest 1,000. No paper trader runs, because it would wait for 15m candles.</summary>
    public static CollectedSet Short { get; } = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "60",
        ["Collector:Timeframes:0"] = "1h",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bybit:Enabled"] = "false",
        ["Exchanges:bitget:Enabled"] = "false",

        // A paper trader would wait for 15m candles, which this set does not collect, and health would report this.
        ["PaperTrading:Enabled"] = "false",
    });
}
