using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Composition;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoFlow.Trading.Live;

/// <summary>Composes the paper traders.</summary>
public static class PaperTradingHosting
{
    /// <summary>How long the traders may take to stop.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the configured paper traders; none if paper trading is switched off. Needs <see cref="CollectedSeries"/>, the <see cref="DbWriterActor"/>, the
    /// <see cref="DbReaderRouterActor"/> and the commit feed. Registers <see cref="PaperTradingActor"/> if there are traders.
    /// </summary>
    public static IServiceCollection AddPaperTrading(this IServiceCollection services)
    {
        services.TryAddCommitFeed().TryAddSingleton<TraderBoard>();
        return services.AddPart(nameof(AddPaperTrading), StartAsync);
    }

    /// <summary>The traders of this process's configuration, with this process's own writer, readers and commit feed; none if paper trading is switched off.</summary>
    /// <param name="part">The part that runs the traders.</param>
    /// <param name="observer">Takes the traders' snapshots.</param>
    public static ImmutableArray<TraderSetup> SetupsOf(PartStart part, ITraderObserver observer)
    {
        var options = part.Service<PaperTradingOptions>();
        return !options.Enabled ? [] :
        [
            .. TraderSetups.From(
                options,
                part.Service<CollectedSeries>(),
                part.Actor<DbWriterActor>(),
                part.Actor<DbReaderRouterActor>(),
                part.Service<ICommitFeed>(),
                observer,
                part.Time,
                part.Loggers.CreateLogger("CryptoFlow.Trading")),
        ];
    }

    private static async Task StartAsync(PartStart part)
    {
        if (!part.Service<PaperTradingOptions>().Enabled)
            return;
        var setups = SetupsOf(part, part.Service<TraderBoard>());
        var trading = part.System.ActorOf(PaperTradingActor.Props(setups), "paper-trading");
        await trading.Ask<PaperTradingActor.TradersStarted>(PaperTradingActor.GetTraders.Instance, PartStart.Within).ConfigureAwait(false);
        part.Register<PaperTradingActor>(trading);
        part.OnStop(
            CoordinatedShutdown.PhaseServiceRequestsDone,
            "stop-trading",
            () => trading.Ask<PaperTradingActor.TradingStopped>(PaperTradingActor.StopTrading.Instance, StopWithin));
    }
}
