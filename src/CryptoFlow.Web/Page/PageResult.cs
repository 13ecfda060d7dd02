using CryptoFlow.Dashboard;

namespace CryptoFlow.Web.Page;

/// <summary>Sends the HTML document, or the sentence that says why there is none.</summary>
internal sealed class PageResult(PageFiles files) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        PageHeaders.SetForDocument(httpContext.Response);
        return files.Document is { } document
            ? Results.Bytes(document, "text/html; charset=utf-8").ExecuteAsync(httpContext)
            : Results.Text($"CryptoFlow runs without its page. {files.Missing}\n", "text/plain; charset=utf-8").ExecuteAsync(httpContext);
    }
}
