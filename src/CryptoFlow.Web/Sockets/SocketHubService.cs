using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Configuration;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Sockets;

/// <summary>Starts the hub in the program's actor system before HTTP opens. The hub ends with the actor system.</summary>
internal sealed class SocketHubService(
    ActorSystem actors,
    ICommitFeed commits,
    ReadActivity reading,
    SocketHistories histories,
    IOptions<CryptoFlowOptions> options,
    SocketCounters counters,
    TimeProvider time,
    IFormingCandles candles,
    ILogger<SocketHubService> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var forming = actors.ActorOf(Props.Create(() => new FormingCandlesActor(candles)), "forming-candles");
        var settings = new SocketClientSettings(histories.ReadAsync, reading, options.Value.Api, counters, time, logger, forming);
        var hub = actors.ActorOf(
            Props.Create(() => new CandleHubActor(commits, (hub, outbox) => Props.Create(() => new SocketClientActor(hub, outbox, settings)))),
            "candle-hub");
        ActorRegistry.For(actors).Register<CandleHubActor>(hub);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
