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
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the configured paper traders; none if paper trading is switched off. Needs <see cref="CollectedSeries"/>, the <see cref="DbWriterActor"/>, the
    /// <see cref="DbReaderRouterActor"/> and the commit feed. Registers <see cref="PaperTradingActor"/> if there are traders.
    /// </summary>
    public static IServiceCollection AddPaperTrading(this IServiceCollection services)
    {
        services.TryAddCommitFeed().TryAddSingleton<TraderBoard>();
        return services.AddPart(nameof(AddPaperTrading), StartAsync);
    }

    /// <summary>The parent of the configured traders; without traders if paper trading is switched off.</summary>
    public static Props TradingProps(PartStart part)
    {
        var options = part.Service<PaperTradingOptions>();
        return PaperTradingActor.Props(options.Enabled ? [.. SetupsOf(part, options)] : []);
    }

    private static IEnumerable<TraderSetup> SetupsOf(PartStart part, PaperTradingOptions options) => TraderSetups.From(
        options,
        part.Service<CollectedSeries>(),
        part.Actor<DbWriterActor>(),
        part.Actor<DbReaderRouterActor>(),
        part.Service<ICommitFeed>(),
        part.Service<TraderBoard>(),
        part.Time,
        part.Loggers.CreateLogger("CryptoFlow.Trading"));

    private static async Task StartAsync(PartStart part)
    {
        if (!part.Service<PaperTradingOptions>().Enabled)
            return;
        var trading = part.System.ActorOf(TradingProps(part), "paper-trading");
        await trading.Ask<PaperTradingActor.TradersStarted>(PaperTradingActor.GetTraders.Instance, PartStart.Within).ConfigureAwait(false);
        part.Register<PaperTradingActor>(trading);
        part.OnStop(
            CoordinatedShutdown.PhaseServiceRequestsDone,
            "stop-trading",
            () => trading.Ask<PaperTradingActor.TradingStopped>(PaperTradingActor.StopTrading.Instance, StopWithin));
    }
}
