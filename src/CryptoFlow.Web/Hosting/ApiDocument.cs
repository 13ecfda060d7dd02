using System.Globalization;
using CryptoFlow.Web.Api.Backtests;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Telemetry;
using Microsoft.OpenApi;

namespace CryptoFlow.Web.Hosting;

/// <summary>
/// Completes the OpenAPI document at <c>/openapi/v1.json</c>. ASP.NET derives it from the endpoints; this class adds the facts that the handlers'
/// types do not show, because handlers take parameters as text in order to write the errors themselves.
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
            document.Info.Version = ProgramVersion.Text;
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
            {
                parameter.Schema = SchemaOf(parameter.Name) ?? parameter.Schema;

                // The generator of ASP.NET says of a list of texts that a request must have it, even if the list may be null.
                if (parameter.In == ParameterLocation.Query)
                    parameter.Required = false;
            }

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

    /// <summary>Every route may answer 421, when the header <c>Host</c> is not a name of this server.</summary>
    private static OpenApiResponse Misdirected => new()
    {
        Description = "Misdirected Request: the header Host names another server.",
        Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = new OpenApiMediaType() },
    };

    /// <summary>Each GET operation has a HEAD operation. HEAD gets an id of its own, because operation ids must be unique.</summary>
    private static string? HeadOf(string? get) => get is null ? null : "Head" + (get.StartsWith("Get", StringComparison.Ordinal) ? get[3..] : get);

    private static string TagText(string? tag) => tag switch
    {
        "Live" => "The WebSocket, and the feed of commits.",
        "Candles" => "Stored candles, and the list of symbols.",
        "Health" => "The state of the program, for people and for probes.",
        "Database" => "The operation of the database file.",
        "Backfill" => "Backfills of the history from the exchanges.",
        "Paper trading" => "The paper traders and their record.",
        "Backtest" => "Strategies on stored candles.",
        "Series" => "The collected series.",
        "Funding" => "Funding rates and mark prices.",
        "Operation" => "The configuration, the alerts, and the operations palette.",
        "Page" => "The page for browsers.",
        _ => $"{tag}.",
    };

    /// <summary>ASP.NET derives the schema from the member's type, so it allows only a number or the text of a number. This also allows ISO 8601 text.</summary>
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
        "before" or "after" or "from" or "to" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer | JsonSchemaType.String,
            Description = AllowedTimes,
        },
        "format" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["csv", "parquet"] },
        "run" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        _ => null,
    };
}
