using System.Collections.Immutable;
using Akka.Actor;
using CryptoFlow.Retries;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Trading.Live;

/// <summary>The settings and collaborators of a paper trader.</summary>
/// <param name="Key">The strategy, the contract and the parameters.</param>
/// <param name="NewStrategy">Creates a new strategy.</param>
/// <param name="Money">Sizes and fees.</param>
/// <param name="Start">Where a trader without a record begins.</param>
/// <param name="Collected">The series of the configuration that are collected into the database.</param>
/// <param name="Writer">Records the trader's steps.</param>
/// <param name="Readers">Read the candles.</param>
/// <param name="Commits">Tells the trader of each commit of its candles.</param>
/// <param name="Board">Takes the trader's snapshots.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
public sealed record TraderSetup(
    TraderKey Key,
    Func<IStrategy> NewStrategy,
    MoneyRules Money,
    TradingStart Start,
    CollectedSeries Collected,
    IActorRef Writer,
    IActorRef Readers,
    ICommitFeed Commits,
    ITraderObserver Board,
    TimeProvider Time,
    ILogger Logger)
{
    private readonly IStrategy _shape = NewStrategy();

    public TraderId Id => TraderId.Of(Key);

    public string Title => _shape.Title;

    /// <summary>How far back the strategy needs its entries after a restart, ms.</summary>
    public long EntryMemory => _shape.EntryMemory;

    /// <summary>The traded series.</summary>
    public SeriesKey Traded => new(Key.Instrument, _shape.Traded);

    /// <summary>The longer series that the strategy also needs.</summary>
    public ImmutableArray<SeriesKey> Context => [.. _shape.Context.Select(interval => new SeriesKey(Key.Instrument, interval))];

    /// <summary>
    /// The series that the trader needs and that this program does not collect. Empty if the program collects the traded series, because its candles roll up
    /// to the candles of the context.
    /// </summary>
    /// <param name="collected">The series of the configuration and the added series.</param>
    public ImmutableArray<SeriesKey> NotCollected(CollectedSeries collected) =>
        collected.Contains(Traded) ? [] : [.. new[] { Traded }.Concat(Context).Where(series => !collected.Contains(series))];

    internal ReaderClient NewReaderClient() => new(Readers, Time, RetryPolicy.BackgroundRead(Environment.ProcessId));

    internal WriterClient NewWriterClient() => new(Writer, Time, RetryPolicy.UntilStored(Environment.ProcessId));
}
