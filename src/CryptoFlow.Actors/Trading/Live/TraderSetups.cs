using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Trading.Live;

/// <summary>Creates the configured paper traders.</summary>
public static class TraderSetups
{
    /// <summary>The keys of the traders' records, in the order of the configuration.</summary>
    public static IEnumerable<TraderKey> Keys(PaperTradingOptions options) =>
        from instrument in options.Instruments()
        from strategy in options.StrategyNames()
        select new TraderKey(strategy, instrument, TraderParameters.Of(options, strategy));

    /// <param name="options">Validated.</param>
    /// <param name="collected">The series that are collected into the database.</param>
    /// <param name="writer">Records the traders' steps.</param>
    /// <param name="readers">Read the candles.</param>
    /// <param name="commits">Tells the traders of each commit.</param>
    /// <param name="board">Takes the traders' snapshots.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public static IEnumerable<TraderSetup> From(
        PaperTradingOptions options,
        CollectedSeries collected,
        IActorRef writer,
        IActorRef readers,
        ICommitFeed commits,
        ITraderObserver board,
        TimeProvider time,
        ILogger logger)
    {
        var registry = new StrategyRegistry(options);
        _ = TradingStart.TryParse(options.From, out var start);
        foreach (var key in Keys(options))
        {
            yield return new TraderSetup(
                key,
                () => registry.Create(key.Strategy),
                options.Money,
                start,
                collected,
                writer,
                readers,
                commits,
                board,
                time,
                logger);
        }
    }
}
