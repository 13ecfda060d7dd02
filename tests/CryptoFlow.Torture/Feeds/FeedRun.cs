using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Feeds;

/// <summary>
/// Clients of the feed are cut off, stall and connect again at random, beside collection, backfills, revisions, deletions and SIGKILLs of the server. At the end what
/// each client has put together must equal the commit log.
/// </summary>
/// <param name="clients">Number of clients.</param>
/// <param name="lasts">How long the clients and the server are disturbed.</param>
/// <param name="seed">Seed of all random draws.</param>
/// <param name="progress">Receives one line about each life of the server.</param>
internal sealed class FeedRun(int clients, TimeSpan lasts, int seed, Action<string> progress)
{
    /// <summary>The log keeps all commits of the run: the judge reads it, and no client may be too late.</summary>
    private const string LogSize = "1000000";

    private static readonly TimeSpan Patience = HangGuard.Limit;

    /// <summary>The most lives of the server. On a busy machine a life may end before anything was deleted or revised, so there are more of them.</summary>
    private const int MostLives = 30;

    private readonly Random _random = new(seed);
    private readonly List<string> _errors = [];
    private volatile Uri? _server;
    private int _kills;
    private int _terminations;

    /// <summary>A market minute passes in a second, so each series of one-minute candles has a commit each second.</summary>
    private static Task<SimulatorProcess> ExchangesAsync() => EndlessBackfill.ExchangesAsync(speed: 60);

    private static CollectedSet Set { get; } = EndlessBackfill.WithHistory(1);

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        using var directory = new TempDirectory();
        var database = directory.File("candles.db");
        await using var exchanges = await ExchangesAsync();
        var environment = Set.EnvironmentFor(exchanges);
        environment["CryptoFlow__Database__CommitLogSize"] = LogSize;
        using var calm = new CancellationTokenSource();
        using var end = new CancellationTokenSource();
        var series = Set.Plan.Series.ToArray();
        FeedFollower[] followers =
        [
            .. Enumerable.Range(0, clients).Select(i => new FeedFollower(i, i % 5 == 4 ? series[_random.Next(series.Length)] : null, () => _server, new Random(seed + i))),
        ];
        var following = followers.Select(f => f.RunAsync(calm.Token, end.Token)).ToArray();
        try
        {
            await DisturbAsync(database, environment, exchanges);
            await calm.CancelAsync();
            await LastLifeAsync(database, environment, exchanges, followers);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(following);
        }

