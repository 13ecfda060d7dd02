using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage;

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
        Receive<GetTraders>(_ => Sender.Tell(new TradersStarted(_setups.Length)));
        Receive<StopTrading>(_ =>
        {
            foreach (var trader in Context.GetChildren())
                Context.Stop(trader);
            Sender.Tell(TradingStopped.Instance);
        });
    }

    /// <summary>Answered with <see cref="TradersStarted"/> once each trader gets every commit of its candles.</summary>
    public sealed record GetTraders
    {
        public static readonly GetTraders Instance = new();
    }

    /// <summary>The traders exist and are subscribed to the commit feed.</summary>
    public sealed record TradersStarted(int Traders);

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
        {
            // The names of actors are ASCII, but the symbols of some contracts are not.
            var trader = Context.ActorOf(PaperTraderActor.Props(setup), Uri.EscapeDataString(setup.Id.Name));

            // Subscribed here, so that no commit comes between the trader's creation and its start.
            setup.Commits.Subscribe(trader, CommitKinds.Candles);
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _setups[0].Logger.TraderDefect(failure, Uri.UnescapeDataString(Sender.Path.Name));
        return Directive.Restart;
    });
}
