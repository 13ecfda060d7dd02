using System.Globalization;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Trading;

namespace CryptoFlow.Web.Demo;

/// <summary>
/// The changes that <c>--demo</c> makes to the configuration: a separate file for simulated candles, a market that runs faster than real time, syncs that are
/// frequent enough for this speed, and funding rates. Values that the user has set stay.
/// </summary>
internal static class DemoConfiguration
{
    /// <summary>The file of the demo, so that simulated candles never mix with real candles.</summary>
    public const string DatabasePath = "data/demo.db";

    /// <summary>Speed of the market's clock as a multiple of real time: a 15m candle closes every 15 seconds.</summary>
    public const double DefaultSpeed = 60;

    private const string PathKey = "CryptoFlow:Database:Path";
    private const string PollKey = "CryptoFlow:Collector:PollIntervalSeconds";
    private const string FundingKey = "CryptoFlow:Collector:Funding";
    private const string PollSeconds = "2";
    private const string TradingFromKey = "CryptoFlow:PaperTrading:From";

    /// <summary>Paper trading begins at least this many days back, so that it has trades to show from the start.</summary>
    private const int TradedDays = 90;

    /// <summary>Starts the exchanges and points the configuration at them.</summary>
    public static async Task ApplyAsync(
        ConfigurationManager configuration, IDemoExchanges exchanges, double speed, TimeProvider time, CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string?>();
        var defaults = new CryptoFlowOptions();
        var path = configuration[PathKey] ?? defaults.Database.Path;
        if (path == defaults.Database.Path)
            settings[PathKey] = path = DatabasePath;
        if (speed > 1 && configuration.GetValue(PollKey, defaults.Collector.PollIntervalSeconds) == defaults.Collector.PollIntervalSeconds)
            settings[PollKey] = PollSeconds;
        if (configuration.GetValue(TradingFromKey, PaperTradingOptions.Now) == PaperTradingOptions.Now)
            settings[TradingFromKey] = TradingFrom(time);

        if (configuration[FundingKey] is null)
            settings[FundingKey] = "true";

        var addresses = await exchanges.StartAsync(StartOf(path, time), speed, cancellation);
        foreach (var (exchange, address) in addresses)
        {
            settings[$"CryptoFlow:Exchanges:{exchange.ToWireName()}:BaseUrl"] = address.ToString();
            settings[$"CryptoFlow:Exchanges:{exchange.ToWireName()}:StreamUrl"] = new UriBuilder(address) { Scheme = Uri.UriSchemeWs }.Uri.ToString();
        }

        configuration.AddInMemoryCollection(settings);
    }

    /// <summary>
    /// The first day of the month that contains the day <see cref="TradedDays"/> days ago. Later demos usually get the same day, so they continue
    /// the same paper account.
    /// </summary>
    private static string TradingFrom(TimeProvider time)
    {
        var day = time.GetUtcNow().AddDays(-TradedDays);
        return new DateOnly(day.Year, day.Month, 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The current time, or the end of the newest stored candle if that is later. The market of an earlier demo ran faster than real time, and
    /// stored candles must not be in the future.
    /// </summary>
    private static long StartOf(string path, TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();

        // If the file cannot be read, the start of the storage reports why.
        return Math.Max(now, DatabaseFile.FindEnd(path) ?? now);
    }
}
