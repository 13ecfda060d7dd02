using CryptoFlow.Web.Api.Series;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>Lists, adds and removes series: through the server that has the file open, or in this process.</summary>
internal interface ISeriesTarget : IAsyncDisposable
{
    /// <summary>The part that fetches the history of an added series, as the subject of a sentence.</summary>
    string Fetcher { get; }

    /// <summary>Changes nothing, and needs no <see cref="StartAsync"/>.</summary>
    Task<SeriesListAnswer> ListAsync(CancellationToken cancellation);

    /// <summary>Call before a change or its plan.</summary>
    /// <param name="purpose">The task, as a verb phrase after "to" in an error.</param>
    /// <param name="cancellation">Ends the start.</param>
    Task StartAsync(string purpose, CancellationToken cancellation);

    /// <exception cref="Errors.UserError">The exchange refuses the series (the message has the exchange's words), or there is no answer.</exception>
    Task<SeriesAddedAnswer> AddAsync(NamedSeries series, bool dryRun, CancellationToken cancellation);

    /// <exception cref="Errors.UserError">The configuration collects the series, or there is no answer.</exception>
    Task<SeriesRemovedAnswer> RemoveAsync(NamedSeries series, bool deleteCandles, CancellationToken cancellation);
}
