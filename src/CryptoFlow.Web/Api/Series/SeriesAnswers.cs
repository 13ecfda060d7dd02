using CryptoFlow.Collectors;
using CryptoFlow.Storage;
using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.Api.Series;

/// <summary>The answer of <c>GET /api/series</c>: the series of the configuration and the added series.</summary>
internal sealed record SeriesListAnswer(IReadOnlyList<CollectedSeriesAnswer> Series)
{
    /// <param name="configured">The series of the configuration.</param>
    /// <param name="added">The series that users have added.</param>
    /// <param name="answer">Makes the entry of a series from the series and the time at which it was added.</param>
    public static SeriesListAnswer Of(IEnumerable<SeriesKey> configured, IEnumerable<AddedSeries> added, Func<SeriesKey, long?, CollectedSeriesAnswer> answer)
    {
        var known = configured.ToHashSet();
        return new SeriesListAnswer([
            .. known.Select(s => (Series: s, AddedAt: (long?)null))
                .Concat(added.Where(a => !known.Contains(a.Series)).Select(a => (a.Series, AddedAt: (long?)a.AddedAt)))
                .OrderBy(s => s.Series.Exchange).ThenBy(s => s.Series.Symbol, StringComparer.Ordinal).ThenBy(s => s.Series.Interval)
                .Select(s => answer(s.Series, s.AddedAt)),
        ]);
    }
}

/// <summary>A series that is to be collected.</summary>
/// <param name="Key">Its name in addresses: binance:BTCUSDT:15m.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="Symbol">The contract.</param>
/// <param name="Tf">The interval in minutes.</param>
/// <param name="Source">configuration, or added.</param>
/// <param name="AddedAt">When it was added, ms UTC; null for a series of the configuration.</param>
/// <param name="State">collecting, waiting, notTraded, refused or off.</param>
/// <param name="Detail">One sentence with the reason why the series is not collected, or null.</param>
internal sealed record CollectedSeriesAnswer(string Key, string Exchange, string Symbol, int Tf, string Source, long? AddedAt, string State, string? Detail)
{
    public const string Configuration = "configuration";
    public const string Added = "added";

    private const string Collecting = "collecting";
    private const string Waiting = "waiting";
    private const string NotTraded = "notTraded";
    private const string Refused = "refused";
    private const string Off = "off";

    /// <param name="series">The series.</param>
    /// <param name="addedAt">When it was added, ms UTC; null for a series of the configuration.</param>
    /// <param name="isOn">Whether the exchange is collected here.</param>
    /// <param name="collector">The newest state of the exchange's collector, or null.</param>
    public static CollectedSeriesAnswer Of(SeriesKey series, long? addedAt, bool isOn, CollectorState? collector)
    {
        var (state, detail) = StateOf(series, addedAt is not null, isOn, collector);
        return Of(series, addedAt, state, detail);
    }

    /// <summary>The entry of a series while no server has the database open.</summary>
    /// <param name="series">The series.</param>
    /// <param name="addedAt">When it was added, ms UTC; null for a series of the configuration.</param>
    public static CollectedSeriesAnswer WithoutServer(SeriesKey series, long? addedAt) => Of(series, addedAt, Off, "No server has the database open; the next one collects the series.");

    private static CollectedSeriesAnswer Of(SeriesKey series, long? addedAt, string state, string? detail) => new(
        NamedSeries.KeyOf(series), series.Exchange.ToWireName(), series.Symbol, series.Interval.Minutes, addedAt is null ? Configuration : Added, addedAt, state, detail);

    private static (string State, string? Detail) StateOf(SeriesKey series, bool isAdded, bool isOn, CollectorState? collector)
    {
        if (!isOn)
            return (Off, $"{series.Exchange} is not collected here (CryptoFlow:Exchanges:{series.Exchange.ToWireName()}:Enabled, CryptoFlow:Collector:Enabled).");
        if (collector is null)
            return (Waiting, "The collector has not reported yet.");
        if (collector.UnknownSymbols.TryGetValue(series.Symbol, out var status))
            return (NotTraded, $"{series.Exchange} does not trade {series.Symbol} (\"{status}\").");
        if (collector.RefusedSeries.TryGetValue(series, out var words))
            return (Refused, words);
        if (collector.Phase != CollectorPhase.Collecting)
            return (Waiting, collector.Detail);
        return isAdded && !collector.Added.Contains(series) ? (Waiting, "The collector has not read the list of added series yet.") : (Collecting, null);
    }
}

/// <summary>The answer of <c>POST /api/series</c>.</summary>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Added">Series that this request has added; with dryRun, series that it would add.</param>
/// <param name="Present">Series of the request that were collected before.</param>
/// <param name="Plan">The requests for the missing history.</param>
internal sealed record SeriesAddedAnswer(bool DryRun, IReadOnlyList<string> Added, IReadOnlyList<string> Present, PlanAnswer Plan);

/// <summary>The answer of <c>DELETE /api/series/{key}</c>.</summary>
/// <param name="Removed">Series that this request has removed. Empty if none of them was added.</param>
/// <param name="CandlesDeleted">Rows that this request has deleted; 0 if the candles stay.</param>
/// <param name="Complete">False if rows are left to delete. Send the same request again to delete them.</param>
internal sealed record SeriesRemovedAnswer(IReadOnlyList<string> Removed, long CandlesDeleted, bool Complete);
