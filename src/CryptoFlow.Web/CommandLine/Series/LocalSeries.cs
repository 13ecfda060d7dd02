using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Messages;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Api.Series;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>
/// Lists the series of the file and of the configuration, read-only. For a change it starts the system in this process, with the only writer and with collectors that
/// only check the series, and runs the same steps as the server. The next server reads the list when it starts.
/// </summary>
internal sealed class LocalSeries(LocalSystem system, CryptoFlowOptions options, TimeProvider time) : ISeriesTarget
{
    /// <summary>Maximum time in which the readers open the file after the writer has opened it.</summary>
    private static readonly TimeSpan OpensWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private SeriesRequests? _requests;

    public string Fetcher => "the next start of the server, or the command backfill,";

    public Task<SeriesListAnswer> ListAsync(CancellationToken cancellation)
    {
        var plan = options.CollectionPlan();
        using var store = DatabaseFile.OpenForReading(StorageSettings.From(options.Database, plan.Intervals), time);
        var added = (ReaderProtocol.AddedSeriesRead)store.Answer(new ReaderProtocol.ReadAddedSeries(null, TimeSpan.MaxValue), Deadline.Never);
        return Task.FromResult(SeriesListAnswer.Of(plan.Series, added.Series, CollectedSeriesAnswer.WithoutServer));
    }

    public async Task StartAsync(string purpose, CancellationToken cancellation)
    {
        await system.StartAsync(cancellation);
        var queries = new ReadQueries(system.Service<IRequiredActor<DbReaderRouterActor>>(), system.Service<IOptions<CryptoFlowOptions>>(), time);
        _requests = new SeriesRequests(
            system.Service<CollectionPlan>(),
            system.Service<IOptions<CryptoFlowOptions>>(),
            new CollectorRequests(system.Service<IRequiredActor<CollectorManagerActor>>(), time),
            new WriteRequests(system.Service<IRequiredActor<DbWriterActor>>(), system.Service<MonitorBoard>(), time),
            queries,
            system.Service<MonitorBoard>(),
            time);
        for (var began = time.GetTimestamp(); await queries.AskAsync(remaining => new ReaderProtocol.ReadAddedSeries(null, remaining), cancellation) is { Value: null, Problem: { } problem };)
        {
            if (time.GetElapsedTime(began) > OpensWithin)
                throw new UserError(problem.Error);
            await Task.Delay(LookEvery, time, cancellation);
        }
    }

    public async Task<SeriesAddedAnswer> AddAsync(NamedSeries series, bool dryRun, CancellationToken cancellation) =>
        ValueOf(await _requests!.AddAsync(series, dryRun, cancellation));

    public async Task<SeriesRemovedAnswer> RemoveAsync(NamedSeries series, bool deleteCandles, CancellationToken cancellation) =>
        ValueOf(await _requests!.RemoveAsync(series, deleteCandles, cancellation));

    public ValueTask DisposeAsync() => system.DisposeAsync();

    /// <exception cref="UserError">There is a problem instead of an answer.</exception>
    private static TAnswer ValueOf<TAnswer>(Answer<TAnswer> answer)
        where TAnswer : class => answer.Value
        ?? throw (answer.Problem is { Status: StatusCodes.Status400BadRequest, Error: var wrong } ? UserError.WrongUse(wrong) : new UserError(answer.Problem!.Error));
}
