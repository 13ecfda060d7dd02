using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Storage;

/// <summary><c>GET /api/lock-waits</c>: the lock waits of the last 14 days by hour.</summary>
internal static class LockWaitsApi
{
    private const long KeptMs = 14L * 24 * LockWaitHour.Ms;

    public static void MapLockWaits(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/lock-waits", EndpointConventions.Reads, ReadAsync)
        .AsRead()
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName("GetLockWaits")
        .WithTags("Database")
        .WithSummary("The waits for other programs' locks in the last 14 days, by hour.")
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<LockWaitsByHourAnswer>, Problem>> ReadAsync(ReadQueries queries, TimeProvider time, CancellationToken aborted)
    {
        var from = LockWaitHour.Of(time.GetUtcNow().ToUnixTimeMilliseconds()) + LockWaitHour.Ms - KeptMs;
        var (read, problem) = await queries.AskAsync(remaining => new ReaderProtocol.ReadLockWaits(from, remaining), aborted);
        return read is null ? problem! : TypedResults.Ok(LockWaitsByHourAnswer.Of(from, read));
    }
}

/// <summary>The answer of <c>GET /api/lock-waits</c>.</summary>
/// <param name="From">Start of the first hour of the 14 days, ms UTC.</param>
/// <param name="Hours">The hours in which the program ran, ascending.</param>
internal sealed record LockWaitsByHourAnswer(long From, IReadOnlyList<LockWaitHourAnswer> Hours)
{
    public static LockWaitsByHourAnswer Of(long from, ReaderProtocol.LockWaitsRead read) => new(from, [.. read.Hours.Select(LockWaitHourAnswer.Of)]);
}

/// <summary>
/// One hour: its start (ms UTC), the number of transactions and queries that waited, the number that did not get the lock, the sum and the maximum of the waits.
/// </summary>
internal sealed record LockWaitHourAnswer(long Time, long Waits, long Timeouts, double TotalMs, double MaxMs)
{
    public static LockWaitHourAnswer Of(LockWaitHour hour) => new(hour.Hour, hour.Waits, hour.Timeouts, Math.Round(hour.TotalMs, 1), Math.Round(hour.MaxMs, 1));
}