        return Judge(database, followers);
    }

    private async Task DisturbAsync(string database, Dictionary<string, string?> environment, SimulatorProcess exchanges)
    {
        var began = Stopwatch.GetTimestamp();
        for (var days = 2; Stopwatch.GetElapsedTime(began) < lasts || (_kills + _terminations < MostLives && !IsVaried(database)); days++)
        {
            await using var program = await CryptoFlowProcess.ServeAsync(database, environment);
            _server = program.Http.BaseAddress;
            await LiveAsync(program, exchanges, days, TimeSpan.FromMilliseconds(_random.Next(2_000, 14_000)));
            _server = null;
            if (_random.Next(4) > 0)
            {
                _kills++;
                program.Child.Kill();
                await program.Child.ExitAsync(Patience);
            }
            else
            {
                _terminations++;
                await program.TerminateAsync(Patience);
            }

            _errors.AddRange(program.ErrorsLogged(alerts: false));
            progress($"life {_kills + _terminations} of the server has ended");
        }
    }

    /// <summary>One life of the server, with revisions, deletions and a backfill that reaches further back than the one before and stores what is missing.</summary>
    private async Task LiveAsync(CryptoFlowProcess program, SimulatorProcess exchanges, int days, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var exchange = _random.Next(2) == 0 ? Exchange.Binance : Exchange.Bybit;
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            await exchanges.AddFaultAsync(new Fault { Kind = FaultKind.RevisedRow, Venue = ExchangeTruth.VenueOf(exchange), Count = _random.Next(1, 4) });
            await DeleteAsync(program, exchange);
            await EndlessBackfill.AskAsync(program, exchange.ToWireName(), "1m", days, "BTCUSDT");
            await Eventually.PassAsync(TimeSpan.FromMilliseconds(_random.Next(200, 1_500)));
        }
    }

    /// <summary>Deletes a few of the newest candles, in one or in several ranges.</summary>
    private async Task DeleteAsync(CryptoFlowProcess program, Exchange exchange)
    {
        var series = $"/api/candles?exchange={exchange.ToWireName()}&symbol=BTCUSDT&tf={(_random.Next(3) == 0 ? "15m" : "1m")}";
        using var page = await program.Http.GetAsync(new Uri($"{series}&limit=400", UriKind.Relative));
        if (!page.IsSuccessStatusCode)
            return;
        using var json = await JsonDocument.ParseAsync(await page.Content.ReadAsStreamAsync());
        long[] times = [.. json.RootElement.GetProperty("candles").EnumerateArray().Select(c => c.GetProperty("time").GetInt64())];
        long[] chosen = [.. times.Skip(_random.Next(times.Length)).Take(_random.Next(1, 60)).Where(_ => _random.Next(6) > 0)];
        if (chosen.Length == 0)
            return;
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri($"{series}&times={string.Join(',', chosen)}", UriKind.Relative));
        request.Headers.Add("X-Api-Key", EndlessBackfill.Key);
        using var answer = await program.Http.SendAsync(request);
    }

    /// <summary>True if the log has everything that the run promises to have tried.</summary>
    private static bool IsVaried(string database)
    {
        using var file = new ForeignConnection(database, readOnly: true);
        return new FeedJudge(file) is { Large: > 0, Deletions: > 0 } && Revisions(file) > 0;
    }

    private static long Revisions(ForeignConnection file) => file.Scalar<long>("SELECT count(*) FROM revisions");

    /// <summary>The market stands still and nothing is disturbed, until each client is where the log ends.</summary>
    private async Task LastLifeAsync(string database, Dictionary<string, string?> environment, SimulatorProcess exchanges, FeedFollower[] followers)
    {
        await using var program = await CryptoFlowProcess.ServeAsync(database, environment);
        _server = program.Http.BaseAddress;
        await exchanges.StopClockAsync();
        await program.BackfillCompletedAsync(Set.Plan.Exchanges.Length, Patience);
        await Eventually.GetAsync(
            () => Task.FromResult(Newest(database) is var newest && followers.All(f => f.Journal.Number == newest) ? "all" : null),
            Patience,
            "each client is where the log ends",
            every: TimeSpan.FromMilliseconds(500));
        _server = null;
        await program.TerminateAsync(Patience);
        _errors.AddRange(program.ErrorsLogged(alerts: false));
    }

    private List<Finding> Judge(string database, FeedFollower[] followers)
    {
        using var file = new ForeignConnection(database, readOnly: true);
        var judge = new FeedJudge(file);
        var revisions = Revisions(file);
        return
        [
            new("clients", $"{clients}; {followers.Sum(f => f.Connections):N0} connections, {followers.Sum(f => f.Cuts):N0} cut off, {followers.Sum(f => f.Stalls):N0} stalls, seed {seed}"),
            new("server", $"{_kills} SIGKILLs, {_terminations} SIGTERMs, {judge.Epochs} epochs"),
            new("messages", $"{followers.Sum(f => f.Journal.Messages):N0}; at most {followers.Max(f => f.Journal.Entries.Count):N0} commits a client"),
            Finding.True("commits in the log", string.Create(CultureInfo.InvariantCulture, $"{judge.Commits:N0}, {judge.Large:N0} of them large, {judge.Steps:N0} of paper trading"), "some of the large", judge.Large > 0),
            Finding.True("deletions in the log", $"{judge.Deletions:N0}", "some", judge.Deletions > 0),
            Finding.True("candles revised", $"{revisions:N0}", "some", revisions > 0),

            // A series may be quiet in a short run.
            Finding.Equal("clients of all series that got commits", followers.Count(f => f.Only is null && f.Journal.Entries.Count > 0), followers.Count(f => f.Only is null)),
            Finding.None("clients that differ from the commit log", [.. followers.Select(judge.Difference).OfType<string>()]),
            Finding.None("resets", [.. followers.SelectMany(f => f.Journal.Resets)]),
            Finding.None("refusals", [.. followers.SelectMany(f => f.Refusals)]),
            Finding.None("errors logged", _errors),
        ];
    }

    private static long Newest(string database)
    {
        using var file = new ForeignConnection(database, readOnly: true);
        return file.Scalar<long>("SELECT ifnull(max(number), 0) FROM commits");
    }
}
