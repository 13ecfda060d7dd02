using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Storage;

/// <summary><c>POST /api/db/checkpoint</c>: runs a checkpoint for an operator. The writer runs all checkpoints, this one included.</summary>
internal static class CheckpointApi
{
    /// <summary>Longer than the checkpoint of a WAL of several gigabytes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void MapCheckpoint(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/db/checkpoint", RunAsync)
        .AsChange()
        .WithName("RunCheckpoint")
        .WithTags("Database")
        .WithSummary("Moves the WAL's frames into the database file. mode=passive (default) does not wait; mode=truncate also empties the WAL file and waits some 50 ms for readers. If a reader blocks the checkpoint, the answer is 200 with busy: true.")
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CheckpointAnswer>, Problem>> RunAsync(
        string? mode,
        WriteRequests writer,
        TimeProvider time,
        CancellationToken aborted)
    {
        var parsed = ParseMode(mode);
        var (done, problem) = await writer.SendAsync(remaining => new WriterProtocol.RunCheckpoint(WriteId.New(), parsed, remaining), Patience, aborted);
        return done is null ? problem! : TypedResults.Ok(HealthMapping.Checkpoint(done.Outcome, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    private static CheckpointMode ParseMode(string? text) => text?.ToLowerInvariant() switch
    {
        null or "passive" => CheckpointMode.Passive,
        "truncate" => CheckpointMode.Truncate,
        _ => throw new InputException($"mode is '{SeriesInput.Quote(text)}'; allowed are passive and truncate."),
    };
}
