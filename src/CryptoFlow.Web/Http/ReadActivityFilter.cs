using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Http;

/// <summary>Records that a client reads, so that the writer throttles backfill. Answers from the cache count too.</summary>
internal sealed class ReadActivityFilter(ReadActivity reading) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        reading.Asked();
        return next(context);
    }
}
