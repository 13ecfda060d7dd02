namespace CryptoFlow.Web.Http;

/// <summary>
/// The outermost guard. What a client caused (a body that is too large or breaks off, a connection that went away)
/// becomes a 4xx or nothing and is not logged; anything else is a defect: logged as an error and answered with a bare 500.
/// </summary>
internal sealed class FailureMiddleware(RequestDelegate next, ILogger<FailureMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has left; there is nobody to answer and nothing to report.
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(context, StatusProblems.For(bad.StatusCode));
        }
#pragma warning disable CA1031 // The last resort of a request: whatever failed, the client gets an answer without its inside.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.RequestFailed(exception, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint");
            await AnswerAsync(context, StatusProblems.For(StatusCodes.Status500InternalServerError));
        }
    }

    private static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            // Half of an answer is out: only breaking the connection tells the client that the rest will not come.
            context.Abort();
            return;
        }

        context.Response.Clear();
        CommonHeaders.Set(context.Response);
        await problem.ExecuteAsync(context);
    }
}
