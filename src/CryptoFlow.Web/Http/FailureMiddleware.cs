using CryptoFlow.Web.Logging;

namespace CryptoFlow.Web.Http;

/// <summary>
/// The outermost exception handler. A failure that the client caused (a body that is too large or incomplete, a lost connection) becomes a 4xx
/// or no answer, and is not logged. Every other exception is a defect: it is logged as an error and answered with a 500 without details.
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
            // The client has closed the connection: nobody waits for an answer.
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(context, StatusProblems.For(bad.StatusCode));
        }
#pragma warning disable CA1031 // Last handler of a request: whatever failed, the client gets an answer without internal details.
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
            // Part of the answer has been sent. Only a closed connection shows the client that the rest will not come.
            context.Abort();
            return;
        }

        context.Response.Clear();
        CommonHeaders.Set(context.Response);
        await problem.ExecuteAsync(context);
    }
}
