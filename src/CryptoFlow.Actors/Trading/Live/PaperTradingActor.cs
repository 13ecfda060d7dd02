using System.Collections.Immutable;
using Akka.Actor;

namespace CryptoFlow.Trading.Live;

/// <summary>Parent of the paper traders, one for each strategy and contract.</summary>
/// <remarks>
/// Supervision: failures of reads and writes do not reach this actor, because a trader handles them by starting again from its record. An
/// exception that reaches it is a defect: the trader is restarted, and so also starts from its record.
/// </remarks>
public sealed class PaperTradingActor : ReceiveActor
{
    private readonly ImmutableArray<TraderSetup> _setups;

    public PaperTradingActor(ImmutableArray<TraderSetup> setups)
    {
        _setups = setups;
        Receive<StopTrading>(_ =>
        {
            foreach (var trader in Context.GetChildren())
                Context.Stop(trader);
            Sender.Tell(TradingStopped.Instance);
        });
    }

    /// <summary>Stop trading. Answered with <see cref="TradingStopped"/>.</summary>
    public sealed record StopTrading
    {
        public static readonly StopTrading Instance = new();
    }

    /// <summary>The traders were told to stop. A step on its way to the writer may still be recorded; the next start continues after it.</summary>
    public sealed record TradingStopped
    {
        public static readonly TradingStopped Instance = new();
    }

    public static Props Props(ImmutableArray<TraderSetup> setups) => Akka.Actor.Props.Create(() => new PaperTradingActor(setups));

    protected override void PreStart()
    {
        foreach (var setup in _setups)
            Context.ActorOf(PaperTraderActor.Props(setup), $"{setup.Key.Strategy}-{setup.Key.Instrument.StorageKey.Replace(':', '-')}");
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _setups[0].Logger.TraderDefect(failure, Sender.Path.Name);
        return Directive.Restart;
    });
}
