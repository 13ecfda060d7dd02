using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Http;

/// <summary>
/// The kinds of endpoints (read, change, compute), with the filters, limits and errors of the kind. The routes themselves are mapped by ASP.NET's own methods, because
/// its generator writes the code that reads a request only where it sees the handler. Otherwise ASP.NET compiles this code for all routes at the first request.
/// </summary>
internal static class EndpointConventions
{
    /// <summary>The CORS policy of all routes that only read.</summary>
    public const string ReadPolicy = "read";

    /// <summary>The methods of a route that only reads.</summary>
    public static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds HEAD to a route that other code maps for GET only.</summary>
    public static HttpMethodMetadata GetAndHead { get; } = new(Reads);

    /// <summary>A route that only reads, open to pages of any origin.</summary>
    public static RouteHandlerBuilder AsRead(this RouteHandlerBuilder route) => route
        .AsWatch()
        .AddFilter<ReadActivity>(reading => new ReadActivityFilter(reading));

    /// <summary>
    /// A read that the server answers from memory and that repeats all day (probes, health, an open page). It does not count as reading activity, so the writer
    /// does not throttle a backfill for it.
    /// </summary>
    public static RouteHandlerBuilder AsWatch(this RouteHandlerBuilder route) => route
        .AddEndpointFilter(new InputFilter())
        .RequireCors(ReadPolicy);

    /// <summary>A route that only reads and needs the key. Pages of other origins cannot call it.</summary>
    public static RouteHandlerBuilder AsGuarded(this RouteHandlerBuilder route) => route
        .WithMetadata(NeedsKey.Instance)
        .AddFilter<IOptions<CryptoFlowOptions>>(options => new ApiKeyFilter(options))
        .AddEndpointFilter(new InputFilter())
        .RequireRateLimiting(RateLimits.Changing)
        .ProducesError(StatusCodes.Status401Unauthorized)
        .ProducesError(StatusCodes.Status403Forbidden)
        .ProducesError(StatusCodes.Status429TooManyRequests);

    /// <summary>A route that changes state. It needs the key and has a rate limit; pages of other origins cannot call it.</summary>
    public static RouteHandlerBuilder AsChange(this RouteHandlerBuilder route) => route
        .AsGuarded()
        .ProducesError(StatusCodes.Status400BadRequest);

    /// <summary>A route that changes nothing but is expensive. It has a rate limit; pages of other origins cannot call it.</summary>
    public static RouteHandlerBuilder AsComputing(this RouteHandlerBuilder route) => route
        .AddEndpointFilter(new InputFilter())
        .RequireRateLimiting(RateLimits.Computing)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status429TooManyRequests);

    /// <summary>Documents an error answer in the OpenAPI document.</summary>
    public static RouteHandlerBuilder ProducesError(this RouteHandlerBuilder route, int status) =>
        route.Produces<ProblemDocument>(status, Problem.ContentType);

    /// <summary>Adds a filter that needs a service. ASP.NET's own method for this compiles code for each route at the first request.</summary>
    private static RouteHandlerBuilder AddFilter<TService>(this RouteHandlerBuilder route, Func<TService, IEndpointFilter> filterWith)
        where TService : notnull => route.AddEndpointFilterFactory((context, next) =>
        {
            var filter = filterWith(context.ApplicationServices.GetRequiredService<TService>());
            return invocation => filter.InvokeAsync(invocation, next);
        });
}

/// <summary>Marks a route that needs the key, for the OpenAPI document.</summary>
internal sealed class NeedsKey
{
    public static readonly NeedsKey Instance = new();
}
