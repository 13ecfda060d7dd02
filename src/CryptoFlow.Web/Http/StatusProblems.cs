using Microsoft.AspNetCore.Diagnostics;

namespace CryptoFlow.Web.Http;

/// <summary>Adds the common error body to errors of ASP.NET's pipeline (no such route, wrong method, …).</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        return For(http.Response.StatusCode, http.Response.Headers.Allow.ToString()).ExecuteAsync(http);
    }

    /// <summary>The problem for a status without a body.</summary>
    public static Problem For(int status, string? allow = null) => new(status, status switch
    {
        StatusCodes.Status400BadRequest => "The request is malformed.",
        StatusCodes.Status404NotFound => "There is nothing at this address; /openapi/v1.json lists all routes.",
        StatusCodes.Status405MethodNotAllowed => string.IsNullOrEmpty(allow)
            ? "This address does not answer to this method."
            : $"This address answers to {allow} only.",
        StatusCodes.Status408RequestTimeout => "The request came too slowly.",
        StatusCodes.Status413PayloadTooLarge => $"The body is too large; allowed are {RequestLimits.BodyBytes / 1024} KB.",
        StatusCodes.Status414UriTooLong => "The address is too long.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
        StatusCodes.Status421MisdirectedRequest => "This server is not called by that name.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers are too large.",
        >= 500 => "The server failed to answer; its log says why.",
        _ => "The request cannot be answered.",
    });
}
