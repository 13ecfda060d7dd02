using System.Net;
using System.Text.Json;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Tests.Api.Operation;

public sealed class ConfigurationApiTests : IAsyncLifetime
{
    private WebServer _server = null!;

    public async Task InitializeAsync() => _server = await WebServer.StartAsync(
        null, null, "--CryptoFlow:Collector:HistoryDays=30", "--CryptoFlow:Collector:Timeframes:0=15m", "--CryptoFlow:Alerts:WebhookUrl=http://127.0.0.1:9/secret", "--CryptoFlow:Exchanges:bitget:Enabled=true");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Each_key_has_its_effective_value_and_its_source()
    {
        var settings = await SettingsAsync();
        Assert.Equal(("30", "command line", false), Of(settings, "Collector:HistoryDays"));
        Assert.Equal(("15m", "command line", false), Of(settings, "Collector:Timeframes"));
        Assert.Equal((null, "default", true), Of(settings, "Telemetry:OtlpEndpoint"));

        // The command line sets the default value: the source is the command line, and the value counts as the default.
        Assert.Equal(("true", "command line", true), Of(settings, "Exchanges:bitget:Enabled"));
    }

    [Fact]
    public async Task Secrets_are_hidden()
    {
        using var response = await GetAsync(WebServer.Key);
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain(WebServer.Key, body, StringComparison.Ordinal);
        Assert.DoesNotContain("/secret", body, StringComparison.Ordinal);
        var settings = await SettingsAsync();
        Assert.Equal("***", Of(settings, "Api:Key").Value);
        Assert.Equal("***", Of(settings, "Alerts:WebhookUrl").Value);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Without_the_key_nothing_is_answered_and_no_other_origin_may_read_it()
    {
        using var refused = await GetAsync(null);
        await _server.AssertProblemAsync(refused, HttpStatusCode.Unauthorized);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/config");
        request.Headers.Add(ApiKeyFilter.Header, WebServer.Key);
        request.Headers.Add("Origin", "https://elsewhere.example");
        using var answered = await _server.Client.SendAsync(request);
        Assert.False(answered.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static (string? Value, string Source, bool IsDefault) Of(List<JsonElement> settings, string key)
    {
        var setting = settings.Single(s => s.GetProperty("key").GetString() == $"CryptoFlow:{key}");
        return (setting.GetProperty("value").GetString(), setting.GetProperty("source").GetString()!, setting.GetProperty("isDefault").GetBoolean());
    }

    private async Task<List<JsonElement>> SettingsAsync()
    {
        using var response = await GetAsync(WebServer.Key);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. body.RootElement.GetProperty("settings").EnumerateArray().Select(s => s.Clone())];
    }

    private async Task<HttpResponseMessage> GetAsync(string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/config");
        if (key is not null)
            request.Headers.Add(ApiKeyFilter.Header, key);
        return await _server.Client.SendAsync(request);
    }
}
