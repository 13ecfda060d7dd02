using System.Text.Json.Serialization.Metadata;
using CryptoFlow.Configuration;
using CryptoFlow.Dashboard;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trading.Indicators;
using CryptoFlow.Trading.Live;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Api.Backtests;
using CryptoFlow.Web.Api.Candles;
using CryptoFlow.Web.Api.Export;
using CryptoFlow.Web.Api.Funding;
using CryptoFlow.Web.Api.Gaps;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Api.Import;
using CryptoFlow.Web.Api.Indicators;
using CryptoFlow.Web.Api.Live;
using CryptoFlow.Web.Api.Operation;
using CryptoFlow.Web.Api.Paper;
using CryptoFlow.Web.Api.Retention;
using CryptoFlow.Web.Api.Revisions;
using CryptoFlow.Web.Api.Series;
using CryptoFlow.Web.Api.Storage;
using CryptoFlow.Web.Backtests;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Feed;
using CryptoFlow.Web.Hosting.Systemd;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Operations;
using CryptoFlow.Web.Page;
using CryptoFlow.Web.Sockets;
using CryptoFlow.Web.Telemetry;
using CryptoFlow.Web.Warming;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Hosting;

/// <summary>Composes the front end: its services, its pipeline, its routes.</summary>
internal static class CryptoFlowServer
{
    private static readonly string[] ExposedHeaders = ["ETag", "Retry-After"];
    private static readonly string[] CompressedTypes = [.. ResponseCompressionDefaults.MimeTypes, Problem.ContentType];

    public static void AddCryptoFlowWeb(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(RequestLimits.Apply);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(NodeRoles.All);
        services.AddSingleton<ReadQueries>();
        services.AddSingleton<WriteRequests>();
        services.AddSingleton<CollectorRequests>();
        services.AddSingleton<SeriesRequests>();
        services.TryAddCommitFeed().TryAddSingleton<SeriesChanges>();
        services.TryAddSingleton<ReadActivity>();
        services.TryAddSingleton<MonitorBoard>();
        services.TryAddSingleton<TraderBoard>();
        services.AddSingleton(sp => Listening(sp, PageCacheOf(sp)));
        services.AddSingleton(sp => Listening(sp, new StoredIntervals(sp.GetRequiredService<ReadQueries>())));
        services.AddSingleton(sp => Listening(sp, new StrategyIndicators(sp.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.PaperTrading)));
        services.AddSingleton<CollectedNow>();
        services.AddSingleton<SeriesChoice>();
        services.AddSingleton<ExportSlots>();
        if (services.Any(s => s.ServiceType == typeof(INodeReadiness)))
            services.AddSingleton(sp => new HeldPages(CacheBytes(sp)));
        services.AddSingleton<NewestPages>();
        services.AddSingleton<HealthSource>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<SocketCounters>();
        services.TryAddSingleton(PageFiles.Embedded());
        services.TryAddSingleton(new HistoryLimits());
        services.AddSingleton<SocketHistories>();
        services.AddSingleton<AllowedOrigins>();
        services.AddSingleton<SocketEndpoint>();
        services.AddFeed();
        services.AddSingleton<DrainDeadline>();
        services.TryAddSingleton(WarmUpOf);
        services.AddSingleton<WarmUp>();
        services.AddHostedService<SocketHubService>();
        services.AddHostedService<ServerAnnouncement>();
        services.AddHostedService<BackfillProgressLog>();
        services.AddSingleton<BacktestRuns>();
        services.AddHostedService(sp => sp.GetRequiredService<BacktestRuns>());
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, JsonTypeInfoResolver.Combine(ApiJson.Default, OperationsJson.Default)));
        services.AddOperations();
        services.AddSystemdReports();
        services.AddTelemetry();
        services.AddApiDocument();
        services.AddCors(cors => cors.AddPolicy(EndpointConventions.ReadPolicy, AnyOriginReads));
        services.TryAddSingleton(new RateLimits());
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<RateLimits>((options, limits) => limits.Apply(options));
        services.AddResponseCompression(compression =>
        {
            // Compression under TLS is safe here (BREACH): the answers contain no secrets.
            compression.EnableForHttps = true;
            compression.MimeTypes = CompressedTypes;
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = System.IO.Compression.CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = System.IO.Compression.CompressionLevel.Fastest);
    }

    public static void UseCryptoFlowWeb(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<WarmUp>().Attach);
        app.Use(app.Services.GetRequiredService<DrainDeadline>().InvokeAsync);
        app.Use(CommonHeaders.InvokeAsync);
        app.UseMiddleware<FailureMiddleware>();
        app.UseMiddleware<HostFilter>();
        app.UseResponseCompression();
        app.UseStatusCodePages(StatusProblems.WriteAsync);
        app.UseRouting();
        app.UseCors();
        app.UseRateLimiter();
        app.UseWebSockets();

        MapOperation(app);
        if (app.Services.GetRequiredService<NodeRoles>().Web)
            MapFront(app);
    }

    /// <summary>The routes of every process: health, metrics and operations.</summary>
    private static void MapOperation(WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        app.MapOperations();
    }

    /// <summary>The routes of processes with the role web.</summary>
    private static void MapFront(WebApplication app)
    {
        app.MapRoot();
        app.MapPage();
        app.MapApiReference();
        app.MapCandles();
        app.MapSymbols();
        app.MapStream();
        app.MapCheckpoint();
        app.MapLockWaits();
        app.MapGaps();
        app.MapRevisions();
        app.MapFunding();
        app.MapDeleteCandles();
        app.MapSeries();
        app.MapRetention();
        app.MapBackfill();
        app.MapImport();
        app.MapExport();
        app.MapPaper();
        app.MapIndicators();
        app.MapBacktest();
        app.MapConfiguration();
        app.MapAlerts();
        app.MapOpenApi("/openapi/v1.json").WithMetadata(EndpointConventions.GetAndHead).RequireCors(EndpointConventions.ReadPolicy).RequireRateLimiting(RateLimits.Expensive);
    }

    private static PageCache PageCacheOf(IServiceProvider services) => new(CacheBytes(services));

    private static WarmUpSettings WarmUpOf(IServiceProvider services) => services.GetRequiredService<NodeRoles>().Web
        ? new WarmUpSettings(TimeSpan.FromSeconds(services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.Api.WarmUpSeconds))
        : WarmUpSettings.None;

    /// <summary>Registers a new cache with <see cref="SeriesChanges"/>, so that the cache learns of every change before it has its first entry.</summary>
    private static TCache Listening<TCache>(IServiceProvider services, TCache cache)
        where TCache : ISeriesChangeListener
    {
        services.GetRequiredService<SeriesChanges>().Add(cache);
        return cache;
    }

    private static long CacheBytes(IServiceProvider services) => services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value.Api.CacheMb * 1024L * 1024L;

    private static void AnyOriginReads(CorsPolicyBuilder policy) => policy
        .AllowAnyOrigin()
        .AllowAnyHeader()
        .WithMethods(EndpointConventions.Reads)
        .WithExposedHeaders(ExposedHeaders);
}
