using CryptoFlow.Torture.Kills;

namespace CryptoFlow.Processes.Support;

/// <summary>What the programs under test collect.</summary>
internal static class Sets
{
    /// <summary>A backfill that can be caught half done.</summary>
    public static CollectedSet Long => KillRun.Set;

    /// <summary>One series of 1,440 candles: collected at once, the newest 1,000 by the first sync. Nobody trades: a paper trader would wait for candles of 15m.</summary>
    public static CollectedSet Short { get; } = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "60",
        ["Collector:Timeframes:0"] = "1h",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bybit:Enabled"] = "false",
        ["Exchanges:bitget:Enabled"] = "false",

        // A trader would wait for the 15m candles that nobody collects here, and health would say so.
        ["PaperTrading:Enabled"] = "false",
    });
}
