namespace CryptoFlow.Web.Hosting;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>: what the endpoints say of themselves, and the key.</summary>
internal static class ApiDocument
{
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "CryptoFlow";
            document.Info.Description = "Futures candles of Binance, Bybit and Bitget. All times are ms UTC. Errors are RFC 9457 problem details with the extra member error.";
            return Task.CompletedTask;
        }));
}
