using Akka.Actor;
using CryptoFlow.Dashboard;
using CryptoFlow.Membership;
using CryptoFlow.Storage;
using CryptoFlow.Web.Hosting;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>The front end as users reach it: Kestrel on a loopback port with the whole pipeline, and a scripted system behind it.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    public const string Key = "a-key-of-sufficient-length";

    /// <summary>The longest that the setting allows. A busy machine may let the scripted readers answer late.</summary>
    private const int ReadTimeoutMs = 60_000;

    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private WebServer(WebApplication app, FakeSystem system, RecordedLogs logs, TempFolder folder)
    {
        _app = app;
        _folder = folder;
        System = system;
        Logs = logs;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public FakeSystem System { get; }

    public RecordedLogs Logs { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The feed on which the writer publishes its commits.</summary>
    public ICommitFeed Commits => _app.Services.GetRequiredService<ICommitFeed>();

    public ActorSystem Actors => _app.Services.GetRequiredService<ActorSystem>();

    public static Task<WebServer> StartAsync(FakeSystem? system = null, RateLimits? limits = null, params string[] settings) =>
        StartAsync(system ?? new FakeSystem(), services => services.AddSingleton(limits ?? new RateLimits { ChangingBurst = 10_000, ExpensiveBurst = 10_000, ComputingBurst = 10_000 }), settings);

    /// <summary>Starts the server with another timeout for the export of metrics.</summary>
    public static Task<WebServer> StartExportingAsync(ExportTimeout exportTimeout, params string[] settings) =>
        StartAsync(new FakeSystem(), services => services.AddSingleton(exportTimeout), settings);

    /// <summary>Starts the server with another page than the built page.</summary>
    public static Task<WebServer> StartWithPageAsync(PageFiles page) => StartAsync(new FakeSystem(), services => services.AddSingleton(page), []);

    /// <summary>Starts the server as a member of a cluster.</summary>
    public static Task<WebServer> StartInClusterAsync(IClusterControl cluster) => StartAsync(new FakeSystem(), services => services.AddSingleton(cluster), []);

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<WebServer> StartAsync(FakeSystem system, Action<IServiceCollection> replace, string[] settings)
    {
        var folder = new TempFolder();
        var logs = new RecordedLogs();
        var builder = WebApplication.CreateBuilder(
        [
            "--urls=http://127.0.0.1:0",
            $"--CryptoFlow:Database:Path={folder.File("test.db")}",
            $"--CryptoFlow:Api:Key={Key}",
            $"--CryptoFlow:Api:ReadTimeoutMs={ReadTimeoutMs}",
            "--Logging:LogLevel:Default=Information",
            .. settings,
        ]);
        builder.Logging.ClearProviders().AddProvider(logs);
        replace(builder.Services);
        builder.Services.AddSingleton(system.Histories);
        system.Add(builder.Services, builder.Configuration, RunMode.Serve);
        builder.AddCryptoFlowWeb();
        var app = builder.Build();
        app.UseCryptoFlowWeb();
        await app.StartAsync();
        return new WebServer(app, system, logs, folder);
    }
}
