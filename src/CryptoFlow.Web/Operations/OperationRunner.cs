using CryptoFlow.Web.Http;
using CryptoFlow.Web.Logging;
using CryptoFlow.Web.Operations.Verbs;

namespace CryptoFlow.Web.Operations;

/// <summary>Runs the verbs of <see cref="OperationsPalette"/>.</summary>
internal sealed class OperationRunner(ClusterVerbs cluster, ActorVerbs actors, DatabaseVerbs database, CollectorVerbs collectors, ILogger<OperationRunner> logger)
{
    /// <summary>Runs a verb. Before a dangerous verb it writes a line to the log.</summary>
    /// <param name="call">The verb with its arguments.</param>
    /// <param name="caller">The address of the caller, for the log.</param>
    /// <param name="aborted">Cancelled when the caller has gone.</param>
    /// <exception cref="InputException">The value of an argument is wrong.</exception>
    public Task<VerbAnswer> RunAsync(OperationRequest.Call call, string caller, CancellationToken aborted)
    {
        if (call.IsDangerous)
            logger.OperationRun(caller, call.Name, TextOf(call.Arguments));
        return RunAsync(call, aborted);
    }

    private static string TextOf(IReadOnlyDictionary<string, string> arguments) => arguments.Count == 0
        ? "no arguments"
        : string.Join(", ", arguments.Select(a => $"{a.Key} {SeriesInput.Quote(a.Value).ReplaceLineEndings(" ")}"));

    private async Task<VerbAnswer> RunAsync(OperationRequest.Call call, CancellationToken aborted) => call.Name switch
    {
        "cluster show" => cluster.Show(),
        "cluster status" => cluster.Status(),
        "cluster leader" => cluster.Leader(),
        "cluster singletons" => cluster.Singletons(),
        "cluster tail" => cluster.Tail(aborted),
        "cluster join" => cluster.Join(call),
        "cluster leave" => cluster.Leave(call),
        "cluster down" => cluster.Down(call),
        "cluster down-unreachable" => cluster.DownUnreachable(),
        "actor hierarchy" => actors.Hierarchy(call),
        "actor system" => actors.System(),
        "db status" => database.Status(),
        "db locks" => await database.LocksAsync(aborted),
        "db readers" => await database.ReadersAsync(aborted),
        "db retention" => database.Retention(),
        "db checkpoint" => await database.CheckpointAsync(call, aborted),
        "db why" => await database.WhyAsync(call, aborted),
        "collector status" => collectors.Status(),
        "collector backfill" => await collectors.BackfillAsync(call, aborted),
        "collector pause" => await collectors.PauseAsync(call, aborted),
        "collector resume" => await collectors.ResumeAsync(call, aborted),
        _ => throw new InvalidOperationException($"The verb {call.Name} is defined and has no implementation."),
    };
}
