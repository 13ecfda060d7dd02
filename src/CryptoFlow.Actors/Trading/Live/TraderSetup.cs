using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Trading.Live;

/// <summary>What a paper trader works with.</summary>
/// <param name="Key">Which strategy, on what, with what parameters.</param>
/// <param name="NewStrategy">Makes the strategy, fresh.</param>
/// <param name="Money">Sizes and fees.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="LowerIsCollected">Whether the exchange is asked for the lower candles here.</param>
/// <param name="HigherIsCollected">Whether it is asked for the higher candles.</param>
/// <param name="Writer">Records what it does.</param>
/// <param name="Readers">Gives the candles.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
public sealed record TraderSetup(
    TraderKey Key,
    Func<IStrategy> NewStrategy,
    MoneyRules Money,
    TradingStart Start,
    bool LowerIsCollected,
    bool HigherIsCollected,
    IActorRef Writer,
    IActorRef Readers,
    TimeProvider Time,
    ILogger Logger)
{
    private readonly IStrategy _shape = NewStrategy();

    public string Title => _shape.Title;

    /// <summary>Length of the stretch of time in which a channel is entered once, ms.</summary>
    public long Cooldown => _shape.Cooldown;

    public SeriesKey Lower => new(Key.Instrument, _shape.Lower);

    public SeriesKey Higher => new(Key.Instrument, _shape.Higher);

    /// <summary>The series that it needs and that no exchange is asked for here.</summary>
    public ImmutableArray<SeriesKey> NotCollected => [.. (LowerIsCollected ? (SeriesKey[])[] : [Lower]), .. (HigherIsCollected ? (SeriesKey[])[] : [Higher])];

    internal WriterClient NewWriterClient() => new(Writer, Time, Environment.ProcessId);
}
