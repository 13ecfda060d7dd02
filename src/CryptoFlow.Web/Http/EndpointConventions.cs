
namespace CryptoFlow.Web.Http;

/// <summary>Maps endpoints by kind (read, change, compute), with the filters, limits and errors of the kind.</summary>
internal static class EndpointConventions
{
    /// <summary>The CORS policy of all routes that only read.</summary>
    public const string ReadPolicy = "read";

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds HEAD to a route that other code maps for GET only.</summary>
    public static HttpMethodMetadata GetAndHead { get; } = new(ReadMethods);

    /// <summary>Maps a route that only reads: GET and HEAD, open to pages of any origin.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes
        .MapWatch(pattern, handler)
        .AddEndpointFilter<ReadActivityFilter>();

    /// <summary>
    /// Maps a read that the server answers from memory and that repeats all day (probes, health, an open page). It does not count as reading activity, so the writer
    /// does not throttle a backfill for it.
    /// </summary>
    public static RouteHandlerBuilder MapWatch(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes
        .MapMethods(pattern, ReadMethods, handler)
        .AddEndpointFilter<InputFilter>()
        .RequireCors(ReadPolicy);

    /// <summary>Maps a route that only reads and needs the key. Pages of other origins cannot call it.</summary>
    public static RouteHandlerBuilder MapGuarded(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes
        .MapMethods(pattern, ReadMethods, handler)
        .WithMetadata(NeedsKey.Instance)
        .AddEndpointFilter<ApiKeyFilter>()
        .AddEndpointFilter<InputFilter>()
        .RequireRateLimiting(RateLimits.Changing)
        .ProducesError(StatusCodes.Status401Unauthorized)
        .ProducesError(StatusCodes.Status403Forbidden)
        .ProducesError(StatusCodes.Status429TooManyRequests);

    /// <summary>Maps a route that changes state. It needs the key and has a rate limit; pages of other origins cannot call it.</summary>
    public static RouteHandlerBuilder MapChange(this IEndpointRouteBuilder routes, string method, string pattern, Delegate handler) => routes
        .MapMethods(pattern, [method], handler)
        .WithMetadata(NeedsKey.Instance)
        .AddEndpointFilter<ApiKeyFilter>()
        .AddEndpointFilter<InputFilter>()
        .RequireRateLimiting(RateLimits.Changing)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status401Unauthorized)
        .ProducesError(StatusCodes.Status403Forbidden)
        .ProducesError(StatusCodes.Status429TooManyRequests);

    /// <summary>Maps a route that changes nothing but is expensive. It has a rate limit; pages of other origins cannot call it.</summary>
    public static RouteHandlerBuilder MapComputing(this IEndpointRouteBuilder routes, string method, string pattern, Delegate handler) => routes
        .MapMethods(pattern, [method], handler)
        .AddEndpointFilter<InputFilter>()
        .RequireRateLimiting(RateLimits.Computing)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status429TooManyRequests);

    /// <summary>Documents an error answer in the OpenAPI document.</summary>
    public static RouteHandlerBuilder ProducesError(this RouteHandlerBuilder route, int status) =>
        route.Produces<ProblemDocument>(status, Problem.ContentType);
}

/// <summary>Marks a route that needs the key, for the OpenAPI document.</summary>
internal sealed class NeedsKey
{
    public static readonly NeedsKey Instance = new();
}
