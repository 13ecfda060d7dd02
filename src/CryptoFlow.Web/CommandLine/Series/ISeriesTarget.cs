using CryptoFlow.Web.Api.Series;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>Where series are listed, added and removed: through the server that has the file open, or by this process.</summary>
internal interface ISeriesTarget : IAsyncDisposable
{
    /// <summary>Who fetches the history of an added series; it begins a part of a sentence.</summary>
    string Fetcher { get; }

    /// <summary>Changes nothing, and needs no <see cref="StartAsync"/>.</summary>
    Task<SeriesListAnswer> ListAsync(CancellationToken cancellation);

    /// <summary>To be called before a change or its plan.</summary>
    /// <param name="purpose">What the user wants; it follows "to" in an error.</param>
    /// <param name="cancellation">Ends the start.</param>
    Task StartAsync(string purpose, CancellationToken cancellation);

    /// <exception cref="Errors.UserError">The series is refused, in the exchange's words, or nobody answers.</exception>
    Task<SeriesAddedAnswer> AddAsync(NamedSeries series, bool dryRun, CancellationToken cancellation);

    /// <exception cref="Errors.UserError">The configuration collects the series, or nobody answers.</exception>
    Task<SeriesRemovedAnswer> RemoveAsync(NamedSeries series, bool deleteCandles, CancellationToken cancellation);
}
