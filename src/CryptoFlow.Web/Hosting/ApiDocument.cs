using CryptoFlow.Web.Api;
using CryptoFlow.Web.Http;
using Microsoft.OpenApi;

namespace CryptoFlow.Web.Hosting;

/// <summary>
/// The OpenAPI document at <c>/openapi/v1.json</c>: what the endpoints say of themselves, and what their handlers' types do
/// not show, since parameters are taken as text in order to be refused in our own words.
/// </summary>
internal static class ApiDocument
{
    private const string KeyScheme = "ApiKey";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "CryptoFlow";
            document.Info.Description = "Futures candles of Binance, Bybit and Bitget. All times are ms UTC. Errors are RFC 9457 problem details with the extra member error.";
            document.Components ??= new OpenApiComponents();
            document.AddComponent(KeyScheme, (IOpenApiSecurityScheme)new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeyFilter.Header,
                Description = "The value of CryptoFlow:Api:Key.",
            });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                parameter.Schema = SchemaOf(parameter.Name) ?? parameter.Schema;
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsKey>().Any())
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });

    private static OpenApiSchema? SchemaOf(string? parameter) => parameter switch
    {
        "exchange" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. ExchangeNames.All.Select(e => e.ToWireName())] },
        "limit" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Default = 1000 },
        "before" or "after" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
        "run" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        _ => null,
    };
}
