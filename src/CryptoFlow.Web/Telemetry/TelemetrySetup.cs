using System.Text;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring.Metrics;
using CryptoFlow.Outgoing;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace CryptoFlow.Web.Telemetry;

/// <summary>
/// Sets up <c>/metrics</c> for Prometheus, and OTLP export when an endpoint is configured. Collecting metrics reads counters and the monitor's
/// last snapshot; it uses neither SQLite nor an actor.
/// </summary>
internal static class TelemetrySetup
{
    public const string Path = "/metrics";

    /// <summary>Gauges of the .NET runtime whose names end in a suffix that Prometheus reserves for histograms.</summary>
    private static readonly string[] Unclean = ["dotnet.assembly.count", "dotnet.process.cpu.count", "dotnet.timer.count"];

    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<SocketMetrics>();
        services.AddSingleton<FeedMetrics>();
        services.TryAddSingleton(ExportTimeout.Default);
        services.AddHostedService<LastExport>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("cryptoflow", serviceVersion: ProgramVersion.Text))
            .WithMetrics(metrics => metrics
                .AddMeter(CryptoFlowMeter.Name)
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddView(static i => Unclean.Contains(i.Name) ? MetricStreamConfiguration.Drop : null)
                .AddPrometheusExporter(options =>
                {
                    // Without the scope label, because all lines would have the same meter name.
                    options.ScopeInfoEnabled = false;
                    options.ScrapeEndpointPath = Path;
                }));
        services.ConfigureOpenTelemetryMeterProvider(static (sp, metrics) =>
        {
            // Created with the provider, so that the metrics exist at the first scrape.
            sp.GetRequiredService<SocketMetrics>();
            sp.GetRequiredService<FeedMetrics>();
            var timeout = sp.GetRequiredService<ExportTimeout>().Value;
            var connector = new OutgoingConnector(sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<OtlpMetricExporter>>()) { ConnectTimeout = timeout };
            if (ReaderOf(sp.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.Telemetry, connector, timeout) is { } reader)
                metrics.AddReader(reader);
        });
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var shapes = ShapesOf(routes.ServiceProvider);
        routes
            .MapPrometheusScrapingEndpoint(
                path: null, meterProvider: null, branch => branch.Use((http, next) => AnswerAsync(http, next, shapes)), optionsName: null)
            .WithMetadata(EndpointConventions.GetAndHead)
            .DisableHttpMetrics();
    }

    /// <summary>The histograms of this process: those of the database, if this process has the file, and those that other parts have registered.</summary>
    private static IReadOnlyList<HistogramShape> ShapesOf(IServiceProvider services) =>
    [
        .. services.GetRequiredService<NodeRoles>().Database ? HistogramShape.Of(services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.Database.Readers) : [],
        .. services.GetServices<HistogramShape>(),
    ];

    /// <summary>The exporter's answer plus the histograms without values. The header Accept decides between two formats.</summary>
    private static async Task AnswerAsync(HttpContext http, RequestDelegate next, IReadOnlyList<HistogramShape> shapes)
    {
        // As late as possible: if the response already has another Vary header, ASP.NET's compression adds its own value a second time.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.Vary = new StringValues([HeaderNames.AcceptEncoding, HeaderNames.Accept]);
            return Task.CompletedTask;
        });
        var body = http.Response.Body;
        using var exported = new MemoryStream();
        http.Response.Body = exported;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = body;
        }

        if (exported.Length > 0)
            await body.WriteAsync(Encoding.UTF8.GetBytes(EmptyHistograms.Complete(Encoding.UTF8.GetString(exported.GetBuffer(), 0, (int)exported.Length), shapes)), http.RequestAborted);
    }

    private static PeriodicExportingMetricReader? ReaderOf(TelemetryOptions options, OutgoingConnector connector, TimeSpan timeout)
    {
        if (options.OtlpEndpoint is not { Length: > 0 } endpoint)
            return null;
        var exporter = new OtlpMetricExporter(new OtlpExporterOptions
        {
            Endpoint = EndpointOf(new Uri(endpoint), IsHttp(options)),
            Protocol = IsHttp(options) ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
            TimeoutMilliseconds = (int)timeout.TotalMilliseconds,
            HttpClientFactory = () => new HttpClient(OutgoingHttp.ProxiedHandler(connector)) { Timeout = timeout },
        });
        return new PeriodicExportingMetricReader(
            exporter, (int)TimeSpan.FromSeconds(options.ExportIntervalSeconds).TotalMilliseconds, (int)timeout.TotalMilliseconds);
    }

    private static bool IsHttp(TelemetryOptions options) => options.OtlpProtocol.Equals("http/protobuf", StringComparison.OrdinalIgnoreCase);

    /// <summary>OTLP over HTTP names the signal in the path. An address without a path gets <c>/v1/metrics</c>.</summary>
    private static Uri EndpointOf(Uri given, bool http) => http && given.AbsolutePath == "/" ? new Uri(given, "/v1/metrics") : given;
}
