using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Http;

/// <summary>Tells the writer that somebody reads, whether the answer is kept or has to be looked up.</summary>
internal sealed class ReadActivityFilter(ReadActivity reading) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        reading.Asked();
        return next(context);
    }
}
