using System.Text.Json;
using CryptoFlow.Testing.Processes;

namespace CryptoFlow.Web.Tests.Hosting;

public sealed class ApiDocumentTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private readonly WebServer _server = fixture.Server;

    [Fact]
    public async Task No_two_operations_have_the_same_id_and_the_server_has_no_slash_at_its_end()
    {
        var document = await _server.GetJsonAsync("/openapi/v1.json");

        var ids = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value.GetProperty("operationId").GetString()).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Contains("HeadCandles", ids);
        Assert.Equal($"http://127.0.0.1:{_server.Address.Port}", document.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task Times_may_be_numbers_or_ISO_8601_as_the_endpoints_take_them()
    {
        var document = await _server.GetJsonAsync("/openapi/v1.json");

        var parameters = document.GetProperty("paths").GetProperty("/api/candles").GetProperty("get").GetProperty("parameters").EnumerateArray();
        var body = document.GetProperty("components").GetProperty("schemas").GetProperty("BacktestBody").GetProperty("properties");
        JsonElement[] times =
        [
            .. parameters.Where(p => p.GetProperty("name").GetString() is "before" or "after" or "from" or "to").Select(p => p.GetProperty("schema")),
            body.GetProperty("from"),
            body.GetProperty("to"),
        ];
        Assert.Equal(6, times.Length);
        Assert.All(times, time =>
        {
            Assert.Superset(new HashSet<string?> { "integer", "string" }, time.GetProperty("type").EnumerateArray().Select(t => t.GetString()).ToHashSet());
            Assert.False(time.TryGetProperty("pattern", out _));
            Assert.False(time.TryGetProperty("format", out _));
        });
    }

    [Fact]
    public async Task No_query_parameter_is_required_because_the_endpoints_write_these_errors_themselves()
    {
        var document = await _server.GetJsonAsync("/openapi/v1.json");

        var parameters = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject())
            .SelectMany(o => o.Value.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToList() : []).ToList();
        Assert.Contains(parameters, p => p.GetProperty("name").GetString() == "series");
        Assert.All(parameters, p => Assert.True(p.GetProperty("in").GetString() != "query" || !p.TryGetProperty("required", out var required) || !required.GetBoolean(), p.ToString()));
    }

    [SkippableFact]
    public async Task Redocly_finds_no_fault_in_the_OpenAPI_document()
    {
        NodeTools.SkipWithout("@redocly/cli");
        using var folder = new TempFolder();
        var file = folder.File("openapi.json");
        await File.WriteAllTextAsync(file, await _server.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));

        var run = await NodeTools.RunAsync(NodeTools.Redocly, ["lint", "--config", "redocly.yaml", "--format", "json", file]);

        Assert.True(run.ExitCode == 0, run.Transcript);
        var totals = string.Concat(run.Output.Select(line => line.Trim()));
        Assert.Contains("\"errors\": 0,\"warnings\": 0,", totals, StringComparison.Ordinal);
    }
}
