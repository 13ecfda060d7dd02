using System.Net;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Web.Hosting;
using CryptoFlow.Web.Warming;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Web.Tests.Hosting;

/// <summary>The front end with an actor system and without any other part. Without the other parts it has no candles and no health.</summary>
public sealed class WebAloneTests
{
    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/api/health", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/api/candles?symbol=btcusdt&exchange=binance", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/api/gaps?exchange=binance", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/status", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    public async Task The_front_end_starts_without_storage_and_answers(string path, HttpStatusCode status)
    {
        using var folder = new TempFolder();
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", $"--CryptoFlow:Database:Path={folder.File("absent.db")}"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new RunMode(MarketOrigin.Simulator, Periodic: true)).AddSingleton<IFileOrigin>(new OwnFileOrigin(MarketOrigin.Simulator)).AddSingleton(WarmUpSettings.None);
        builder.Services.AddCryptoFlowSettings(builder.Configuration).AddCryptoFlowActors();
        builder.AddCryptoFlowWeb();
        await using var app = builder.Build();
        app.UseCryptoFlowWeb();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var answer = await client.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.False(File.Exists(folder.File("absent.db")));
        await app.StopAsync();
    }
}
