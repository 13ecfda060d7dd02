using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Storage.Readers;

/// <summary>The records of the paper traders.</summary>
public static partial class ReaderProtocol
{
    /// <summary>
    /// Reads a paper trader's record, from which the trader continues. Entries are included back to <paramref name="EntryMemory"/> (ms) before the last candle.
    /// Answered with <see cref="TraderRead"/>.
    /// </summary>
    public sealed record ReadTrader(TraderKey Trader, long EntryMemory, TimeSpan Remaining) : IReadMessage<TraderRead>
    {
        public string Kind => "trader";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"the record of {Trader}";
    }

    /// <summary><paramref name="Record"/> is null if the trader has not processed a candle yet.</summary>
    public sealed record TraderRead(TraderKey Trader, TraderRecord? Record) : IReadReply;

    /// <summary>A trader's signals, ascending by time.</summary>
    public sealed record ReadSignals(TraderKey Trader, PageBounds Bounds, TimeSpan Remaining) : IReadMessage<SignalsRead>
    {
        public string Kind => "signals";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"signals of {Trader}";
    }

    public sealed record SignalsRead(ImmutableArray<StoredSignal> Signals) : IReadReply;

    /// <summary>A trader's trades, open and closed, ascending by the time of their entry.</summary>
    public sealed record ReadTrades(TraderKey Trader, PageBounds Bounds, TimeSpan Remaining) : IReadMessage<TradesRead>
    {
        public string Kind => "trades";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"trades of {Trader}";
    }

    public sealed record TradesRead(ImmutableArray<StoredTrade> Trades) : IReadReply;

    /// <summary>A trader's equity curve, ascending by time.</summary>
    public sealed record ReadEquity(TraderKey Trader, PageBounds Bounds, TimeSpan Remaining) : IReadMessage<EquityRead>
    {
        public string Kind => "equity";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"the equity of {Trader}";
    }

    public sealed record EquityRead(ImmutableArray<EquityPoint> Points) : IReadReply;
}

/// <summary>Selects rows of an ascending list: the first rows after <paramref name="After"/>, or the last rows before <paramref name="Before"/>.</summary>
/// <param name="After">Exclusive, ms UTC, or null.</param>
/// <param name="Before">Exclusive, ms UTC, or null.</param>
/// <param name="Limit">1 to 5000.</param>
public sealed record PageBounds(long? After, long? Before, int Limit);
