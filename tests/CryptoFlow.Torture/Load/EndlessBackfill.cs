using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;

namespace CryptoFlow.Torture.Load;

/// <summary>
/// Keeps the writer at full speed until it is told to stop. It asks the program through the API, as a user can, for the history of one series of
/// one-minute candles after another. The program writes the file; this class does not.
/// </summary>
internal static class EndlessBackfill
{
    public const string Key = "a-key-of-enough-characters";

    private const int MostDays = 3_650;

    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Two exchanges with a short history. Clients read the 15m candles; the endless backfill writes the 1m candles.</summary>
    public static CollectedSet Set { get; } = WithHistory(20);

    /// <summary>Exchanges that answer at once and never refuse, in a market whose clock runs.</summary>
    /// <param name="speed">Speed of the clock, in simulated ms for each real ms.</param>
    public static Task<SimulatorProcess> ExchangesAsync(double speed) =>
        SimulatorProcess.StartAsync("--speed", speed.ToString(CultureInfo.InvariantCulture), "--no-limits", "--now", "1749989220000");

    /// <summary>The same set with a history of this number of days.</summary>
    public static CollectedSet WithHistory(int days) => new(new Dictionary<string, string?>
    {
        ["Api:Key"] = Key,
        ["Collector:HistoryDays"] = days.ToString(CultureInfo.InvariantCulture),
        ["Collector:Timeframes:0"] = "1m",
        ["Collector:Timeframes:1"] = "15m",
        ["Collector:PollIntervalSeconds"] = "1",
        ["Exchanges:bitget:Enabled"] = "false",
    });

    /// <summary>Asks for a backfill run. False if the exchange refused because a run is active already.</summary>
    public static async Task<bool> AskAsync(CryptoFlowProcess program, string exchange, string interval, int days, string? symbol = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/backfill", UriKind.Relative))
        {
            Content = JsonContent.Create(new { exchange, symbol, tf = interval, days }, options: WithoutNulls),
        };
        request.Headers.Add("X-Api-Key", Key);
        using var response = await program.Http.SendAsync(request);
        return response.StatusCode switch
        {
            HttpStatusCode.Accepted => true,
            HttpStatusCode.Conflict => false,
            _ => throw new HttpRequestException($"POST /api/backfill: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"),
        };
    }

    /// <summary>
    /// Keeps a run of each exchange going until it is told to stop. Each run asks for a symbol that has no one-minute candles yet, since a run over stored
    /// candles compares them and writes nothing. When every symbol was asked for, the runs reach further back.
    /// </summary>
    /// <param name="program">The program that writes.</param>
    /// <param name="plan">What the program collects. It has one-minute candles.</param>
    /// <param name="days">The history of the first run of each symbol.</param>
    /// <param name="stop">Ends the runs.</param>
    public static async Task RunAsync(CryptoFlowProcess program, CollectionPlan plan, int days, CancellationToken stop)
    {
        var asked = new Dictionary<string, int>();
        while (!stop.IsCancellationRequested)
        {
            foreach (var run in await program.BackfillAsync())
            {
                var exchange = run.GetProperty("exchange").GetString()!;
                if (run.GetProperty("phase").GetString() is "planning" or "running")
                    continue;
                var turn = asked.GetValueOrDefault(exchange);
                string[] symbols = [.. plan.Series.Where(s => s.Exchange.ToWireName() == exchange && s.Interval == Interval.M1).Select(s => s.Symbol)];
                var reach = Math.Min(MostDays, days * ((turn / symbols.Length) + 1));
                if (await AskAsync(program, exchange, "1m", reach, symbols[turn % symbols.Length]))
                    asked[exchange] = turn + 1;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
