namespace CryptoFlow.Processes.Support;

/// <summary>What the programs under test collect.</summary>
internal static class Sets
{
    /// <summary>Some 43,000 candles in 45 requests, one after the other at each exchange: with patient exchanges, three seconds.</summary>
    public static CollectedSet Long { get; } = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "120",
        ["Collector:Timeframes:0"] = "15m",
        ["Collector:Timeframes:1"] = "1h",
        ["Collector:RequestsInFlight"] = "1",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:binance:Symbols:1"] = "ETHUSDT",
        ["Exchanges:bybit:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bitget:Enabled"] = "false",
    });

    /// <summary>One series of 1,440 candles: collected at once, the newest 1,000 by the first sync.</summary>
    public static CollectedSet Short { get; } = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "60",
        ["Collector:Timeframes:0"] = "1h",
        ["Exchanges:binance:Symbols:0"] = "BTCUSDT",
        ["Exchanges:bybit:Enabled"] = "false",
        ["Exchanges:bitget:Enabled"] = "false",
    });
}
