
namespace CryptoFlow.Web.Http;

/// <summary>Answers an <see cref="InputException"/> with 400 and its message.</summary>
internal sealed class InputFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InputException wrong)
        {
            return Problem.BadRequest(wrong.Message);
        }
    }
}
