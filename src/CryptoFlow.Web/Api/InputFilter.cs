using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api;

/// <summary>Turns the sentence of an <see cref="InputException"/> into a 400.</summary>
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
