using System.Collections.Immutable;
using CryptoFlow.Exchanges;
using CryptoFlow.Exchanges.Streams;

namespace CryptoFlow.Collectors;

/// <summary>The symbols, intervals and history to collect from one exchange, with all defaults applied.</summary>
public sealed record ExchangePlan(
    Exchange Exchange,
    Uri BaseUrl,
    int HistoryDays,
    ImmutableArray<string> Symbols,
    ImmutableArray<Interval> Intervals)
{
    /// <summary>The WebSocket address of the exchange's streams, scheme and host; null if no stream is opened.</summary>
    public Uri? StreamUrl { get; init; }

    /// <summary>All series: each symbol at each interval.</summary>
    public IEnumerable<SeriesKey> Series =>
        from interval in Intervals
        from symbol in Symbols
        select new SeriesKey(new Instrument(Exchange, symbol), interval);

    /// <summary>Whether the configuration names the series. Any other collected series was added by a user.</summary>
    public bool Names(SeriesKey series) => series.Exchange == Exchange && Intervals.Contains(series.Interval) && Symbols.Contains(series.Symbol);

    /// <summary>How long candles are kept.</summary>
    public RetentionRules Retention { get; init; } = RetentionRules.None;

    /// <summary>
    /// The open time before which candles of an interval are not collected, ms UTC, because the exchange did not exist or because retention removes them. Older
    /// candles are never missing, requested or compared.
    /// </summary>
    /// <param name="interval">The interval.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    public long EarliestOf(Interval interval, long now) =>
        Math.Max(ExchangeHistory.FirstDayOf(Exchange), Retention.KeptFrom(interval, now) ?? long.MinValue);

    /// <summary>The open time at which the complete history of an interval begins, ms UTC.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    /// <param name="days">The length of the history, days.</param>
    public long HistoryFrom(Interval interval, long now, int days) =>
        Math.Max(interval.Ceiling(now - (long)TimeSpan.FromDays(days).TotalMilliseconds), EarliestOf(interval, now));
}

/// <summary>The collection options in the form that the rest of the program uses: parsed, with defaults applied, valid.</summary>
public sealed record CollectionPlan(ImmutableArray<Interval> Intervals, ImmutableArray<ExchangePlan> Exchanges)
{
    public IEnumerable<SeriesKey> Series => Exchanges.SelectMany(e => e.Series);

    public ExchangePlan? For(Exchange exchange) => Exchanges.FirstOrDefault(e => e.Exchange == exchange);

    /// <summary>Resolves validated options.</summary>
    /// <param name="collector">The section <c>CryptoFlow:Collector</c>.</param>
    /// <param name="configured">The section <c>CryptoFlow:Exchanges</c>, by the wire names of the exchanges.</param>
    /// <param name="retention">How long candles are kept; null keeps all candles.</param>
    public static CollectionPlan From(CollectorOptions collector, IReadOnlyDictionary<string, ExchangeOptions> configured, RetentionRules? retention = null)
    {
        IReadOnlyList<string> names = collector.Timeframes.Count > 0 ? collector.Timeframes : CollectorOptions.DefaultTimeframes;
        ImmutableArray<Interval> intervals = [.. names.Select(Parse).Distinct().Order()];
        var exchanges = ImmutableArray.CreateBuilder<ExchangePlan>();
        foreach (var exchange in ExchangeNames.All)
        {
            var (symbols, days) = ExchangeOptions.DefaultsFor(exchange);
            var set = configured.GetValueOrDefault(exchange.ToWireName()) ?? new ExchangeOptions();
            if (!set.Enabled)
                continue;

            exchanges.Add(new ExchangePlan(
                exchange,
                set.BaseUrl is { } url ? new Uri(url) : ExchangeClients.DefaultBaseUrl(exchange),
                set.HistoryDays ?? days ?? collector.HistoryDays,
                [.. (set.Symbols is { Count: > 0 } ? set.Symbols : symbols).Select(Normalized).Distinct()],
                intervals)
            { StreamUrl = StreamUrlOf(exchange, set, collector), Retention = retention ?? RetentionRules.None });
        }

        return new CollectionPlan(intervals, exchanges.ToImmutable());
    }

    /// <summary>
    /// If <c>BaseUrl</c> is not the exchange's host, the exchange's own streams may show another market. Then streams are opened only if <c>StreamUrl</c> is set.
    /// </summary>
    private static Uri? StreamUrlOf(Exchange exchange, ExchangeOptions set, CollectorOptions collector) => set switch
    {
        _ when !collector.Streams => null,
        { StreamUrl: { } url } => new Uri(url),
        { BaseUrl: { } other } when new Uri(other) != ExchangeClients.DefaultBaseUrl(exchange) => null,
        _ => StreamProtocol.DefaultUrl(exchange),
    };

    private static string Normalized(string name) =>
        SymbolRules.TryNormalize(name, out var symbol) ? symbol : throw new FormatException($"'{name}' is not a symbol.");

    private static Interval Parse(string name) =>
        Interval.TryParse(name, out var interval) ? interval : throw new FormatException($"'{name}' is not an interval.");
}
