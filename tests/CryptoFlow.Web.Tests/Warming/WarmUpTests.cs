using System.Net;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Testing;
using CryptoFlow.Web.Sockets;
using CryptoFlow.Web.Warming;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Warming;

/// <summary>Before the server reports ready, it sends each frequent request to itself.</summary>
public sealed class WarmUpTests
{
    private static readonly string[] HotPaths = ["a subscription", "gaps", "health", "metrics", "newest candles", "older candles", "symbols"];

    /// <summary>A long limit, because other programs may keep the machine busy.</summary>
    private static readonly WarmUpSettings Patient = new(TimeSpan.FromMinutes(1));

    [Fact]
    public async Task The_warm_up_requests_each_frequent_path_and_leaves_all_counters_unchanged()
    {
        var system = new FakeSystem { Readers = AnswerReads, WarmUp = Patient };
        await using var server = await WebServer.StartAsync(system);
        var warmUp = server.Services.GetRequiredService<WarmUp>();
        Assert.Equal(HotPaths, warmUp.Warmed.Order(StringComparer.Ordinal));
        Assert.True(warmUp.IsOver);

        var reads = system.Asked.OfType<ReaderProtocol.ReadCandles>().ToList();
        Assert.Contains(reads, r => r.Before is null && r.Series == Some.Btc);
        Assert.Contains(reads, r => r.Before is not null);
        Assert.Single(system.Asked.OfType<ReaderProtocol.ReadGaps>());

        var sockets = server.Services.GetRequiredService<SocketCounters>().Snapshot();
        Assert.Equal((0, 0L), (sockets.Clients, sockets.Accepted));
        Assert.Equal(TimeSpan.MaxValue, system.Reading.Since);
        Assert.False(system.Reading.IsWarmingUp);
        Assert.Empty(server.Logs.WarningsAndErrors);

        using var client = await server.Client.GetAsync(new Uri("/api/candles", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, client.StatusCode);
        Assert.NotEqual(TimeSpan.MaxValue, system.Reading.Since);
    }

    [Fact]
    public async Task Ready_is_503_until_the_warm_up_has_ended_and_live_is_200()
    {
        using var gate = new ManualResetEventSlim();
        var system = new FakeSystem
        {
            WarmUp = Patient,
            Readers = message =>
            {
                gate.Wait(HangGuard.Limit);
                return AnswerReads(message);
            },
        };
        var port = LoopbackPorts.Take(1)[0];
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var starting = WebServer.StartAsync(system, settings: $"--urls=http://127.0.0.1:{port}");
        var (status, body) = await FirstAnswerAsync(http, "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("warms up", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await FirstAnswerAsync(http, "/health/live")).Status);
        Assert.False(starting.IsCompleted, "The start, and the message that the server serves, must wait for the warm-up.");

        gate.Set();
        await using var server = await starting;
        Assert.Equal(HttpStatusCode.OK, (await FirstAnswerAsync(http, "/health/ready")).Status);
    }

    [Fact]
    public async Task A_warm_up_that_takes_too_long_is_given_up()
    {
        var system = new FakeSystem { Readers = _ => null, WarmUp = new WarmUpSettings(TimeSpan.FromMilliseconds(1)) };
        await using var server = await WebServer.StartAsync(system);
        Assert.DoesNotContain("newest candles", server.Services.GetRequiredService<WarmUp>().Warmed);
        Assert.False(system.Reading.IsWarmingUp);
        using var ready = await server.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task A_failed_request_of_the_warm_up_does_not_stop_the_start()
    {
        var system = new FakeSystem
        {
            // The readers refuse pages of candles and gaps. Everything else works.
            Readers = _ => new ReaderProtocol.ReadRefused(ReadRefusal.Failed, "Broken.", TimeSpan.Zero),
            WarmUp = Patient,
        };
        await using var server = await WebServer.StartAsync(system);
        var warmUp = server.Services.GetRequiredService<WarmUp>();
        Assert.Contains("symbols", warmUp.Warmed);
        Assert.DoesNotContain("gaps", warmUp.Warmed);
        Assert.DoesNotContain("newest candles", warmUp.Warmed);
        Assert.True(warmUp.IsOver);
        Assert.Empty(server.Logs.WarningsAndErrors);
        using var ready = await server.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private static object? AnswerReads(object message) => message switch
    {
        ReaderProtocol.ReadCandles read => Some.Read(read.Series, Some.Candles(100)),
        ReaderProtocol.ReadGaps => new ReaderProtocol.GapsRead([], []),
        _ => null,
    };

    private static async Task<(HttpStatusCode Status, string Body)> FirstAnswerAsync(HttpClient http, string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
                return (response.StatusCode, await response.Content.ReadAsStringAsync());
            }
            catch (HttpRequestException) when (tries < 600)
            {
                // The server does not listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
