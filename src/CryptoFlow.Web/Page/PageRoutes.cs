using CryptoFlow.Dashboard;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace CryptoFlow.Web.Page;

/// <summary><c>/assets/…</c>: scripts, styles and pictures of the page. <c>RootApi</c> serves the HTML document at <c>/</c>.</summary>
internal static class PageRoutes
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void MapPage(this IEndpointRouteBuilder routes) => routes.MapMethods("/assets/{file}", EndpointConventions.Reads, Answer)
        .WithName("GetPageFile")
        .WithTags("Page")
        .WithSummary("A file of the page.")
        .Produces(StatusCodes.Status200OK)
        .ProducesError(StatusCodes.Status404NotFound);

    /// <summary>An open page of an older version may ask for a file that no longer exists. It gets 404, never the HTML document as a script.</summary>
    private static IResult Answer(string file, HttpContext http, PageFiles files)
    {
        if (files.Find($"assets/{file}") is not { } content)
            return new Problem(StatusCodes.Status404NotFound, "The page has no such file; load the page again.");

        http.Response.Headers.CacheControl = PageHeaders.Immutable;
        return Results.Bytes(content, Types.TryGetContentType(file, out var type) ? type : "application/octet-stream");
    }
}
