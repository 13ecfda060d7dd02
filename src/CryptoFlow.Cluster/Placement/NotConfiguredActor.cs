using Akka.Actor;
using CryptoFlow.Collectors;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;

namespace CryptoFlow.Cluster.Placement;

/// <summary>
/// Takes the place of an entity that the cluster has placed on this node, but that the configuration of this node does not have. It logs one error and refuses all
/// requests. All nodes of a role need the same configuration of exchanges and of paper trading.
/// </summary>
internal sealed class NotConfiguredActor : ReceiveActor
{
    private readonly string _sentence;
    private readonly ILogger _logger;

    /// <param name="entity">The entity's id.</param>
    /// <param name="logger">The log.</param>
    public NotConfiguredActor(string entity, ILogger logger)
    {
        _sentence = $"{entity} is placed on a node whose configuration does not have it. All nodes of a role need the same configuration.";
        _logger = logger;
        Receive<StartRun>(m => Refuse(m.Request, m));
        Receive<CancelRun>(m => Refuse(m.Request, m));
        Receive<PauseRequests>(m => Refuse(m.Request, m));
        Receive<ResumeRequests>(m => Refuse(m.Request, m));
        Receive<CheckSeries>(m => Refuse(m.Request, m));
        Receive<TakeAddedSeries>(m => Refuse(m.Request, m));
        Receive<HandOver>(_ => Context.Stop(Self));
    }

    /// <inheritdoc cref="NotConfiguredActor(string, ILogger)"/>
    public static Props Props(string entity, ILogger logger) => Akka.Actor.Props.Create(() => new NotConfiguredActor(entity, logger));

    protected override void PreStart() => _logger.NotConfigured(_sentence);

    private void Refuse(RequestId request, IExchangeRequest message) =>
        Sender.Tell(new RunRefused(request, message.Exchange, BackfillRefusal.NotCollecting, _sentence));
}
