using Akka.Hosting;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Storage;

/// <summary><c>POST /api/db/checkpoint</c>: an operator orders a checkpoint. The writer runs it, as it runs every checkpoint.</summary>
internal static class CheckpointApi
{
    /// <summary>Longer than a checkpoint of a WAL of some gigabytes takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void MapCheckpoint(this IEndpointRouteBuilder routes) => routes
        .MapChange(HttpMethods.Post, "/api/db/checkpoint", RunAsync)
        .WithName("RunCheckpoint")
        .WithTags("Database")
        .WithSummary("Moves the WAL's frames into the file: mode=passive (default) waits for nobody, mode=truncate also empties the WAL file and waits some 50 ms for readers. A checkpoint that a reader held up answers 200 with busy: true.")
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CheckpointAnswer>, Problem>> RunAsync(
        string? mode,
        IRequiredActor<DbWriterActor> writer,
        TimeProvider time,
        CancellationToken aborted)
    {
        var order = new WriterProtocol.RunCheckpoint(WriteId.New(), ParseMode(mode), time.GetUtcNow() + Patience);
        var (reply, problem) = await writer.AskAsync("The writer", order, Patience, aborted);
        return reply switch
        {
            null => problem!,
            WriterProtocol.CheckpointFinished done => TypedResults.Ok(HealthMapping.Checkpoint(done.Outcome, time.GetUtcNow().ToUnixTimeMilliseconds())),
            _ => Problem.Unavailable($"The database cannot be written now: {((WriterProtocol.WriteRejected)reply).Detail}"),
        };
    }

    private static CheckpointMode ParseMode(string? text) => text?.ToLowerInvariant() switch
    {
        null or "passive" => CheckpointMode.Passive,
        "truncate" => CheckpointMode.Truncate,
        _ => throw new InputException($"mode is '{SeriesInput.Quote(text)}'; allowed are passive and truncate."),
    };
}
