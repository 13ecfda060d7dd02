using System.Net.Http.Json;
using System.Text.Json;
using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Api.Operation;

public sealed class AlertsApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    [Fact]
    public async Task Alerts_that_are_over_are_listed_newest_first_and_at_most_200()
    {
        var board = fixture.Server.Services.GetRequiredService<MonitorBoard>();
        for (var i = 1; i <= MonitorBoard.MaxPastAlerts + 5; i++)
            board.Show(new AlertCleared(new ActiveAlert($"alert_{i}", AlertSeverity.Error, i, "A sentence.", 1), i + 1000));

        var answer = await fixture.Server.Client.GetFromJsonAsync<JsonElement>(new Uri("/api/alerts", UriKind.Relative));

        var past = answer.GetProperty("past").EnumerateArray().ToList();
        Assert.Equal(MonitorBoard.MaxPastAlerts, past.Count);
        Assert.Equal(
            ("alert_205", "error", 205L, 1205L, "A sentence."),
            (past[0].GetProperty("name").GetString(), past[0].GetProperty("severity").GetString(), past[0].GetProperty("since").GetInt64(), past[0].GetProperty("until").GetInt64(), past[0].GetProperty("sentence").GetString()));
        Assert.Equal(0, answer.GetProperty("active").GetArrayLength());
    }
}
