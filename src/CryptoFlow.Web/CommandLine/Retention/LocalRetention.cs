using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Retention;

namespace CryptoFlow.Web.CommandLine.Retention;

/// <summary>Reads the plan from the file. To remove candles it starts the storage in this process and uses its writer.</summary>
internal sealed class LocalRetention(LocalSystem system, CryptoFlowOptions options, TimeProvider time) : IRetentionTarget
{
    /// <summary>Maximum time for one step. Another program should not hold the write lock for so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private WriterClient? _writer;

    public CancellationToken Stopping => system.Stopping;

    public async Task<RetentionAnswer> PlanAsync(CancellationToken cancellation)
    {
        var rules = options.RulesOfRetention();
        using var store = DatabaseFile.OpenForReading(StorageSettings.From(options.Database, options.CollectionPlan().Intervals), time);
        var listed = (ReaderProtocol.SeriesListed)store.Answer(new ReaderProtocol.ListSeries(null, TimeSpan.MaxValue), Deadline.Never);
        var plan = await RetentionPlan.CountAsync(
            RetentionPlan.Of(rules, listed.Series, time.GetUtcNow().ToUnixTimeMilliseconds()),
            find =>
            {
                cancellation.ThrowIfCancellationRequested();
                return Task.FromResult((ReaderProtocol.MissingFound?)store.Answer(find, Deadline.Never));
            });
        return RetentionAnswer.Of(rules, plan!.Value);
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        await system.StartAsync(cancellation);
        _writer = new WriterClient(await system.ActorAsync<DbWriterActor>(cancellation), time, RetryPolicy.Once(Patience));
    }

    public async Task<RemovedAnswer> StepAsync(CancellationToken cancellation)
    {
        var removed = await _writer!.SendAsync(remaining => new WriterProtocol.RemoveOldCandles(WriteId.New(), RunId.New(), remaining), cancellation);
        return removed.IsAnswered
            ? RemovedAnswer.Of(removed.Answer)
            : throw new UserError($"The old candles could not be removed, {removed.Refusal.Reason}: {removed.Refusal.Detail}");
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();
}
