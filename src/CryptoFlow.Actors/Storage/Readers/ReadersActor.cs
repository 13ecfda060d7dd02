using Akka.Actor;

namespace CryptoFlow.Storage.Readers;

/// <summary>Parent of the readers' router. Supervises it, and closes the readers when the program stops.</summary>
/// <remarks>
/// Supervision: readers handle storage failures themselves and the router restarts a defective reader, so an exception that reaches this actor is a defect of the
/// router. This actor restarts the router, as often as <see cref="RestartLimit"/> allows, and the router opens its readers again.
/// </remarks>
public sealed class ReadersActor : ReceiveActor
{
    /// <summary>A query, or a wait for another program's lock, may take longer than the stop of the program. After this time it is interrupted.</summary>
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _givingUp = new();
    private readonly RestartLimit _restarts;
    private bool _stopping;

    /// <param name="context">The settings and collaborators of the readers.</param>
    /// <param name="writer">Says when it has opened the file.</param>
    /// <param name="stopTheSystem">Begins an orderly stop of the program. The argument is the reason.</param>
    public ReadersActor(ReaderContext context, IActorRef writer, Action<string> stopTheSystem)
    {
        _restarts = new RestartLimit(context.Time, stopTheSystem);
        var router = Context.ActorOf(DbReaderRouterActor.Props(context, writer, _givingUp.Token), "router");
        Receive<GetRouter>(_ => Sender.Tell(new RouterStarted(router)));
        Receive<DbReaderRouterActor.CloseReaders>(close =>
        {
            _stopping = true;
            _givingUp.CancelAfter(PatienceAtStop);
            router.Forward(close);
        });
    }

    /// <summary>Answered with <see cref="RouterStarted"/>.</summary>
    public sealed record GetRouter
    {
        public static readonly GetRouter Instance = new();
    }

    /// <param name="Router">The router. Clients send their queries to it.</param>
    public sealed record RouterStarted(IActorRef Router);

    /// <inheritdoc cref="ReadersActor(ReaderContext, IActorRef, Action{string})"/>
    public static Props Props(ReaderContext context, IActorRef writer, Action<string> stopTheSystem) =>
        Akka.Actor.Props.Create(() => new ReadersActor(context, writer, stopTheSystem));

    protected override void PostStop() => _givingUp.Dispose();

    // A router that was restarted during the stop would open the file again.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(failure => _stopping ? Directive.Stop : _restarts.Decide(failure));
}
