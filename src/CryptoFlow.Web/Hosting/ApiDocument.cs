using System.Globalization;
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

    private const string AllowedTimes = "ms UTC, or ISO 8601: a date (2024-01-31), or a date and time (2024-01-31T12:00Z).";

    private static readonly string[] TimesOfBacktest = ["from", "to"];

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "CryptoFlow";
            document.Info.Description = "Futures candles of Binance, Bybit and Bitget. All times are ms UTC. Errors are RFC 9457 problem details with the extra member error.";
            document.Info.Version = RootApi.Version;
            foreach (var server in document.Servers ?? [])
                server.Url = server.Url?.TrimEnd('/');
            foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
                tag.Description = TagText(tag.Name);
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
            if (HttpMethods.IsHead(context.Description.HttpMethod ?? ""))
                operation.OperationId = HeadOf(operation.OperationId);
            operation.Responses ??= [];
            operation.Responses.TryAdd(StatusCodes.Status421MisdirectedRequest.ToString(CultureInfo.InvariantCulture), Misdirected);
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                parameter.Schema = SchemaOf(parameter.Name) ?? parameter.Schema;
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsKey>().Any())
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] }];
            else
                operation.Security = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(BacktestBody))
            {
                foreach (var name in TimesOfBacktest)
                    AllowDates(schema.Properties?[name] as OpenApiSchema);
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>Every route answers this to a request that calls the server by a name that is not its own.</summary>
    private static OpenApiResponse Misdirected => new()
    {
        Description = "Misdirected Request: the header Host names another server.",
        Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = new OpenApiMediaType() },
    };

    /// <summary>HEAD is described beside each GET, and no two operations may have the same id.</summary>
    private static string? HeadOf(string? get) => get is null ? null : "Head" + (get.StartsWith("Get", StringComparison.Ordinal) ? get[3..] : get);

    private static string TagText(string? tag) => tag switch
    {
        "Live" => "The WebSocket.",
        "Candles" => "Stored candles, and the series that there are.",
        "Health" => "The state of the program, for people and for probes.",
        "Database" => "What an operator does with the file.",
        "Backfill" => "Filling the history from the exchanges.",
        "Paper trading" => "The paper traders and their record.",
        "Backtest" => "Strategies on stored candles.",
        _ => $"{tag}.",
    };

    /// <summary>The framework takes the member's type for all that is allowed: a number, or the text of a number.</summary>
    private static void AllowDates(OpenApiSchema? time)
    {
        if (time is null)
            return;
        (time.Pattern, time.Format) = (null, null);
        time.Description = $"{time.Description?.TrimEnd('.').Replace(", ms UTC", "", StringComparison.Ordinal)}: {AllowedTimes}";
    }

    private static OpenApiSchema? SchemaOf(string? parameter) => parameter switch
    {
        "exchange" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. ExchangeNames.All.Select(e => e.ToWireName())] },
        "limit" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Default = 1000 },
        "before" or "after" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer | JsonSchemaType.String,
            Description = AllowedTimes,
        },
        "run" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        _ => null,
    };
}
