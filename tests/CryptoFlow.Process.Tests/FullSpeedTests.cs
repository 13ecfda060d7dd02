using System.Net;
using CryptoFlow.Messages;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>While the writer runs at full speed, the program still answers all other requests.</summary>
public sealed class FullSpeedTests(PatientExchanges exchanges, ITestOutputHelper output) : ProcessTest(exchanges)
{
    private const int Clients = 4;
    private const int RequestsEach = 50;

    private static readonly CollectedSet Set = new(new Dictionary<string, string?>
    {
        ["Collector:HistoryDays"] = "730",
        ["Collector:Timeframes:0"] = "15m",
        ["Exchanges:bitget:Enabled"] = "false",
    });

    [Fact]
    public async Task Every_request_is_answered_in_a_full_speed_backfill_without_a_lock_or_an_error()
    {
        await using var quick = await SimulatorProcess.StartAsync("--speed", "0", "--now", $"{PatientExchanges.Now}", "--no-limits");
        await using var program = await CryptoFlowProcess.ServeAsync(Database, Set.EnvironmentFor(quick));
        await MidBackfillAsync(program);
        var writtenBefore = await RowsWrittenAsync(program);

        var answers = (await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => AskAsync(program, client)))).SelectMany(a => a).ToList();
        var health = await program.HealthAsync();
        output.WriteLine($"{health.GetProperty("writer").GetProperty("rowsWritten")} candles written when the last of {answers.Count} requests was answered");
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(0, health.GetProperty("lockWaitCount").GetInt64());
        Assert.True(health.GetProperty("status").GetString() == "ok", $"{health.GetProperty("reasons")}");
        Assert.InRange(await RowsWrittenAsync(program), writtenBefore + 1, long.MaxValue);
        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        Assert.Empty(program.ErrorsLogged());
    }

    private static async Task<long> RowsWrittenAsync(CryptoFlowProcess program) =>
        (await program.HealthAsync()).GetProperty("writer").GetProperty("rowsWritten").GetInt64();

    private static async Task<List<HttpStatusCode>> AskAsync(CryptoFlowProcess program, int client)
    {
        var series = Set.Plan.Series.ToList();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < RequestsEach; i++)
        {
            var asked = series[(client + i) % series.Count];
            var path = i % 2 == 0 ? "/api/health" : $"/api/candles?exchange={asked.Exchange}&symbol={asked.Symbol}&tf={asked.Interval.Minutes}";
            using var response = await program.Http.GetAsync(new Uri(path, UriKind.Relative));
            await response.Content.ReadAsByteArrayAsync();
            answers.Add(response.StatusCode);
        }

        return answers;
    }
}
