using CryptoFlow.Storage.Readers;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of readers.proto.</summary>
internal static class ReaderMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<ReadCandles, Proto.ReadCandles>("r.ReadCandles", ToWire, FromWire),
        WireEntry.Of<CandlesRead, Proto.CandlesRead>("r.CandlesRead", ToWire, FromWire),
        WireEntry.Of<FindMissing, Proto.FindMissing>("r.FindMissing", ToWire, FromWire),
        WireEntry.Of<MissingFound, Proto.MissingFound>("r.MissingFound", ToWire, FromWire),
        WireEntry.Of<ReadGaps, Proto.ReadGaps>("r.ReadGaps", ToWire, FromWire),
        WireEntry.Of<GapsRead, Proto.GapsRead>("r.GapsRead", ToWire, FromWire),
        WireEntry.Of<ReadTrader, Proto.ReadTrader>("r.ReadTrader", ToWire, FromWire),
        WireEntry.Of<TraderRead, Proto.TraderRead>("r.TraderRead", ToWire, FromWire),
        WireEntry.Of<ReadSignals, Proto.ReadSignals>("r.ReadSignals", ToWire, FromWire),
        WireEntry.Of<SignalsRead, Proto.SignalsRead>("r.SignalsRead", ToWire, FromWire),
        WireEntry.Of<ReadTrades, Proto.ReadTrades>("r.ReadTrades", ToWire, FromWire),
        WireEntry.Of<TradesRead, Proto.TradesRead>("r.TradesRead", ToWire, FromWire),
        WireEntry.Of<ReadEquity, Proto.ReadEquity>("r.ReadEquity", ToWire, FromWire),
        WireEntry.Of<EquityRead, Proto.EquityRead>("r.EquityRead", ToWire, FromWire),
        WireEntry.Of<ReadComparisons, Proto.ReadComparisons>("r.ReadComparisons", ToWire, FromWire),
        WireEntry.Of<ComparisonsRead, Proto.ComparisonsRead>("r.ComparisonsRead", ToWire, FromWire),
        WireEntry.Of<ReadRefused, Proto.ReadRefused>("r.ReadRefused", ToWire, FromWire),
    ];

    private static Proto.ReadCandles ToWire(ReadCandles m)
    {
        var wire = new Proto.ReadCandles { Series = m.Series.ToWire(), Limit = m.Limit, RemainingTicks = m.Remaining.Ticks };
        if (m.Before is { } before)
            wire.Before = before;
        if (m.After is { } after)
            wire.After = after;
        return wire;
    }

    private static ReadCandles FromWire(Proto.ReadCandles wire) => new(
        wire.Series.Needed().FromWire(),
        wire.Limit,
        wire.HasBefore ? wire.Before : null,
        wire.HasAfter ? wire.After : null,
        TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.CandlesRead ToWire(CandlesRead m)
    {
        var wire = new Proto.CandlesRead
        {
            Series = m.Series.ToWire(),
            Known = m.Known,
            Candles = m.Candles.ToWire(),
            HasOlder = m.HasOlder,
            SeriesVersion = m.SeriesVersion,
        };
        if (m.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    private static CandlesRead FromWire(Proto.CandlesRead wire) => new(
        wire.Series.Needed().FromWire(),
        wire.Known,
        wire.Candles.Needed().FromWire(),
        wire.HasOlder,
        wire.SeriesVersion,
        wire.HasDatabaseId ? wire.DatabaseId : null);

    private static Proto.FindMissing ToWire(FindMissing m) =>
        new() { Series = m.Series.ToWire(), Range = m.Range.ToWire(), RemainingTicks = m.Remaining.Ticks, Most = m.Most, Counts = m.Counts };

    private static FindMissing FromWire(Proto.FindMissing wire) =>
        new(wire.Series.Needed().FromWire(), wire.Range.Needed().FromWire(), TimeSpan.FromTicks(wire.RemainingTicks), wire.Most, wire.Counts);

    private static Proto.MissingFound ToWire(MissingFound m)
    {
        var wire = new Proto.MissingFound { Series = m.Series.ToWire(), Range = m.Range.ToWire(), Counted = m.Counted?.ToWire() };
        wire.Missing.AddRange(m.Missing, MarketMapping.ToWire);
        if (m.OldestOpen is { } oldest)
            wire.OldestOpen = oldest;
        return wire;
    }

    private static MissingFound FromWire(Proto.MissingFound wire) => new(
        wire.Series.Needed().FromWire(),
        wire.Range.Needed().FromWire(),
        wire.Missing.ToArray(MarketMapping.FromWire),
        wire.Counted?.FromWire(),
        wire.HasOldestOpen ? wire.OldestOpen : null);

    private static Proto.ReadGaps ToWire(ReadGaps m)
    {
        var wire = new Proto.ReadGaps
        {
            Exchange = m.Exchange.ToWire(),
            IntervalMinutes = m.Interval.ToWire(),
            Limit = m.Limit,
            RemainingTicks = m.Remaining.Ticks,
            Range = m.Range?.ToWire(),
        };
        wire.Verdicts.AddRange(m.Verdicts, WireEnums.Verdicts.ToWire);
        if (m.Symbol is { } symbol)
            wire.Symbol = symbol;
        return wire;
    }

    private static ReadGaps FromWire(Proto.ReadGaps wire) => new(
        wire.Exchange.FromWireOrAll(),
        wire.HasSymbol ? wire.Symbol : null,
        wire.IntervalMinutes.IntervalOrAll(),
        wire.Verdicts.ToArray(WireEnums.Verdicts.FromWire),
        wire.Limit,
        TimeSpan.FromTicks(wire.RemainingTicks))
    {
        Range = wire.Range?.FromWire(),
    };

    private static Proto.GapsRead ToWire(GapsRead m)
    {
        var wire = new Proto.GapsRead();
        wire.Gaps.AddRange(m.Gaps, GapMapping.ToWire);
        wire.Totals.AddRange(m.Totals, t => new Proto.GapTotal { Verdict = WireEnums.Verdicts.ToWire(t.Verdict), Rows = t.Rows });
        return wire;
    }

    private static GapsRead FromWire(Proto.GapsRead wire) => new(
        wire.Gaps.ToArray(GapMapping.FromWire),
        wire.Totals.ToArray(t => new GapTotal(WireEnums.Verdicts.FromWire(t.Verdict), t.Rows)));

    private static Proto.ReadTrader ToWire(ReadTrader m) =>
        new() { Trader = m.Trader.ToWire(), EntryMemory = m.EntryMemory, RemainingTicks = m.Remaining.Ticks };

    private static ReadTrader FromWire(Proto.ReadTrader wire) =>
        new(wire.Trader.Needed().FromWire(), wire.EntryMemory, TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.TraderRead ToWire(TraderRead m) => new() { Trader = m.Trader.ToWire(), Record = m.Record?.ToWire() };

    private static TraderRead FromWire(Proto.TraderRead wire) => new(wire.Trader.Needed().FromWire(), wire.Record?.FromWire());

    private static Proto.PageBounds ToWire(PageBounds bounds)
    {
        var wire = new Proto.PageBounds { Limit = bounds.Limit };
        if (bounds.After is { } after)
            wire.After = after;
        if (bounds.Before is { } before)
            wire.Before = before;
        return wire;
    }

    private static PageBounds FromWire(Proto.PageBounds wire) =>
        new(wire.HasAfter ? wire.After : null, wire.HasBefore ? wire.Before : null, wire.Limit);

    private static Proto.ReadSignals ToWire(ReadSignals m) =>
        new() { Trader = m.Trader.ToWire(), Bounds = ToWire(m.Bounds), RemainingTicks = m.Remaining.Ticks };

    private static ReadSignals FromWire(Proto.ReadSignals wire) =>
        new(wire.Trader.Needed().FromWire(), FromWire(wire.Bounds.Needed()), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.SignalsRead ToWire(SignalsRead m)
    {
        var wire = new Proto.SignalsRead();
        wire.Signals.AddRange(m.Signals, TradingMapping.ToWire);
        return wire;
    }

    private static SignalsRead FromWire(Proto.SignalsRead wire) => new(wire.Signals.ToArray(TradingMapping.FromWire));

    private static Proto.ReadTrades ToWire(ReadTrades m) =>
        new() { Trader = m.Trader.ToWire(), Bounds = ToWire(m.Bounds), RemainingTicks = m.Remaining.Ticks };

    private static ReadTrades FromWire(Proto.ReadTrades wire) =>
        new(wire.Trader.Needed().FromWire(), FromWire(wire.Bounds.Needed()), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.TradesRead ToWire(TradesRead m)
    {
        var wire = new Proto.TradesRead();
        wire.Trades.AddRange(m.Trades, TradingMapping.ToWire);
        return wire;
    }

    private static TradesRead FromWire(Proto.TradesRead wire) => new(wire.Trades.ToArray(TradingMapping.FromWire));

    private static Proto.ReadEquity ToWire(ReadEquity m) =>
        new() { Trader = m.Trader.ToWire(), Bounds = ToWire(m.Bounds), RemainingTicks = m.Remaining.Ticks };

    private static ReadEquity FromWire(Proto.ReadEquity wire) =>
        new(wire.Trader.Needed().FromWire(), FromWire(wire.Bounds.Needed()), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.EquityRead ToWire(EquityRead m)
    {
        var wire = new Proto.EquityRead();
        wire.Points.AddRange(m.Points, TradingMapping.ToWire);
        return wire;
    }

    private static EquityRead FromWire(Proto.EquityRead wire) => new(wire.Points.ToArray(TradingMapping.FromWire));

    private static Proto.ReadComparisons ToWire(ReadComparisons m)
    {
        var wire = new Proto.ReadComparisons { RemainingTicks = m.Remaining.Ticks };
        wire.Series.AddRange(m.Series, MarketMapping.ToWire);
        return wire;
    }

    private static ReadComparisons FromWire(Proto.ReadComparisons wire) =>
        new(wire.Series.ToArray(MarketMapping.FromWire), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.ComparisonsRead ToWire(ComparisonsRead m)
    {
        var wire = new Proto.ComparisonsRead();
        wire.Series.AddRange(m.Series, ComparisonColumns.ToWire);
        return wire;
    }

    private static ComparisonsRead FromWire(Proto.ComparisonsRead wire) => new(wire.Series.ToArray(ComparisonColumns.FromWire));

    private static Proto.ReadRefused ToWire(ReadRefused m) =>
        new() { Reason = WireEnums.ReadRefusals.ToWire(m.Reason), Detail = m.Detail, RetryAfterTicks = m.RetryAfter.Ticks };

    private static ReadRefused FromWire(Proto.ReadRefused wire) =>
        new(WireEnums.ReadRefusals.FromWire(wire.Reason), wire.Detail, TimeSpan.FromTicks(wire.RetryAfterTicks));
}
