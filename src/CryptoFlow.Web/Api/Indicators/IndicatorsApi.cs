using Akka.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trading;
using CryptoFlow.Trading.Indicators;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api.Indicators;

/// <summary><c>GET /api/indicators</c>: the values by which a strategy decides, computed by the strategy itself.</summary>
internal static class IndicatorsApi
{
    public static void MapIndicators(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/indicators", EndpointConventions.Reads, ReadAsync)
        .AsRead()
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName("GetIndicators")
        .WithTags("Paper trading")
        .WithSummary("The values by which a strategy decides, for the candles of a chart.")
        .WithDescription("The strategy computes the values itself: from the candles of its paper trader, or from all stored candles if no paper trader is configured.")
        .Produces<IndicatorsAnswer>()
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<IndicatorsAnswer>, Problem>> ReadAsync(
        [AsParameters] IndicatorsParameters parameters,
        IOptions<CryptoFlowOptions> options,
        StrategyIndicators indicators,
        IRequiredActor<DbReaderRouterActor> readers,
        TimeProvider time,
        CancellationToken aborted)
    {
        var query = parameters.ToQuery(options.Value.PaperTrading, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!readers.TryGet(out var actor))
            return Problem.Unavailable("The database is not ready yet; try again.");
        try
        {
            var client = new ReaderClient(actor, time, RetryPolicy.BackgroundRead(Environment.ProcessId));
            return TypedResults.Ok(IndicatorsAnswer.Of(query, await indicators.ReadAsync(query, client, aborted)));
        }
        catch (StoredCandlesUnavailableException unavailable)
        {
            return Problem.Unavailable($"The candles could not be read: {unavailable.Message}");
        }
    }
}
