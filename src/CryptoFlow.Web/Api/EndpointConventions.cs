using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api;

/// <summary>What all endpoints of a kind have in common.</summary>
internal static class EndpointConventions
{
    /// <summary>The CORS policy of everything that only reads.</summary>
    public const string ReadPolicy = "read";

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>For routes that are mapped elsewhere for GET alone.</summary>
    public static HttpMethodMetadata GetAndHead { get; } = new(ReadMethods);

    /// <summary>A route that reads: GET and HEAD, open to pages of any origin.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes
        .MapMethods(pattern, ReadMethods, handler)
        .AddEndpointFilter<ReadActivityFilter>()
        .AddEndpointFilter<InputFilter>()
        .RequireCors(ReadPolicy);

    /// <summary>A route that changes state: needs the key, is limited, and no other origin's page may call it.</summary>
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

    /// <summary>A route that changes nothing and costs much: limited, and no other origin's page may call it.</summary>
    public static RouteHandlerBuilder MapComputing(this IEndpointRouteBuilder routes, string method, string pattern, Delegate handler) => routes
        .MapMethods(pattern, [method], handler)
        .AddEndpointFilter<InputFilter>()
        .RequireRateLimiting(RateLimits.Computing)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status429TooManyRequests);

    /// <summary>Documents an error answer.</summary>
    public static RouteHandlerBuilder ProducesError(this RouteHandlerBuilder route, int status) =>
        route.Produces<ProblemDocument>(status, Problem.ContentType);
}

/// <summary>Marks a route that needs the key, for the description of the API.</summary>
internal sealed class NeedsKey
{
    public static readonly NeedsKey Instance = new();
}
