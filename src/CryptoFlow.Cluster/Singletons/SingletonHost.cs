using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>Describes a part of the system that exists once in the cluster.</summary>
/// <param name="Name">Such as <c>writer</c>.</param>
/// <param name="Child">Creates the part's top actor.</param>
/// <param name="Stop">
/// The message that tells the top actor to finish its work and stop. The top actor replies with a message of the type <paramref name="Stopped"/>.
/// </param>
/// <param name="Stopped">The type of the reply.</param>
/// <param name="StopWithin">Longest wait for the reply.</param>
internal sealed record SingletonPart(string Name, Func<Props> Child, object Stop, Type Stopped, TimeSpan StopWithin);

/// <summary>
/// The singleton actor: runs the top actor of a part as its child, passes every message to the child, and stops the child in order when the singleton moves to
/// another node.
/// </summary>
/// <remarks>
/// Akka's singleton manager never restarts a singleton that has stopped itself. So this actor keeps running: when the child has stopped, this actor starts a new
/// child after a pause. A child that must not be started again ends the program (<c>ProgramStop</c>).
/// </remarks>
internal sealed class SingletonHost : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(1);

    private readonly SingletonPart _part;
    private readonly SingletonBoard _board;
    private readonly ILogger _logger;
    private IActorRef _child = ActorRefs.Nobody;
    private int _generation;

    public SingletonHost(SingletonPart part, SingletonBoard board, ILogger logger)
    {
        (_part, _board, _logger) = (part, board, logger);
        Receive<HandOver>(_ => OnHandOver());
        Receive<Terminated>(_ => OnChildStopped());
        Receive<StartAgain>(_ => Start());
        ReceiveAny(message => _child.Forward(message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The singleton must finish its work and stop. Akka's manager on the same node sends this message.</summary>
    public sealed record HandOver : INoSerializationVerificationNeeded
    {
        public static readonly HandOver Instance = new();
    }

    public static Props Props(SingletonPart part, SingletonBoard board, ILogger logger) => Akka.Actor.Props.Create(() => new SingletonHost(part, board, logger));

    protected override void PreStart()
    {
        Start();
        _logger.SingletonStarted(_part.Name);
    }

    protected override void PostStop()
    {
        _board.Stopped(_part.Name);
        _logger.SingletonStopped(_part.Name);
    }

    private void Start()
    {
        _child = Context.Watch(Context.ActorOf(_part.Child(), $"{_part.Name}-{++_generation}"));
        _board.Started(_part.Name, _child);
    }

    private void OnChildStopped()
    {
        _logger.SingletonChildStopped(_part.Name, StartAgainAfter.TotalSeconds);
        _child = ActorRefs.Nobody;
        Timers.StartSingleTimer(nameof(StartAgain), StartAgain.Instance, StartAgainAfter);
    }

    private void OnHandOver()
    {
        Timers.CancelAll();
        if (_child.IsNobody())
        {
            Context.Stop(Self);
            return;
        }

        Become(Stopping);
        _child.Tell(_part.Stop);
        Timers.StartSingleTimer(nameof(TimeIsUp), TimeIsUp.Instance, _part.StopWithin);
    }

    private void Stopping()
    {
        Receive<HandOver>(_ => { });
        Receive<Terminated>(_ => Context.Stop(Self));
        Receive<TimeIsUp>(_ =>
        {
            _logger.SingletonStopTooSlow(_part.Name, _part.StopWithin.TotalSeconds);
            Context.Stop(Self);
        });
        ReceiveAny(message =>
        {
            if (_part.Stopped.IsInstanceOfType(message))
                Context.Stop(Self);
            else
                _child.Forward(message);
        });
    }

    private sealed record StartAgain
    {
        public static readonly StartAgain Instance = new();
    }

    private sealed record TimeIsUp
    {
        public static readonly TimeIsUp Instance = new();
    }
}
