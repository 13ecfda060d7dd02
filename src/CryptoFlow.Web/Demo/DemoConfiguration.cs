using System.Globalization;
using CryptoFlow.Configuration;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Web.Demo;

/// <summary>
/// What <c>--demo</c> changes: invented candles get a file of their own, the market runs fast enough to watch, and syncs keep up with
/// it. What the user sets himself stays.
/// </summary>
internal static class DemoConfiguration
{
    /// <summary>The file of the demo, so that invented candles never mix with real ones.</summary>
    public const string DatabasePath = "data/demo.db";

    /// <summary>A 15m candle closes every 15 seconds.</summary>
    public const double DefaultSpeed = 60;

    private const string PathKey = "CryptoFlow:Database:Path";
    private const string PollKey = "CryptoFlow:Collector:PollIntervalSeconds";
    private const string PollSeconds = "2";
    private const string TradingFromKey = "CryptoFlow:PaperTrading:From";

    /// <summary>Paper trading has something to show from the start.</summary>
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

        var addresses = await exchanges.StartAsync(StartOf(path, time), speed, cancellation);
        foreach (var (exchange, address) in addresses)
            settings[$"CryptoFlow:Exchanges:{exchange.ToWireName()}:BaseUrl"] = address.ToString();
        configuration.AddInMemoryCollection(settings);
    }

    /// <summary>The first of the month that lies so many days back: the same from one demo to the next, so that its record is gone on with.</summary>
    private static string TradingFrom(TimeProvider time)
    {
        var day = time.GetUtcNow().AddDays(-TradedDays);
        return new DateOnly(day.Year, day.Month, 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>Now, or where an earlier demo had got to: its market ran faster than time, and no candle may come from the future.</summary>
    private static long StartOf(string path, TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!File.Exists(path))
            return now;
        try
        {
            var settings = StorageSettings.From(new DatabaseOptions { Path = path }, []);
            using var file = StorageConnection.OpenReader(settings);
            return Math.Max(now, file.QueryInt64("SELECT ifnull(max(newest_time + (interval * 60000)), 0) FROM series"));
        }
        catch (StorageException)
        {
            // What is wrong with the file is said by the start itself.
            return now;
        }
    }
}
