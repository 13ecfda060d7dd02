using System.Text.Json;

namespace CryptoFlow.Torture;

/// <summary>The program and the exchanges, each in its own process, on a database file in a directory of its own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>Longest wait for any state. It is long because other programs may keep both cores busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// For a run in which no read may be refused. Other programs may keep this machine busy for seconds. Such a delay is no error of the program, so the read timeout is
    /// long.
    /// </summary>
    public static readonly (string Key, string Value) ReadTimeout = ("Api:ReadTimeoutMs", "60000");

    private readonly TempDirectory _directory = new();
    private readonly CollectedSet _set;

    private Stage(CollectedSet set, SimulatorProcess exchanges)
    {
        _set = set;
        Exchanges = exchanges;
    }

    public SimulatorProcess Exchanges { get; }

    public CryptoFlowProcess Program { get; private set; } = null!;

    public string Database => _directory.File("candles.db");

    public Uri Server => Program.Http.BaseAddress!;

    /// <param name="set">What the program collects.</param>
    /// <param name="exchanges">The exchanges. The stage stops them when it is disposed.</param>
    /// <param name="settings">More settings, by their keys below <c>CryptoFlow</c>.</param>
    public static Task<Stage> StartAsync(CollectedSet set, Task<SimulatorProcess> exchanges, params (string Key, string Value)[] settings) =>
        StartAsync(set, exchanges, streams: false, settings);

    /// <param name="set">What the program collects.</param>
    /// <param name="exchanges">The exchanges. The stage stops them when it is disposed.</param>
    /// <param name="streams">Whether the program opens the exchanges' WebSockets, too.</param>
    /// <param name="settings">More settings, by their keys below <c>CryptoFlow</c>.</param>
    public static async Task<Stage> StartAsync(CollectedSet set, Task<SimulatorProcess> exchanges, bool streams, params (string Key, string Value)[] settings)
    {
        var stage = new Stage(set, await exchanges);
        try
        {
            var environment = set.EnvironmentFor(stage.Exchanges, streams);
            foreach (var (key, value) in settings)
                environment["CryptoFlow__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
            stage.Program = await CryptoFlowProcess.ServeAsync(stage.Database, environment);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every exchange's backfill is completed.</summary>
    public Task<JsonElement[]> FilledAsync() => Program.BackfillCompletedAsync(_set.Plan.Exchanges.Length, Patience, every: TimeSpan.FromMilliseconds(250));

    /// <summary>Stops the exchanges' clock, waits until the newest candle of every series is stored, ends the program, and compares the file with the exchanges.</summary>
    /// <param name="only">Selects the series whose contents are compared; null: all series.</param>
    public async Task<IReadOnlyList<Finding>> EndAsync(Func<SeriesKey, bool>? only = null)
    {
        var until = await Exchanges.StopClockAsync();
        await Eventually.HoldsAsync(async () => IsCurrent(await Program.HealthAsync(), until), Patience, "the newest candles are stored");
        var (took, exitCode) = await Program.TerminateAsync(Patience);
        var leftovers = Program.Leftovers();
        return Finding.Together(
            "the end and the file",
            [
                Finding.Equal("exit code", exitCode, 0),
                Finding.AtMost("time from SIGTERM to the end", took.TotalSeconds, 5, "s"),
                Finding.None("files left beside the database file", leftovers),
                Finding.None("errors logged", [.. Program.ErrorsLogged(alerts: false)]),
                .. await Audit.FindingsAsync(Database, Exchanges, _set.Plan, until, only),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Program is not null)
            await Program.DisposeAsync();
        await Exchanges.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>True if the newest closed candle of every series is stored. The lag in health is no proof: the program computes it with the exchange clock that it saw last.</summary>
    private static bool IsCurrent(JsonElement health, long now) => health.GetProperty("series").EnumerateArray().All(s =>
        !s.GetProperty("collected").GetBoolean()
        || (s.GetProperty("newestTime") is { ValueKind: JsonValueKind.Number } newest
            && new Interval(s.GetProperty("tf").GetInt32()) is var interval
            && newest.GetInt64() == interval.Floor(now) - interval.Milliseconds));
}
