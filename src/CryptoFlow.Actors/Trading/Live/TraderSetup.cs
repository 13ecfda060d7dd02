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
/// <param name="IsCollected">Whether this program asks the exchange for a series.</param>
/// <param name="Writer">Records what it does.</param>
/// <param name="Readers">Gives the candles.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
public sealed record TraderSetup(
    TraderKey Key,
    Func<IStrategy> NewStrategy,
    MoneyRules Money,
    TradingStart Start,
    Func<SeriesKey, bool> IsCollected,
    IActorRef Writer,
    IActorRef Readers,
    TimeProvider Time,
    ILogger Logger)
{
    private readonly IStrategy _shape = NewStrategy();

    public string Title => _shape.Title;

    /// <summary>How far back the strategy needs its entries after a restart, ms.</summary>
    public long EntryMemory => _shape.EntryMemory;

    /// <summary>The series that is traded.</summary>
    public SeriesKey Traded => new(Key.Instrument, _shape.Traded);

    /// <summary>The longer series that the strategy wants too.</summary>
    public ImmutableArray<SeriesKey> Context => [.. _shape.Context.Select(interval => new SeriesKey(Key.Instrument, interval))];

    /// <summary>
    /// The series that nobody collects here and that the trader cannot do without; empty where the traded series is collected, since its
    /// candles roll up to those of the context.
    /// </summary>
    public ImmutableArray<SeriesKey> NotCollected =>
        IsCollected(Traded) ? [] : [.. new[] { Traded }.Concat(Context).Where(series => !IsCollected(series))];

    internal WriterClient NewWriterClient() => new(Writer, Time, Environment.ProcessId);
}
